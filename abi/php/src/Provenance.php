<?php

declare(strict_types=1);

namespace Redress;

/** By what a statement was computed. */
final readonly class Provenance
{
    public function __construct(
        public string $library_version,
        public ?string $zone_data_version,
    ) {
    }

    /** @internal */
    public static function read(Row $row): self
    {
        return new self(
            library_version: $row->text('library_version'),
            zone_data_version: $row->optional('zone_data_version'),
        );
    }
}
