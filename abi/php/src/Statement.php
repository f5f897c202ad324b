<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;

/**
 * What is due and why. A plain value: it needs neither the book nor the library, and can be kept, copied and
 * serialised. The names are those of docs/vocabulary.md; amounts are decimal strings, exact, in `currency`.
 */
final readonly class Statement
{
    /**
     * @param string $case id of the case
     * @param string $case_digest SHA-256 of the case in canonical XML
     * @param list<Decision> $decisions
     * @param list<Credit> $credits
     * @param list<Adjustment> $adjustments in the order in which they are to be applied
     * @param list<Charge> $charges
     * @param string $xml all of it as canonical XML
     */
    public function __construct(
        public string $case,
        public DateTimeImmutable $as_of,
        public string $currency,
        public string $case_digest,
        public array $decisions,
        public array $credits,
        public array $adjustments,
        public array $charges,
        public Provenance $provenance,
        public string $xml,
    ) {
    }
}
