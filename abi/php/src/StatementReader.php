<?php

declare(strict_types=1);

namespace Redress;

use FFI;
use FFI\CData;

/**
 * Copies a statement of the library into PHP's own objects, which need the library no more.
 *
 * @internal
 */
final readonly class StatementReader
{
    public function __construct(private FFI $ffi, private CData $statement)
    {
    }

    public function read(): Statement
    {
        $steps = [];
        foreach ($this->all('step', Step::read(...)) as $step) {
            $steps[$step->decision][] = $step;
        }
        $root = $this->row('statement', 0);
        return new Statement(
            case: $root->text('case'),
            as_of: $root->instant('as_of'),
            currency: $root->text('currency'),
            case_digest: $root->text('case_digest'),
            decisions: $this->all(
                'decision',
                static fn (Row $row): Decision => Decision::read($row, $steps[$row->count('number')] ?? []),
            ),
            credits: $this->all('credit', Credit::read(...)),
            adjustments: $this->all('adjustment', Adjustment::read(...)),
            charges: $this->all('charge', Charge::read(...)),
            provenance: Provenance::read($this->row('provenance', 0)),
            xml: $this->ffi->redress_statement_xml($this->statement, null)
                ?? throw new RedressException('out of memory', Library::OUT_OF_MEMORY, 'out_of_memory'),
        );
    }

    /**
     * @template T of object
     * @param callable(Row): T $read
     * @return list<T>
     */
    private function all(string $record, callable $read): array
    {
        $count = $this->ffi->redress_statement_count($this->statement, $record);
        $all = [];
        for ($i = 0; $i < $count; ++$i) {
            $all[] = $read($this->row($record, $i));
        }
        return $all;
    }

    private function row(string $record, int $index): Row
    {
        return new Row(
            $record,
            fn (string $field): ?string => $this->ffi->redress_statement_get($this->statement, $record, $index, $field),
        );
    }
}
