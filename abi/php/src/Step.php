<?php

declare(strict_types=1);

namespace Redress;

/** How a decision came about: one step of it. */
final readonly class Step
{
    /**
     * @param int $decision number of the decision
     * @param int $number 1, 2, 3, ... within the decision
     * @param string $kind claim, window, require, measure, cap, round, ...
     * @param ?string $formula as the rules have it
     * @param ?string $value what it gave, exactly
     * @param ?string $text a sentence
     */
    public function __construct(
        public int $decision,
        public int $number,
        public string $kind,
        public ?string $clause,
        public ?string $name,
        public ?string $formula,
        public ?string $value,
        public ?string $text,
    ) {
    }

    /** @internal */
    public static function read(Row $row): self
    {
        return new self(
            decision: $row->count('decision'),
            number: $row->count('number'),
            kind: $row->text('kind'),
            clause: $row->optional('clause'),
            name: $row->optional('name'),
            formula: $row->optional('formula'),
            value: $row->optional('value'),
            text: $row->optional('text'),
        );
    }
}
