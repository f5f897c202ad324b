<?php

declare(strict_types=1);

namespace WHMCS\Module\Addon\Redress;

use DateTimeImmutable;
use DateTimeZone;
use PDO;
use Redress\Billed;
use Redress\BillingRun;
use Redress\BillingStore;
use Redress\Book;
use RuntimeException;
use WHMCS\Database\Capsule;

// In a web server the package is preloaded, since FFI is for preloaded code only.
if (!class_exists(BillingStore::class)) {
    require_once __DIR__ . '/../package/autoload.php';
}
require_once __DIR__ . '/Host.php';

/** Service credits of WHMCS's invoices. What it decides and stores is in Redress\BillingRun. */
final class Credits
{
    /** Tests set the time. */
    public static ?DateTimeImmutable $now = null;

    public readonly BillingStore $store;

    public function __construct(private readonly PDO $pdo)
    {
        $this->store = new BillingStore($pdo);
    }

    public static function ofWhmcs(): self
    {
        return new self(Capsule::connection()->getPdo());
    }

    public function bill(int $invoice, bool $dryRun = false): Billed
    {
        $client = (string) Host::call('GetInvoice', ['invoiceid' => $invoice])['userid'];
        return $this->run()->bill($client, (string) $invoice, $this->now(), $dryRun);
    }

    public function approve(string $review): void
    {
        $this->run()->approve($review, $this->now());
    }

    private function run(): BillingRun
    {
        $settings = $this->settings();
        $products = json_decode($settings['products'], true, flags: JSON_THROW_ON_ERROR);
        $host = new Host($products, new DateTimeZone($settings['timezone'] ?? 'UTC'));
        return new BillingRun(Book::load($settings['rules']), $this->store, $host);
    }

    private function now(): DateTimeImmutable
    {
        return self::$now ?? new DateTimeImmutable('@' . time());
    }

    /** @return array<string, string> as the page of addon modules stores them */
    private function settings(): array
    {
        $rows = $this->pdo->query("SELECT setting, value FROM tbladdonmodules WHERE module = 'redress'")->fetchAll(PDO::FETCH_ASSOC);
        $settings = array_column($rows, 'value', 'setting');
        foreach (['rules', 'products'] as $setting) {
            if (($settings[$setting] ?? '') === '') {
                throw new RuntimeException("the setting '$setting' is empty");
            }
        }
        return $settings;
    }
}
