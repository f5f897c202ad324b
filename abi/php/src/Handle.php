<?php

declare(strict_types=1);

namespace Redress;

use FFI;
use FFI\CData;

/**
 * An object of the library. It is freed once: when the last reference to its handle goes.
 *
 * @internal
 */
final class Handle
{
    use NotCopied;

    /** The handle keeps the FFI object, so that the functions are there as long as something is left to be freed. */
    public function __construct(
        private readonly FFI $ffi,
        private ?CData $pointer,
        private readonly string $free,
    ) {
    }

    /** At the end of a script PHP may have destroyed the handle before the object that uses it. */
    public function pointer(): CData
    {
        return $this->pointer ?? throw RedressException::ofHost('the object was freed already');
    }

    public function __destruct()
    {
        $pointer = $this->pointer;
        $this->pointer = null;
        if ($pointer !== null) {
            $this->ffi->{$this->free}($pointer);
        }
    }
}
