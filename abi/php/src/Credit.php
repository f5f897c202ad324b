<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;

/** A credit granted now, or one granted before of which a discount took. Store it, and give it in every later case. */
final readonly class Credit
{
    /**
     * @param ?int $decision number of the decision that grants it; null for one granted before
     * @param string $amount a decimal
     * @param ?string $claim the claim that it answers
     * @param string $remaining a decimal: what a discount has not taken yet
     * @param ?DateTimeImmutable $available_from only periods that start then or later can take it
     */
    public function __construct(
        public string $id,
        public ?int $decision,
        public string $subscription,
        public string $amount,
        public DateTimeImmutable $granted,
        public ?string $claim,
        public Remedy $remedy,
        public string $remaining,
        public ?DateTimeImmutable $available_from,
        public ?DateTimeImmutable $expires,
    ) {
    }

    /** @internal */
    public static function read(Row $row): self
    {
        return new self(
            id: $row->text('id'),
            decision: $row->optionalCount('decision'),
            subscription: $row->text('subscription'),
            amount: $row->text('amount'),
            granted: $row->instant('granted'),
            claim: $row->optional('claim'),
            remedy: $row->remedy('remedy'),
            remaining: $row->text('remaining'),
            available_from: $row->optionalInstant('available_from'),
            expires: $row->optionalInstant('expires'),
        );
    }

    /**
     * The credit as a record of a later case: ['credit' => [$credit->record(), ...]].
     *
     * @return array<string, string|DateTimeImmutable|Remedy|null>
     */
    public function record(): array
    {
        $fields = get_object_vars($this);
        unset($fields['decision']); // it counts the decisions of this statement
        return $fields;
    }
}
