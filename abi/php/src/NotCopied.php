<?php

declare(strict_types=1);

namespace Redress;

use LogicException;

/**
 * For objects that stand for one of the library's: a copy would free it twice, and a stored one would point nowhere.
 *
 * @internal
 */
trait NotCopied
{
    /** Private, so that PHP refuses before there is a copy: one that is thrown away would be destructed, too. */
    private function __clone()
    {
    }

    public function __serialize(): array
    {
        throw new LogicException(self::class . ' cannot be serialised');
    }

    public function __unserialize(array $data): void
    {
        throw new LogicException(self::class . ' cannot be unserialised');
    }
}
