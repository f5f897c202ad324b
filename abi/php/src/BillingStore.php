<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;
use DateTimeInterface;
use PDO;

/**
 * What a BillingRun keeps, in tables of its own beside those of the billing system: facts, credits, postings, and the case
 * and statement of each invoice. For MySQL, MariaDB (InnoDB) and SQLite.
 *
 * Keys are digests, since ids are texts of any length and MySQL compares texts without their case.
 */
final readonly class BillingStore
{
    private const TABLES = [
        'account' => 'account_key CHAR(64) PRIMARY KEY, runs INT NOT NULL',
        'fact' => 'fact_key CHAR(64) PRIMARY KEY, account_key CHAR(64) NOT NULL, record VARCHAR(32) NOT NULL, fields TEXT NOT NULL',
        'credit' => 'credit_key CHAR(64) PRIMARY KEY, account_key CHAR(64) NOT NULL, fields TEXT NOT NULL',
        'posting' => 'posting_key CHAR(64) PRIMARY KEY, account_key CHAR(64) NOT NULL, invoice_key CHAR(64) NOT NULL,
            credit TEXT NOT NULL, kind VARCHAR(16) NOT NULL, amount VARCHAR(40) NOT NULL',
        'invoice' => 'invoice_key CHAR(64) PRIMARY KEY, account_key CHAR(64) NOT NULL, id TEXT NOT NULL, billed MEDIUMTEXT NOT NULL,
            evidence MEDIUMTEXT, statement MEDIUMTEXT',
        'review' => 'review_key CHAR(64) PRIMARY KEY, account_key CHAR(64) NOT NULL, fields TEXT NOT NULL',
    ];

    /** @param string $prefix of the names of its tables */
    public function __construct(private PDO $pdo, private string $prefix = 'redress_')
    {
    }

    /** Creates what is not there. What is there is evidence, and nothing here drops it. */
    public function install(): void
    {
        foreach (self::TABLES as $table => $columns) {
            $this->pdo->exec("CREATE TABLE IF NOT EXISTS {$this->prefix}$table ($columns)");
        }
    }

    /**
     * All or nothing, and one at a time for an account. Within a transaction of the billing system it is part of that.
     *
     * @template T
     * @param callable(): T $work
     * @return T
     */
    public function transaction(string $account, callable $work): mixed
    {
        $within = $this->pdo->inTransaction();
        $within ? $this->pdo->exec('SAVEPOINT redress') : $this->pdo->beginTransaction();
        try {
            $this->lock($account);
            $done = $work();
            $within ? $this->pdo->exec('RELEASE SAVEPOINT redress') : $this->pdo->commit();
            return $done;
        } catch (\Throwable $failed) {
            $within ? $this->pdo->exec('ROLLBACK TO SAVEPOINT redress') : $this->pdo->rollBack();
            throw $failed;
        }
    }

    /** The write comes before any read: the run sees what the one that held the lock before has stored. */
    private function lock(string $account): void
    {
        if ($this->run('UPDATE {account} SET runs = runs + 1 WHERE account_key = ?', self::key($account))->rowCount() === 0) {
            $this->run('INSERT INTO {account} VALUES (?, 1)', self::key($account));
        }
    }

    /**
     * Stores a record of the vocabulary: a new one, or a correction of the one with its id.
     *
     * @param array<string, string|bool|DateTimeInterface|null> $fields null where a fact is not known
     */
    public function putFact(string $account, string $record, array $fields): void
    {
        $texts = array_map(self::text(...), array_filter($fields, static fn (mixed $value): bool => $value !== null));
        // A plan has no id: it is known by its subscription and moment.
        $key = self::key($account, $record, $texts['id'] ?? "{$texts['subscription']} {$texts['from']}");
        $fields = json_encode($texts, JSON_THROW_ON_ERROR);
        $this->transaction($account, fn () => $this->replace('fact', 'fact_key', $key, self::key($account), $record, $fields));
    }

    /** @return array<string, list<array<string, string>>> by the name of the record */
    public function facts(string $account): array
    {
        $facts = [];
        foreach ($this->rows('SELECT record, fields FROM {fact} WHERE account_key = ? ORDER BY record, fact_key', self::key($account)) as $row) {
            $facts[$row['record']][] = json_decode($row['fields'], true, flags: JSON_THROW_ON_ERROR);
        }
        return $facts;
    }

    /** @param array<string, ?string> $fields a statement's credit: a new one, or the one with its id anew */
    public function putCredit(string $account, array $fields): void
    {
        $this->replace('credit', 'credit_key', self::key($fields['id']), self::key($account), json_encode($fields, JSON_THROW_ON_ERROR));
    }

    /** @return list<array<string, ?string>> as statements gave them, but for `decision` */
    public function credits(string $account): array
    {
        $rows = $this->rows('SELECT fields FROM {credit} WHERE account_key = ? ORDER BY credit_key', self::key($account));
        return array_map(static fn (array $row): array => json_decode($row['fields'], true, flags: JSON_THROW_ON_ERROR), $rows);
    }

    /** The key refuses what was posted before, and with it the whole run: a defect, which must not become money. */
    public function post(string $account, string $invoice, Adjustment $adjustment): void
    {
        $kind = Billed::texts($adjustment)['kind'];
        // One credit can be taken off several lines, of several invoices; anything else happens to it once.
        $place = $adjustment->kind === Remedy::Discount ? [$invoice, $adjustment->line] : [];
        $key = self::key($adjustment->credit, $kind, ...$place);
        $this->run(
            'INSERT INTO {posting} VALUES (?, ?, ?, ?, ?, ?)',
            $key, self::key($account), self::key($invoice), $adjustment->credit, $kind, $adjustment->amount,
        );
    }

    public function putInvoice(string $account, string $invoice, Billed $billed, ?string $evidence, ?string $statement): void
    {
        $json = json_encode(get_object_vars($billed), JSON_THROW_ON_ERROR);
        $this->run(
            'INSERT INTO {invoice} VALUES (?, ?, ?, ?, ?, ?)',
            self::key($invoice), self::key($account), $invoice, $json, $evidence, $statement,
        );
        // What waits for a person is what the newest settlement says.
        $this->run('DELETE FROM {review} WHERE account_key = ?', self::key($account));
        $reviews = $billed->reviews;
        if ($billed->refused !== null) {
            $reviews[] = ['reason' => 'refused', 'sentence' => $billed->refused];
        }
        foreach ($reviews as $i => $review) {
            $fields = json_encode([...$review, 'account' => $account, 'invoice' => $invoice], JSON_THROW_ON_ERROR);
            $this->run('INSERT INTO {review} VALUES (?, ?, ?)', self::key($account, $invoice, (string) $i), self::key($account), $fields);
        }
    }

    public function billed(string $invoice): ?Billed
    {
        $row = $this->rows('SELECT billed FROM {invoice} WHERE invoice_key = ?', self::key($invoice))[0] ?? null;
        return $row === null ? null : new Billed(...json_decode($row['billed'], true, flags: JSON_THROW_ON_ERROR));
    }

    /** @return ?array{evidence: ?string, statement: ?string} the case and the statement of an invoice, as canonical XML */
    public function kept(string $invoice): ?array
    {
        return $this->rows('SELECT evidence, statement FROM {invoice} WHERE invoice_key = ?', self::key($invoice))[0] ?? null;
    }

    /** @return list<string> ids of the invoices that were settled */
    public function invoices(string $account): array
    {
        return array_column($this->rows('SELECT id FROM {invoice} WHERE account_key = ?', self::key($account)), 'id');
    }

    /**
     * What waits for a person: fields of decisions, with `account` and `invoice`; of refused cases `reason` is "refused".
     *
     * @return array<string, array<string, ?string>> by the key that BillingRun::approve() takes
     */
    public function reviews(): array
    {
        $rows = $this->rows('SELECT review_key, fields FROM {review} ORDER BY review_key');
        return array_map(
            static fn (string $fields): array => json_decode($fields, true, flags: JSON_THROW_ON_ERROR),
            array_column($rows, 'fields', 'review_key'),
        );
    }

    /** @return ?array<string, ?string> */
    public function review(string $key): ?array
    {
        return $this->reviews()[$key] ?? null;
    }

    public function closeReview(string $key): void
    {
        $this->run('DELETE FROM {review} WHERE review_key = ?', $key);
    }

    private static function key(string ...$parts): string
    {
        return hash('sha256', implode("\0", $parts));
    }

    private static function text(mixed $value): string
    {
        return match (true) {
            is_bool($value) => $value ? 'yes' : 'no',
            $value instanceof DateTimeInterface => DateTimeImmutable::createFromInterface($value)
                ->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z'),
            default => (string) $value,
        };
    }

    /** Every database has its own word for this; these two statements are of all. */
    private function replace(string $table, string $column, string $key, string ...$values): void
    {
        $this->run("DELETE FROM {{$table}} WHERE $column = ?", $key);
        $this->run("INSERT INTO {{$table}} VALUES (?" . str_repeat(', ?', count($values)) . ')', $key, ...$values);
    }

    private function run(string $sql, int|string|null ...$values): \PDOStatement
    {
        $statement = $this->pdo->prepare(preg_replace('~\{(\w+)\}~', $this->prefix . '$1', $sql));
        $statement->execute($values);
        return $statement;
    }

    /** @return list<array<string, ?string>> */
    private function rows(string $sql, string ...$values): array
    {
        return $this->run($sql, ...$values)->fetchAll(PDO::FETCH_ASSOC);
    }
}
