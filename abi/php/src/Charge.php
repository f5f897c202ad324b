<?php

declare(strict_types=1);

namespace Redress;

/** What the rules let the provider charge, such as a fine; the host decides whether it does. */
final readonly class Charge
{
    /**
     * @param string $id give it in later cases, as `bills` of a charge, once it is billed
     * @param string $effective_from a date: the version of the SLA that was in effect
     * @param string $rules_digest SHA-256 of that version in canonical XML
     * @param ?string $amount a decimal; null where a fact is missing
     * @param ?string $missing the fact that is missing
     * @param ?string $sentence for people
     */
    public function __construct(
        public string $id,
        public string $sla,
        public string $effective_from,
        public string $rules_digest,
        public ?string $clause,
        public ?string $amount,
        public ?string $missing,
        public ?string $sentence,
    ) {
    }

    /** @internal */
    public static function read(Row $row): self
    {
        return new self(
            id: $row->text('id'),
            sla: $row->text('sla'),
            effective_from: $row->text('effective_from'),
            rules_digest: $row->text('rules_digest'),
            clause: $row->optional('clause'),
            amount: $row->optional('amount'),
            missing: $row->optional('missing'),
            sentence: $row->optional('sentence'),
        );
    }
}
