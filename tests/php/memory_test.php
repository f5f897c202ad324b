<?php

declare(strict_types=1);

use Redress\Book;
use Redress\RedressException;

/** The pages that this process holds in memory, in bytes: PHP's own counters don't see what the library allocates. */
$resident = static function (): int {
    preg_match('~^VmRSS:\s+(\d+) kB$~m', file_get_contents('/proc/self/status'), $found);
    return 1024 * (int) $found[1];
};

return [
    'ten thousand settlements, refusals among them, leave nothing behind' => static function (Expect $expect) use (
        $resident,
    ): void {
        $book = Book::load("{$expect->rules}/ua_hosting.xml");
        $xml = file_get_contents("{$expect->samples}/ua_hosting/worked_example.case.xml");
        $array = [
            'case' => ['id' => 'july', 'as_of' => '2017-08-01T09:00:00+03:00', 'currency' => 'UAH'],
            'account' => ['id' => 'customer-1'],
            'subscription' => [['id' => 'vps-1', 'sla' => 'ua_hosting', 'price' => '1303', 'price_period' => 'P6M']],
        ];
        $wrong = ['account' => ['id' => 'customer-1', 'standing' => 'great']] + $array;
        $settle = static function (int $times) use ($book, $xml, $array, $wrong): int {
            $refused = 0;
            for ($i = 0; $i < $times; ++$i) {
                try {
                    $book->settle(match ($i % 4) { 0, 1 => $xml, 2 => $array, 3 => $wrong }, steps: $i % 2 === 0);
                } catch (RedressException) {
                    ++$refused;
                }
            }
            return $refused;
        };
        $settle(1000);
        $before = [$resident(), memory_get_usage()];
        $expect->same(2500, $settle(10000));
        $growth = [$resident() - $before[0], memory_get_usage() - $before[1]];
        // A statement of this case takes 20 kB: one leaked in a hundred would be 2 MB.
        $expect->true($growth[0] < 500_000, "resident memory grew by {$growth[0]} bytes");
        $expect->true($growth[1] < 10_000, "PHP's memory grew by {$growth[1]} bytes");
    },

    'a hundred books leave nothing behind' => static function (Expect $expect) use ($resident): void {
        $load = static function (int $times) use ($expect): void {
            for ($i = 0; $i < $times; ++$i) {
                Book::load($expect->rules);
            }
        };
        $load(20);
        $before = $resident();
        $load(100);
        $growth = $resident() - $before;
        $expect->true($growth < 2_000_000, "resident memory grew by $growth bytes");
    },
];
