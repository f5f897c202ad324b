<?php

declare(strict_types=1);

namespace Redress;

use FFI;

/** The shared library, opened. Most hosts need no more of it than Book::load. */
final class Library
{
    use NotCopied;

    /** The interface that this package was written for; a library has this version or a later one. */
    public const ABI_VERSION = 2;

    /** @internal REDRESS_INVALID_ARGUMENT */
    public const INVALID_ARGUMENT = 1;

    /** @internal REDRESS_OUT_OF_MEMORY */
    public const OUT_OF_MEMORY = 7;

    private const FILE = 'libredress.so.1';
    private const HANDSHAKE = 'int32_t redress_abi_version(void); const char *redress_abi_cdef(void);';

    /** @var array<string, self> by file: parsing the declarations takes longer than settling a case */
    private static array $opened = [];

    private readonly Handle $error;

    /** @var ?array<string, array<string, string>> of each record that a case may carry, the types of its fields */
    private ?array $caseTypes = null;

    /** @internal the functions of redress_abi.h */
    private function __construct(public readonly FFI $ffi)
    {
        $error = $ffi->redress_error_new() ?? throw RedressException::noLibrary('there is no memory for the library');
        $this->error = new Handle($ffi, $error, 'redress_error_free');
    }

    /**
     * Opens a library once; later calls give the same object.
     *
     * @param ?string $file default: what the environment variable REDRESS_LIBRARY names, or else libredress.so.1 from
     *        the folders of the system's loader
     */
    public static function open(?string $file = null): self
    {
        $file ??= getenv('REDRESS_LIBRARY') ?: self::FILE;
        return self::$opened[$file] ??= new self(self::functionsOf($file));
    }

    /** The version of the library, as "1.0.0". */
    public function version(): string
    {
        return $this->ffi->redress_version();
    }

    /** The library's own declarations are used: they can't differ from its functions. */
    private static function functionsOf(string $file): FFI
    {
        try {
            $library = FFI::cdef(self::HANDSHAKE, self::cString($file));
            $version = $library->redress_abi_version();
            if ($version < self::ABI_VERSION) {
                $needed = self::ABI_VERSION;
                throw RedressException::noLibrary("$file has version $version of the interface, $needed is needed");
            }
            return FFI::cdef($library->redress_abi_cdef(), $file);
        } catch (FFI\Exception $failure) {
            throw RedressException::noLibrary("$file: {$failure->getMessage()}", $failure);
        }
    }

    /**
     * Calls a function that gives a new object by its first argument.
     *
     * @internal
     * @param string $kind book, case or statement
     */
    public function make(string $kind, string $function, mixed ...$arguments): Handle
    {
        $out = $this->ffi->new("redress_$kind *");
        $arguments[] = $this->error->pointer();
        $this->expectOk($this->ffi->$function(FFI::addr($out), ...$arguments));
        return new Handle($this->ffi, $out, "redress_{$kind}_free");
    }

    /**
     * Calls a function that gives no more than a status.
     *
     * @internal
     */
    public function call(string $function, mixed ...$arguments): void
    {
        $arguments[] = $this->error->pointer();
        $this->expectOk($this->ffi->$function(...$arguments));
    }

    /**
     * A text that the library reads up to the first NUL: with one inside it would be taken for another.
     *
     * @internal
     */
    public static function cString(string $text, Place $place = new Place()): string
    {
        if (str_contains($text, "\0")) {
            throw RedressException::ofHost('a name with a NUL byte', $place);
        }
        return $text;
    }

    /**
     * The type of a field of a case, null for a fact that rules declare.
     *
     * @internal
     */
    public function typeOf(string $record, string $field): ?string
    {
        return ($this->caseTypes ??= $this->readCaseTypes())[$record][$field] ?? null;
    }

    private function readCaseTypes(): array
    {
        $types = [];
        $count = $this->ffi->redress_vocabulary_count();
        for ($i = 0; $i < $count; ++$i) {
            $get = fn (string $property): string => $this->ffi->redress_vocabulary_get($i, $property);
            if ($get('part') === 'case') {
                $types[$get('record')][$get('field')] = $get('type');
            }
        }
        return $types;
    }

    private function expectOk(int $status): void
    {
        if ($status === 0) {
            return;
        }
        $error = $this->error->pointer();
        throw new RedressException(
            $this->ffi->redress_error_message($error),
            $status,
            $this->ffi->redress_status_name($status),
            new Place(
                file: $this->ffi->redress_error_file($error),
                line: $this->ffi->redress_error_line($error),
                column: $this->ffi->redress_error_column($error),
                record: $this->ffi->redress_error_record($error),
                field: $this->ffi->redress_error_field($error),
            ),
        );
    }
}
