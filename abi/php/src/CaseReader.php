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
            if ($all === []) {
                // Its name is checked all the same, on a case that is not used.
                $this->open($this->library->make('case', 'redress_case_new'), (string) $record);
            }
        }
        return $case;
    }

    private function open(Handle $case, string $record): void
    {
        $name = Library::cString($record, new Place(record: $record));
        $this->library->call('redress_case_add', $case->pointer(), $name);
    }

    private function add(Handle $case, string $record, mixed $fields): void
    {
        if (!is_array($fields)) {
            throw RedressException::ofHost('an array of fields was expected', new Place(record: $record));
        }
        $this->open($case, $record);
        foreach ($fields as $field => $value) {
            if ($value === null) {
                continue; // a fact that is not known is not given
            }
            $place = new Place(record: $record, field: (string) $field);
            $text = $this->text($value, $place);
            $name = Library::cString($place->field, $place);
            $this->library->call('redress_case_set', $case->pointer(), $name, $text, strlen($text));
        }
    }

    private function text(mixed $value, Place $place): string
    {
        return match (true) {
            is_string($value) => $value,
            is_int($value) => (string) $value,
            is_bool($value) => $this->flag($value, $place),
            $value instanceof DateTimeInterface => self::instant($value, $place),
            $value instanceof BackedEnum => (string) $value->value,
            is_float($value) => throw RedressException::ofHost('a float is not exact; give a decimal string', $place),
            default => throw RedressException::ofHost(get_debug_type($value) . ' is no value of a fact', $place),
        };
    }

    private function flag(bool $value, Place $place): string
    {
        $type = $this->library->typeOf($place->record, $place->field) ?? 'flag';
        if ($type !== 'flag') {
            throw RedressException::ofHost("a bool is for flags, and this is of type $type", $place);
        }
        return $value ? 'yes' : 'no';
    }

    /** In UTC: PHP writes offsets that RFC 3339 does not know for zones of long ago. */
    private static function instant(DateTimeInterface $value, Place $place): string
    {
        if ($value->format('u') !== '000000') {
            throw RedressException::ofHost('an instant is a whole second, and this one has a fraction', $place);
        }
        $utc = DateTimeImmutable::createFromInterface($value)->setTimezone(new DateTimeZone('UTC'));
        return $utc->format('Y-m-d\TH:i:s\Z');
    }
}
