<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;

/** What to do: to the balance, the service period, or a line of the invoice. */
final readonly class Adjustment
{
    /**
     * @param int $number 1, 2, 3, ...: the order in which they are applied
     * @param Remedy|string $kind how the credit is applied; or 'forfeit': what is left of it ends
     * @param string $credit id of the credit that it applies
     * @param string $amount a decimal: by how much; of an extension its worth
     * @param ?string $clause of a forfeit: the clause of the rule
     * @param ?string $line of a discount: the line of the invoice
     * @param ?string $line_before of a discount: the line before, a decimal
     * @param ?string $line_after of a discount: the line after, a decimal
     * @param ?DateTimeImmutable $end_before of an extension: the subscription's end before
     * @param ?DateTimeImmutable $end_after of an extension: its new end
     */
    public function __construct(
        public int $number,
        public Remedy|string $kind,
        public string $credit,
        public string $subscription,
        public string $amount,
        public ?string $clause,
        public ?string $line,
        public ?string $line_before,
        public ?string $line_after,
        public ?DateTimeImmutable $end_before,
        public ?DateTimeImmutable $end_after,
    ) {
    }

    /** @internal */
    public static function read(Row $row): self
    {
        return new self(
            number: $row->count('number'),
            kind: Remedy::tryFrom($row->text('kind')) ?? $row->text('kind'),
            credit: $row->text('credit'),
            subscription: $row->text('subscription'),
            amount: $row->text('amount'),
            clause: $row->optional('clause'),
            line: $row->optional('line'),
            line_before: $row->optional('line_before'),
            line_after: $row->optional('line_after'),
            end_before: $row->optionalInstant('end_before'),
            end_after: $row->optionalInstant('end_after'),
        );
    }
}
