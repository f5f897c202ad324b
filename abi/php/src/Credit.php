<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;

/** A credit granted now, or one granted before of which a discount took. Store it, and give it in every later case. */
final readonly class Credit
{
    /**
     * @param ?int $decision number of the decision that grants it; null for one granted before
     * @param ?string $sla the SLA that promised it; null where a credit given before did not tell what it is for
     * @param ?string $effective_from the first day of that version of the SLA, as 2026-01-01
     * @param ?string $guarantee the promise that it is for
     * @param ?DateTimeImmutable $window_start the window that it is for; its end is exclusive
     * @param ?string $incident the incident that it is about: of the guarantee, or named by the claim; $ticket likewise
     * @param string $amount a decimal
     * @param ?string $claim the claim that it answers
     * @param string $remaining a decimal: what a discount has not taken yet
     * @param ?DateTimeImmutable $available_from only periods that start then or later can take it
     */
    public function __construct(
        public string $id,
        public ?int $decision,
        public string $subscription,
        public ?string $sla,
        public ?string $effective_from,
        public ?string $guarantee,
        public ?DateTimeImmutable $window_start,
        public ?DateTimeImmutable $window_end,
        public ?string $incident,
        public ?string $ticket,
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
            sla: $row->optional('sla'),
            effective_from: $row->optional('effective_from'),
            guarantee: $row->optional('guarantee'),
            window_start: $row->optionalInstant('window_start'),
            window_end: $row->optionalInstant('window_end'),
            incident: $row->optional('incident'),
            ticket: $row->optional('ticket'),
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
