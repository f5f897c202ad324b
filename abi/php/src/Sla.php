<?php

declare(strict_types=1);

namespace Redress;

/** One version of an SLA that a book holds. */
final readonly class Sla
{
    /**
     * @param string $sla its id
     * @param ?string $currency null where it is for any
     * @param string $effective_from a date
     * @param ?string $effective_to a date, not part of it; null where it has no end
     * @param string $digest SHA-256 in canonical XML
     */
    public function __construct(
        public string $sla,
        public ?string $title,
        public ?string $currency,
        public string $timezone,
        public string $effective_from,
        public ?string $effective_to,
        public string $digest,
        public ?string $file,
    ) {
    }

    /** @internal */
    public static function read(Row $row): self
    {
        return new self(
            sla: $row->text('sla'),
            title: $row->optional('title'),
            currency: $row->optional('currency'),
            timezone: $row->text('timezone'),
            effective_from: $row->text('effective_from'),
            effective_to: $row->optional('effective_to'),
            digest: $row->text('digest'),
            file: $row->optional('file'),
        );
    }
}
