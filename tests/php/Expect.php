<?php

declare(strict_types=1);

use Redress\RedressException;

final class ExpectationFailed extends Exception
{
}

/** What tests check with, and where they find the library, the rules and the samples. */
final class Expect
{
    public int $checks = 0;

    public function __construct(
        public readonly string $library,
        public readonly string $rules,
        public readonly string $samples,
    ) {
    }

    /** The same in type and value; objects are the same object. */
    public function same(mixed $expected, mixed $found, string $what = ''): void
    {
        ++$this->checks;
        if ($expected !== $found) {
            throw new ExpectationFailed(
                "$what\nexpected " . var_export($expected, true) . "\nfound    " . var_export($found, true),
            );
        }
    }

    public function true(bool $holds, string $what): void
    {
        ++$this->checks;
        if (!$holds) {
            throw new ExpectationFailed($what);
        }
    }

    /** @param class-string<Throwable> $class */
    public function thrown(string $class, callable $call): Throwable
    {
        ++$this->checks;
        try {
            $call();
        } catch (Throwable $thrown) {
            if ($thrown instanceof $class) {
                return $thrown;
            }
            throw new ExpectationFailed("expected $class, found $thrown");
        }
        throw new ExpectationFailed("expected $class, and nothing was thrown");
    }

    public function refused(callable $call): RedressException
    {
        return $this->thrown(RedressException::class, $call);
    }
}
