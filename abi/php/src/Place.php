<?php

declare(strict_types=1);

namespace Redress;

/** Where something went wrong: in a text by line and column, in a case given as an array by record and field. */
final readonly class Place
{
    /**
     * @param string $file as it was named to the library, or ''
     * @param int $line from 1, or 0 where there is none
     * @param int $column from 1, or 0 where there is none
     * @param string $record of the case, or element of the rules, or ''
     * @param string $field its field or attribute, or ''
     */
    public function __construct(
        public string $file = '',
        public int $line = 0,
        public int $column = 0,
        public string $record = '',
        public string $field = '',
    ) {
    }
}
