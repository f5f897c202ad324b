<?php

/**
 * A billing system in PHP: two monthly runs over a few customers, with the service credits of their SLAs.
 *
 *     php billing.php RULES DATA
 *
 * Prints each invoice before and after. The package `redress/redress` is in abi/php; REDRESS_LIBRARY names the library
 * where the system does not find it. The same program in other languages stands beside this one and prints
 * the same.
 */

declare(strict_types=1);

use Redress\Adjustment;
use Redress\Book;
use Redress\Charge;
use Redress\Credit;
use Redress\Outcome;
use Redress\RedressException;
use Redress\Remedy;
use Redress\Statement;

require __DIR__ . '/../../abi/php/autoload.php';

/** A record of a case. `run` is the only run that it is for, or '' for all. */
final class Record
{
    public function __construct(public readonly string $run, public readonly string $name, public array $fields)
    {
    }
}

/** What the billing system keeps about a customer. Runs change it: balance, ends, credits, billed charges. */
final class Customer
{
    /** @var list<Record> */
    public array $records = [];

    public function __construct(public readonly string $id, public readonly string $currency, public string $balance)
    {
    }

    /** @return list<Record> */
    public function ofRun(string $run, ?string $name = null): array
    {
        return array_values(array_filter(
            $this->records,
            static fn (Record $r): bool =>
                in_array($r->run, ['', $run], true) && ($name === null || $r->name === $name),
        ));
    }

    /** In the case of a run: an id is a key within one case only; another run may have a line of the same id. */
    public function find(string $run, string $name, string $id): Record
    {
        foreach ($this->ofRun($run, $name) as $record) {
            if ($record->fields['id'] === $id) {
                return $record;
            }
        }
        fail("no $name $id");
    }
}

function fail(string $what): never
{
    fwrite(STDERR, "billing: $what\n");
    exit(1);
}

/** All currencies of the data have two decimals. Sums are made in whole cents, as floats are not exact. */
function cents(string $amount): int
{
    if (!preg_match('~^\d+\.\d\d$~', $amount)) {
        fail("$amount is not an amount");
    }
    return (int) str_replace('.', '', $amount);
}

function amount(int $cents): string
{
    return sprintf('%d.%02d', intdiv($cents, 100), $cents % 100);
}

/** As in the data, in UTC. */
function textOf(DateTimeImmutable $instant): string
{
    return $instant->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
}

/** @return array{array<string, array<string, string>>, list<Customer>} the runs by name, and the customers */
function read(string $path): array
{
    $runs = [];
    $customers = [];
    foreach (file($path, FILE_IGNORE_NEW_LINES) ?: fail("$path can't be read") as $line) {
        $words = str_starts_with($line, '#') ? [] : preg_split('~\s+~', $line, flags: PREG_SPLIT_NO_EMPTY);
        if ($words === []) {
            continue;
        }
        $run = isset($runs[$words[0]]) ? array_shift($words) : '';
        $name = array_shift($words);
        $id = in_array($name, ['run', 'customer'], true) ? array_shift($words) : '';
        $fields = [];
        foreach ($words as $word) {
            [$field, $value] = explode('=', $word, 2);
            $fields[$field] = $value;
        }
        match ($name) {
            'run' => $runs[$id] = $fields,
            'customer' => $customers[] = new Customer($id, $fields['currency'], $fields['balance']),
            default => end($customers)->records[] = new Record($run, $name, $fields),
        };
    }
    return [$runs, $customers];
}

/** All that is known: also the credits and charges that earlier runs stored. */
function caseOf(Customer $customer, string $run, string $asOf): array
{
    $case = ['case' => [['id' => "{$customer->id}-$run", 'as_of' => $asOf, 'currency' => $customer->currency]]];
    foreach ($customer->ofRun($run) as $record) {
        $case[$record->name][] = $record->fields;
    }
    return $case;
}

function showAmount(string $name, string $amount, string $currency): void
{
    printf("    %-60s%10s %s\n", $name, $amount, $currency);
}

function showInvoice(Customer $customer, string $run, string $title): void
{
    echo "  $title\n";
    showAmount('balance', $customer->balance, $customer->currency);
    foreach ($customer->ofRun($run, 'subscription') as $record) {
        if (isset($record->fields['end'])) {
            printf("    %s until %s\n", $record->fields['id'], $record->fields['end']);
        }
    }
    $total = 0;
    foreach ($customer->ofRun($run, 'line') as $record) {
        showAmount($record->fields['id'], $record->fields['amount'], $customer->currency);
        $total += cents($record->fields['amount']);
    }
    showAmount('to pay', amount($total), $customer->currency);
}

function showDecisions(Statement $statement): void
{
    foreach ($statement->decisions as $decision) {
        $promise = "{$decision->subscription} {$decision->guarantee}";
        echo match ($decision->outcome) {
            Outcome::Granted =>
                "  granted: $promise, {$decision->amount} {$statement->currency} as {$decision->remedy->value}\n",
            Outcome::Review => "  for a person: $promise, {$decision->reason}, {$decision->missing}\n",
            default => "  {$decision->outcome->value}: $promise, {$decision->reason}\n",
        };
    }
}

/** What an adjustment says is done only where things are as they were when it was made. */
function apply(Customer $customer, string $run, Adjustment $adjustment): void
{
    switch ($adjustment->kind) {
        case Remedy::Balance:
            $customer->balance = amount(cents($customer->balance) + cents($adjustment->amount));
            break;
        case Remedy::Extension:
            $subscription = $customer->find($run, 'subscription', $adjustment->subscription);
            if ($subscription->fields['end'] !== textOf($adjustment->end_before)) {
                fail('the subscription ends at another time');
            }
            $subscription->fields['end'] = textOf($adjustment->end_after);
            break;
        case Remedy::Discount:
            $line = $customer->find($run, 'line', $adjustment->line);
            if ($line->fields['amount'] !== $adjustment->line_before) {
                fail('the line has another amount');
            }
            $line->fields['amount'] = $adjustment->line_after;
            break;
        case 'forfeit': // the credit is stored as it is left, with nothing remaining
            break;
        default:
            fail("an adjustment of an unknown kind: {$adjustment->kind}");
    }
}

/** A new one, or the one of this id anew; every later case has it. A credit's id is a key across all runs. */
function storeCredit(Customer $customer, Credit $credit): void
{
    $customer->records = array_values(array_filter(
        $customer->records,
        static fn (Record $r): bool => $r->name !== 'credit' || $r->fields['id'] !== $credit->id,
    ));
    $customer->records[] = new Record('', 'credit', $credit->record());
}

/** Charging is up to the host; this one does where the amount is known. Later cases say that it is billed. */
function billCharge(Customer $customer, Charge $charge, string $run, array $times): void
{
    if ($charge->amount === null) {
        echo "  for a person: {$charge->id}, {$charge->missing}\n";
        return;
    }
    echo "  charged: {$charge->id}, {$charge->amount} {$customer->currency}\n";
    $period = ['amount' => $charge->amount, 'period_start' => $times['as_of'], 'period_end' => $times['until']];
    $subscription = $customer->ofRun($run, 'subscription')[0]->fields['id'];
    $customer->records[] = new Record($run, 'line', ['id' => $charge->id] + $period);
    $billed = ['subscription' => $subscription, 'kind' => 'one_time', 'bills' => $charge->id];
    $customer->records[] = new Record('', 'charge', $billed + $period);
}

function bill(Book $book, Customer $customer, string $run, array $times): void
{
    echo "\n{$customer->id}\n";
    showInvoice($customer, $run, 'before');
    try {
        $statement = $book->settle(caseOf($customer, $run, $times['as_of']));
    } catch (RedressException $refused) {
        if (!in_array($refused->status, ['invalid_case', 'limit_exceeded'], true)) {
            throw $refused;
        }
        // Nothing was decided; the other customers are billed all the same.
        echo "  for a person: {$refused->getMessage()}\n";
        return;
    }
    showDecisions($statement);
    // In a database these two loops are one transaction; a unique key on the credit's id keeps a repeated run out.
    foreach ($statement->adjustments as $adjustment) {
        apply($customer, $run, $adjustment);
    }
    foreach ($statement->credits as $credit) {
        storeCredit($customer, $credit);
        if (cents($credit->remaining) > 0) {
            echo "  carried forward: {$credit->remaining} of {$credit->amount} {$customer->currency}\n";
        }
    }
    foreach ($statement->charges as $charge) {
        billCharge($customer, $charge, $run, $times);
    }
    showInvoice($customer, $run, 'after');
}

function main(string $rules, string $data, ?string $zones = null): void
{
    $book = Book::load($rules, zoneDirectory: $zones);
    [$runs, $customers] = read($data);
    foreach ($runs as $run => $times) {
        echo "run $run, as of {$times['as_of']}\n";
        foreach ($customers as $customer) {
            bill($book, $customer, (string) $run, $times); // as a key, a run named 4 became an int
        }
        echo "\n";
    }
}

if ($argc !== 3 && $argc !== 4) {
    fail('usage: php billing.php RULES DATA [ZONES]');
}
try {
    main(...array_slice($argv, 1));
} catch (RedressException $refused) {
    fail($refused->getMessage());
}
