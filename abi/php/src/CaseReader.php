<?php

declare(strict_types=1);

namespace Redress;

use BackedEnum;
use DateTimeImmutable;
use DateTimeInterface;
use DateTimeZone;

/**
 * Makes a case of the library from XML or from an array of records.
 *
 * @internal
 */
final readonly class CaseReader
{
    public function __construct(private Library $library)
    {
    }

    public function read(string|array $case): Handle
    {
        return is_string($case) ? $this->parse($case) : $this->build($case);
    }

    private function parse(string $xml): Handle
    {
        return $this->library->make('case', 'redress_case_parse', $xml, strlen($xml));
    }

    private function build(array $records): Handle
    {
        $case = $this->library->make('case', 'redress_case_new');
        foreach ($records as $record => $given) {
            // A list of records, or one alone.
            $all = is_array($given) && array_is_list($given) ? $given : [$given];
            foreach ($all as $fields) {
                $this->add($case, (string) $record, $fields);
            }
        }
        return $case;
    }

    private function add(Handle $case, string $record, mixed $fields): void
    {
        if (!is_array($fields)) {
            throw RedressException::ofHost("$record: an array of fields was expected", new Place(record: $record));
        }
        $this->library->call('redress_case_add', $case->pointer(), Library::cString($record));
        foreach ($fields as $field => $value) {
            if ($value === null) {
                continue; // a fact that is not known is not given
            }
            $place = new Place(record: $record, field: (string) $field);
            $text = self::text($value, $place);
            $name = Library::cString($place->field);
            $this->library->call('redress_case_set', $case->pointer(), $name, $text, strlen($text));
        }
    }

    private static function text(mixed $value, Place $place): string
    {
        return match (true) {
            is_string($value) => $value,
            is_int($value) => (string) $value,
            is_bool($value) => $value ? 'yes' : 'no',
            $value instanceof DateTimeInterface => self::instant($value, $place),
            $value instanceof BackedEnum => (string) $value->value,
            is_float($value) => throw self::refused($place, 'a float is not exact; give a decimal string'),
            default => throw self::refused($place, get_debug_type($value) . ' is no value of a fact'),
        };
    }

    /** In UTC: PHP writes offsets that RFC 3339 does not know for zones of long ago. */
    private static function instant(DateTimeInterface $value, Place $place): string
    {
        if ($value->format('u') !== '000000') {
            throw self::refused($place, 'an instant is a whole second, and this one has a fraction');
        }
        $utc = DateTimeImmutable::createFromInterface($value)->setTimezone(new DateTimeZone('UTC'));
        return $utc->format('Y-m-d\TH:i:s\Z');
    }

    private static function refused(Place $place, string $why): RedressException
    {
        return RedressException::ofHost("{$place->record}.{$place->field}: $why", $place);
    }
}
