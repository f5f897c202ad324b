<?php

declare(strict_types=1);

use Redress\Adjustment;
use Redress\BillingHost;
use Redress\BillingRun;
use Redress\BillingStore;
use Redress\Book;

/** A billing system of one customer, one service for 30 EUR a month, and one line. */
final class SmallHost implements BillingHost
{
    public string $price = '30.00';
    public ?string $failure = null;
    /** @var list<string> what was done */
    public array $done = [];

    public function currency(string $account): string
    {
        return 'EUR';
    }

    public function records(string $account, DateTimeImmutable $asOf): array
    {
        return [
            'account' => [['id' => $account]],
            'subscription' => [['id' => 'vps-1', 'sla' => 'uptime', 'price' => $this->price, 'start' => '2026-01-01T00:00:00Z', 'level' => null]],
        ];
    }

    public function lines(string $account, string $invoice): array
    {
        return [];
    }

    public function credit(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        if ($this->failure !== null) {
            throw new RuntimeException($this->failure);
        }
        $this->done[] = "$invoice: $adjustment->amount, $text";
    }

    public function discount(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        throw new LogicException('no rule has it');
    }

    public function extend(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        throw new LogicException('no rule has it');
    }
}

/** @return array{BillingRun, BillingStore, SmallHost, PDO} */
function billing(): array
{
    // 10 % of the month's price for more than an hour down; above 5 EUR a person approves.
    $book = Book::parse('<sla xmlns="urn:redress:rules:1" id="uptime" title="t" currency="EUR" timezone="Europe/Berlin" effective_from="2025-01-01">'
        . '<guarantee id="availability" over="calendar_month"><downtime name="down"/><breach when="down above 1 hour"/>'
        . '<credit value="window.price * 10%"/></guarantee><approve when="due above 5 EUR"/><remedy kind="balance"/></sla>');
    $pdo = new PDO('sqlite::memory:');
    $store = new BillingStore($pdo);
    $store->install();
    $host = new SmallHost();
    return [new BillingRun($book, $store, $host), $store, $host, $pdo];
}

function outage(BillingStore $store, string $id, string $start, string $end): void
{
    $store->putFact('c', 'incident', ['id' => $id, 'start' => new DateTimeImmutable($start), 'end' => new DateTimeImmutable($end)]);
}

return [
    'an invoice is credited once, and a run again answers the same' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        $asOf = new DateTimeImmutable('2026-02-01T06:00:00Z');
        $first = $run->bill('c', 'feb', $asOf);
        $expect->same('3.00', $first->adjustments[0]['amount']);
        $expect->same(['feb: 3.00, 3.00 EUR to the balance.'], $host->done);
        $again = $run->bill('c', 'feb', $asOf->modify('+1 day'));
        $expect->same(get_object_vars($first), get_object_vars($again));
        $expect->same(1, count($host->done));
        $run->bill('c', 'mar', $asOf->modify('+1 month'));
        $expect->same(1, count($host->done), 'January is credited already');
        $expect->same(['2026-02-01T06:00:00Z'], array_column($store->credits('c'), 'granted'));
    },
    'a dry run stores and applies nothing' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        $facts = $store->facts('c');
        $announced = $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'), dryRun: true);
        $expect->same('3.00', $announced->adjustments[0]['amount']);
        $expect->same([], $host->done);
        $expect->same([[], [], $facts], [$store->credits('c'), $store->invoices('c'), $store->facts('c')]);
    },
    'where the host can not apply, nothing is stored, and the next run has it' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        $host->failure = 'the ledger is closed';
        $bill = static fn () => $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'));
        $expect->same('the ledger is closed', $expect->thrown(RuntimeException::class, $bill)->getMessage());
        $expect->same([[], []], [$store->credits('c'), $store->invoices('c')]);
        $host->failure = null;
        $bill();
        $expect->same(1, count($host->done));
    },
    'within a transaction of the host it is part of that' => static function (Expect $expect): void {
        [$run, $store, $host, $pdo] = billing();
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        $asOf = new DateTimeImmutable('2026-02-01T06:00:00Z');
        $pdo->beginTransaction();
        $run->bill('c', 'feb', $asOf);
        $expect->same(['feb'], $store->invoices('c'));
        $pdo->rollBack();
        $expect->same([[], []], [$store->credits('c'), $store->invoices('c')]);
        $pdo->beginTransaction();
        $pdo->exec('CREATE TABLE of_the_host (id INT)');
        $host->failure = 'the ledger is closed';
        $expect->thrown(RuntimeException::class, static fn () => $run->bill('c', 'feb', $asOf));
        $pdo->commit();
        $expect->same([[], []], [$store->credits('c'), $store->invoices('c')]);
        $expect->same(0, $pdo->query('SELECT COUNT(*) FROM of_the_host')->fetchColumn(), 'what the host did before stays');
    },
    'a price that was changed in place is a plan from the run on that sees it' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'));
        $host->price = '60.00';
        $seen = new DateTimeImmutable('2026-02-15T00:00:00Z');
        $run->bill('c', 'feb-2', $seen, dryRun: true);
        $expect->same([], $store->facts('c')['plan'] ?? []);
        $run->bill('c', 'feb-2', $seen);
        $run->bill('c', 'feb-3', $seen->modify('+1 day'));
        $expect->same([['subscription' => 'vps-1', 'from' => '2026-02-15T00:00:00Z', 'price' => '60.00']], $store->facts('c')['plan']);
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        $run->bill('c', 'mar', new DateTimeImmutable('2026-03-01T06:00:00Z'));
        $expect->same(['mar: 3.00, 3.00 EUR to the balance.'], $host->done, 'January is at the price of January');
    },
    'what had not happened at the moment of the run is not in its case' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        outage($store, 'later', '2026-02-10T10:00:00Z', '2026-02-10T12:00:00Z');
        outage($store, 'lasts', '2026-02-01T05:00:00Z', '2026-02-01T07:00:00Z');
        $store->putFact('c', 'claim', ['id' => 'k', 'filed' => '2026-02-03T00:00:00Z', 'subscription' => 'vps-1', 'incident' => 'later']);
        $billed = $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'));
        $expect->same(null, $billed->refused);
        $evidence = $store->kept('feb')['evidence'];
        $expect->same([1, 0, 0, 0], array_map(static fn (string $part): int => substr_count($evidence, $part), ['"lasts"', '"later"', '"k"', '07:00']));
    },
    'what is large waits for a person, and is granted by the next run after the approval' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        $host->price = '100.00';
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        $billed = $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'));
        $expect->same(['approval'], array_column($billed->reviews, 'reason'));
        $reviews = $store->reviews();
        $expect->same([['c', 'feb', '10.00']], array_map(
            static fn (array $review): array => [$review['account'], $review['invoice'], $review['due']],
            array_values($reviews),
        ));
        $run->approve(array_key_first($reviews), new DateTimeImmutable('2026-02-03T06:00:00Z'));
        $expect->same([], $store->reviews());
        // The window begins on 31 December in UTC; the day that the approval names is that of the SLA's zone.
        $expect->same(['2026-01-01'], array_column($store->facts('c')['claim'], 'window'));
        $run->bill('c', 'mar', new DateTimeImmutable('2026-03-01T06:00:00Z'));
        $expect->same(['mar: 10.00, 10.00 EUR to the balance.'], $host->done);
        $expect->thrown(InvalidArgumentException::class, static fn () => $run->approve('none', new DateTimeImmutable()));
    },
    'a refused case is told to a person until a run settles it' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T09:00:00Z');
        $billed = $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'));
        $expect->true(str_contains($billed->refused, "incident 'i': end 2026-01-10T09:00:00Z is before start"), $billed->refused);
        $expect->same([['reason' => 'refused', 'sentence' => $billed->refused, 'account' => 'c', 'invoice' => 'feb']], array_values($store->reviews()));
        $expect->same(['evidence' => null, 'statement' => null], $store->kept('feb'));
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T13:00:00Z');
        $run->bill('c', 'mar', new DateTimeImmutable('2026-03-01T06:00:00Z'));
        $expect->same([[], 1], [$store->reviews(), count($host->done)]);
    },
    'a defect of the host is thrown, and not told as a refused case' => static function (Expect $expect): void {
        [$run, $store, $host] = billing();
        $store->putFact('c', 'incident', ['id' => 'i', 'start' => 'yesterday']);
        $billed = $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'), dryRun: true);
        $expect->true($billed->refused !== null, 'facts that are wrong are refused');
        [$run] = billing();
        $asOf = new DateTimeImmutable('2026-02-01T06:00:00.5Z');
        $expect->same('invalid_argument', $expect->refused(static fn () => $run->bill('c', 'feb', $asOf))->status);
    },
    'the keys keep a credit from being posted twice' => static function (Expect $expect): void {
        [$run, $store, $host, $pdo] = billing();
        outage($store, 'i', '2026-01-10T10:00:00Z', '2026-01-10T12:00:00Z');
        $run->bill('c', 'feb', new DateTimeImmutable('2026-02-01T06:00:00Z'));
        $pdo->exec('DELETE FROM redress_credit'); // as a host that forgets them would have it
        $again = static fn () => $run->bill('c', 'mar', new DateTimeImmutable('2026-03-01T06:00:00Z'));
        $expect->thrown(PDOException::class, $again);
        $expect->same([1, ['feb']], [count($host->done), $store->invoices('c')]);
    },
];
