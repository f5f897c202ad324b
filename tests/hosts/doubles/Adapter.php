<?php

declare(strict_types=1);

use Redress\Billed;
use Redress\BillingStore;

/** The protocol of the conformance test (tests/hosts/conformance/README.md) for a double of a billing system in PHP. */
abstract class Adapter
{
    protected readonly DisturbedPdo $pdo;
    protected readonly BillingStore $store;
    protected string $rules = '';

    public function __construct(string $state)
    {
        $this->pdo = new DisturbedPdo("$state/books.sqlite");
        $this->pdo->exec('CREATE TABLE IF NOT EXISTS name (kind TEXT, name TEXT, id INTEGER PRIMARY KEY, UNIQUE (kind, name))');
        $this->store = new BillingStore($this->pdo);
        $this->install();
    }

    /** The tables of the billing system, and the adapter's own. */
    abstract protected function install(): void;

    abstract protected function openAccount(int $id, string $currency): void;

    /** @param array<string, string> $fields */
    abstract protected function putSubscription(int $account, array $fields): void;

    abstract protected function changePrice(int $subscription, string $price): void;

    /** Makes the invoice and its lines, before anything is decided about it. @param list<array<string, string>> $lines */
    abstract protected function makeInvoice(int $account, int $invoice, DateTimeImmutable $at, array $lines): void;

    abstract protected function isMade(int $invoice): bool;

    /** As the billing system calls it. */
    abstract protected function fire(int $invoice, DateTimeImmutable $at): void;

    abstract protected function preview(int $invoice, DateTimeImmutable $at): Billed;

    /** @return list<string> what each line comes to, with what was taken off it */
    abstract protected function lines(int $invoice): array;

    /** Of an invoice, or in all. */
    abstract protected function credited(int $account, ?int $invoice): string;

    /** @return array<string, string> the ends of the account's terms, by subscription */
    abstract protected function ends(int $account): array;

    public function serve(): void
    {
        while (($line = fgets(STDIN)) !== false) {
            try {
                $answer = ['ok' => true, ...$this->answer(json_decode($line, true, flags: JSON_THROW_ON_ERROR))];
            } catch (RuntimeException $refused) { // of the library, and of the database
                $answer = ['ok' => false, 'message' => $refused->getMessage()];
            }
            echo json_encode($answer, JSON_THROW_ON_ERROR), "\n";
        }
    }

    private function answer(array $ask): array
    {
        $account = isset($ask['account']) ? $this->id('account', $ask['account']) : 0;
        $invoice = isset($ask['invoice']) ? $this->id('invoice', $ask['invoice']) : 0;
        switch ($ask['do']) {
            case 'rules':
                Redress\Book::load($ask['folder']); // the module loads them anew for each run; what can't be loaded never gets there
                $this->rules = $ask['folder'];
                return [];
            case 'account':
                $this->openAccount($account, $ask['currency']);
                return [];
            case 'fact':
                $this->putFact($account, $ask['record'], $ask['fields']);
                return [];
            case 'invoice':
                return $this->bill($account, $invoice, $ask);
            case 'books':
                $made = array_map(fn (string $id): string => $this->name('invoice', (int) $id), $this->store->invoices((string) $account));
                $credits = array_map(static fn (array $fields): array => array_filter($fields, is_string(...)), $this->store->credits((string) $account));
                $ends = (object) $this->ends($account);
                return ['balance' => $this->credited($account, null), 'ends' => $ends, 'credits' => $credits, 'invoices' => $made];
            case 'statement':
                $kept = $this->store->kept((string) $invoice);
                return ['case' => $kept['evidence'], 'statement' => $kept['statement']];
        }
        throw new LogicException("unknown: {$ask['do']}");
    }

    private function putFact(int $account, string $record, array $fields): void
    {
        if (isset($fields['subscription'])) {
            $fields['subscription'] = (string) $this->id('subscription', $fields['subscription']);
        }
        if ($record === 'subscription') {
            $this->putSubscription($account, ['id' => (string) $this->id('subscription', $fields['id'])] + $fields);
            return;
        }
        if ($record === 'plan') {
            $this->changePrice((int) $fields['subscription'], $fields['price']);
        }
        $this->store->putFact((string) $account, $record, $fields);
    }

    private function bill(int $account, int $invoice, array $ask): array
    {
        $at = new DateTimeImmutable($ask['at']);
        if (!$this->isMade($invoice)) {
            $lines = array_map(fn (array $line): array =>
                isset($line['subscription']) ? ['subscription' => (string) $this->id('subscription', $line['subscription'])] + $line : $line, $ask['lines']);
            $this->makeInvoice($account, $invoice, $at, $lines);
        }
        if ($ask['dry_run']) {
            return $this->announced($this->preview($invoice, $at), $ask['lines']);
        }
        $this->pdo->disturbed = $ask['disturbed'] ?? null;
        $this->fire($invoice, $at);
        $this->pdo->disturbed = null;
        // What the module says of it, and what the billing system itself has now.
        $billed = $this->store->billed((string) $invoice) ?? throw new RuntimeException('the module made no credits of it');
        $answer = $this->announced($billed, $ask['lines']);
        $amounts = $this->lines($invoice);
        $answer['lines'] = array_map(static fn (array $line, string $amount): array => ['amount' => $amount] + $line, $answer['lines'], $amounts);
        $answer['balance'] = $this->credited($account, $invoice);
        $answer['ends'] = (object) array_intersect_key($this->ends($account), (array) $answer['ends']);
        return $answer;
    }

    /** By the module's answer alone, which is all that a preview has. */
    private function announced(Billed $billed, array $lines): array
    {
        $balance = 0;
        $ends = [];
        $after = [];
        foreach ($billed->adjustments as $adjustment) {
            match ($adjustment['kind']) {
                'balance' => $balance += self::cents($adjustment['amount']),
                'extension' => $ends[$this->name('subscription', (int) $adjustment['subscription'])] = $adjustment['end_after'],
                'discount' => $after[] = $adjustment['line_after'], // an account of the year has one line at most
            };
        }
        $lines = array_map(static fn (array $line): array => ['id' => $line['id'], 'amount' => end($after) ?: $line['amount']], $lines);
        $reviews = array_map(static fn (array $review): array => array_intersect_key($review, ['reason' => 1, 'missing' => 1, 'due' => 1]), $billed->reviews);
        return ['lines' => $lines, 'balance' => self::decimal($balance), 'ends' => (object) $ends, 'review' => $reviews, 'refused' => $billed->refused];
    }

    /** The billing system's own ids are numbers. */
    protected function id(string $kind, string $name): int
    {
        $find = $this->pdo->prepare('SELECT id FROM name WHERE kind = ? AND name = ?');
        $find->execute([$kind, $name]);
        $id = $find->fetchColumn();
        if ($id === false) {
            $this->pdo->prepare('INSERT INTO name (kind, name) VALUES (?, ?)')->execute([$kind, $name]);
            $id = $this->pdo->lastInsertId();
        }
        return (int) $id;
    }

    protected function name(string $kind, int $id): string
    {
        $find = $this->pdo->prepare('SELECT name FROM name WHERE kind = ? AND id = ?');
        $find->execute([$kind, $id]);
        return $find->fetchColumn();
    }

    protected static function cents(string $amount): int
    {
        return (int) str_replace('.', '', $amount);
    }

    protected static function decimal(int $cents): string
    {
        return sprintf('%s%d.%02d', $cents < 0 ? '-' : '', intdiv(abs($cents), 100), abs($cents) % 100);
    }
}
