<?php

declare(strict_types=1);

namespace Redress;

use Closure;
use DateTimeImmutable;
use DateTimeZone;
use UnexpectedValueException;

/**
 * One record that the library answers with, read field by field.
 *
 * @internal
 */
final readonly class Row
{
    /** @param Closure(string): ?string $get the text of a field: '' where it has no value, null where there is none */
    public function __construct(private string $record, private Closure $get)
    {
    }

    public function optional(string $field): ?string
    {
        $text = ($this->get)($field);
        return $text === '' ? null : $text;
    }

    public function text(string $field): string
    {
        return $this->optional($field) ?? throw new UnexpectedValueException("{$this->record} without $field");
    }

    public function count(string $field): int
    {
        return (int) $this->text($field);
    }

    public function optionalCount(string $field): ?int
    {
        $text = $this->optional($field);
        return $text === null ? null : (int) $text;
    }

    public function instant(string $field): DateTimeImmutable
    {
        return self::utc($this->text($field));
    }

    public function optionalInstant(string $field): ?DateTimeImmutable
    {
        $text = $this->optional($field);
        return $text === null ? null : self::utc($text);
    }

    public function optionalFlag(string $field): ?bool
    {
        $text = $this->optional($field);
        return $text === null ? null : $text === 'yes';
    }

    public function remedy(string $field): Remedy
    {
        return Remedy::from($this->text($field));
    }

    public function optionalRemedy(string $field): ?Remedy
    {
        $text = $this->optional($field);
        return $text === null ? null : Remedy::from($text);
    }

    /** The library writes all instants in UTC. The Z is left to the format, as PHP is slow to look it up as a zone. */
    private static function utc(string $text): DateTimeImmutable
    {
        return DateTimeImmutable::createFromFormat('!Y-m-d\TH:i:s\Z', $text, new DateTimeZone('UTC'))
            ?: throw new UnexpectedValueException("$text is not an instant in UTC");
    }
}
