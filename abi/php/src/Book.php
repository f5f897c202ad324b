<?php

declare(strict_types=1);

namespace Redress;

use FFI;

/** Rules, compiled. Load a book once and settle any number of cases with it. */
final class Book
{
    use NotCopied;

    private function __construct(private readonly Library $library, private readonly Handle $handle)
    {
    }

    /**
     * Loads a rule file, or every *.xml below a folder. All or nothing: the first thing wrong refuses the book.
     *
     * @param ?string $zoneDirectory a folder with compiled time zone files, such as Europe/Kyiv; default: the system's,
     *        /usr/share/zoneinfo
     */
    public static function load(string $path, ?Library $library = null, ?string $zoneDirectory = null): self
    {
        $library ??= Library::open();
        $zones = self::zones($zoneDirectory);
        return new self($library, $library->make('book', 'redress_book_load_with_zones', Library::cString($path), $zones));
    }

    /** The same for the XML of one SLA. */
    public static function parse(string $xml, ?Library $library = null, ?string $zoneDirectory = null): self
    {
        $library ??= Library::open();
        $zones = self::zones($zoneDirectory);
        return new self($library, $library->make('book', 'redress_book_parse_with_zones', $xml, strlen($xml), $zones));
    }

    private static function zones(?string $directory): ?string
    {
        return $directory === null ? null : Library::cString($directory);
    }

    /**
     * The SLAs of the book, one for each version, by id and effective_from.
     *
     * @return list<Sla>
     */
    public function slas(): array
    {
        $ffi = $this->library->ffi;
        $book = $this->handle->pointer();
        $count = $ffi->redress_book_count($book);
        $slas = [];
        for ($i = 0; $i < $count; ++$i) {
            $get = static fn (string $field): ?string => $ffi->redress_book_get($book, $i, $field);
            $slas[] = Sla::read(new Row('sla', $get));
        }
        return $slas;
    }

    /**
     * Decides what is due.
     *
     * @param string|array<string, array> $case the XML of a case; or its records by name, each an array of fields, or a
     *        list of such arrays. A value is a string as in XML, an int, a bool (yes or no), a DateTimeInterface, an
     *        enum such as Remedy, or null, which leaves the field out. Floats are refused.
     * @param bool $steps whether decisions carry their steps; without them settling is faster
     */
    public function settle(string|array $case, bool $steps = true): Statement
    {
        $facts = (new CaseReader($this->library))->read($case);
        $settle = $steps ? 'redress_settle' : 'redress_settle_without_steps';
        $statement = $this->library->make('statement', $settle, $this->handle->pointer(), $facts->pointer());
        return (new StatementReader($this->library->ffi, $statement->pointer()))->read();
    }

    /** A case in canonical XML, from which its digest is computed: the evidence to be stored with the invoice. */
    public function canonical(string|array $case): string
    {
        $facts = (new CaseReader($this->library))->read($case);
        $xml = $this->library->ffi->new('const char *');
        $this->library->call('redress_case_xml', $facts->pointer(), FFI::addr($xml), null);
        return FFI::string($xml);
    }
}
