<?php

declare(strict_types=1);

namespace Redress;

use RuntimeException;
use Throwable;

/**
 * A call that failed. Nothing was decided, and all objects are as they were.
 *
 * The message is one line, "file:line:column: what was found, what was expected"; the code is the number of the status.
 * getFile() and getLine() are PHP's and tell where the call was made; `place` tells where the input is wrong.
 */
final class RedressException extends RuntimeException
{
    /** @param string $status by the names of redress_status_name: invalid_case, invalid_rules, ... */
    public function __construct(
        string $message,
        int $code,
        public readonly string $status,
        public readonly Place $place = new Place(),
        ?Throwable $previous = null,
    ) {
        parent::__construct($message, $code, $previous);
    }

    /** A call that the library was not even asked for, because the host made it wrongly. */
    public static function ofHost(string $why, Place $place = new Place()): self
    {
        $name = rtrim("{$place->record}.{$place->field}", '.');
        $message = $name === '' ? $why : addcslashes($name, "\0..\37\177") . ": $why";
        return new self($message, Library::INVALID_ARGUMENT, 'invalid_argument', $place);
    }

    /** There is no library that this package could use. */
    public static function noLibrary(string $message, ?Throwable $previous = null): self
    {
        return new self($message, 0, 'no_library', previous: $previous);
    }
}
