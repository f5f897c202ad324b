<?php

declare(strict_types=1);

/** A database that fails where the conformance test says so: at the commit of a run. */
final class DisturbedPdo extends PDO
{
    public ?string $disturbed = null;

    public function __construct(string $file)
    {
        parent::__construct("sqlite:$file", options: [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC, PDO::ATTR_TIMEOUT => 30]);
    }

    public function commit(): bool
    {
        if ($this->disturbed === 'wait_before_commit') {
            usleep(300_000);
        } elseif ($this->disturbed === 'die_before_commit') {
            self::die();
        }
        $done = parent::commit();
        if ($this->disturbed === 'die_after_commit') {
            self::die();
        }
        return $done;
    }

    /** As if the power failed: nothing is closed or flushed. */
    private static function die(): never
    {
        FFI::cdef('void _exit(int);')->_exit(1);
        exit(1);
    }
}
