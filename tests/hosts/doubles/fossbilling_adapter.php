<?php

/**
 * The module for FOSSBilling over its double, for the conformance test.
 *
 *     php fossbilling_adapter.php STATE
 */

declare(strict_types=1);

use Box\Mod\Redress\Service;
use Redress\Billed;

$top = __DIR__ . '/../../..';
require "$top/abi/php/autoload.php";
require __DIR__ . '/Adapter.php';
require __DIR__ . '/DisturbedPdo.php';
require __DIR__ . '/fossbilling.php';
require "$top/samples/hosts/fossbilling/Redress/Service.php";
require "$top/samples/hosts/fossbilling/Redress/Host.php";

date_default_timezone_set('UTC');

final class FossbillingAdapter extends Adapter
{
    private const PRODUCTS = ['web' => 1, 'mail' => 2, 'rack' => 3];

    private Fossbilling $host;

    protected function install(): void
    {
        $this->host = new Fossbilling($this->pdo);
        $this->host->module()->install();
    }

    protected function openAccount(int $id, string $currency): void
    {
        $this->store('Client', ['id' => $id, 'currency' => $currency]);
    }

    protected function putSubscription(int $account, array $fields): void
    {
        $this->store('ClientOrder', ['id' => $fields['id'], 'client_id' => $account, 'product_id' => self::PRODUCTS[$fields['sla']],
            'period' => '1M', 'quantity' => 1, 'price' => $fields['price'], 'status' => 'active',
            'activated_at' => self::local($fields['start']), 'expires_at' => isset($fields['end']) ? self::local($fields['end']) : null]);
    }

    protected function changePrice(int $subscription, string $price): void
    {
        $order = $this->host->di['db']->load('ClientOrder', $subscription);
        $order->price = $price;
        $this->host->di['db']->store($order);
    }

    protected function isMade(int $invoice): bool
    {
        return $this->host->di['db']->load('Invoice', $invoice) !== null;
    }

    protected function makeInvoice(int $account, int $invoice, DateTimeImmutable $at, array $lines): void
    {
        $made = self::local($at->format(DATE_RFC3339));
        $this->store('Invoice', ['id' => $invoice, 'client_id' => $account, 'status' => 'unpaid', 'approved' => 0,
            'due_at' => '2030-01-01 00:00:00', 'created_at' => $made]); // nothing is overdue in this year
        foreach ($lines as $line) {
            $order = $line['subscription'] ?? null;
            if ($order !== null) { // it was renewed until the invoice's period
                $renewed = $this->host->di['db']->load('ClientOrder', $order);
                $renewed->expires_at = self::local($line['period_start']);
                $this->host->di['db']->store($renewed);
            }
            $this->store('InvoiceItem', ['invoice_id' => $invoice, 'type' => $order === null ? 'custom' : 'order', 'rel_id' => $order,
                'title' => $line['id'], 'period' => $order === null ? null : '1M', 'quantity' => 1, 'price' => $line['amount'], 'taxed' => 1]);
        }
    }

    protected function fire(int $invoice, DateTimeImmutable $at): void
    {
        $this->prepare($at);
        $this->host->approveInvoice($invoice);
        foreach ($this->host->di['logger']->errors as $error) {
            throw new RuntimeException($error);
        }
    }

    protected function preview(int $invoice, DateTimeImmutable $at): Billed
    {
        $this->prepare($at);
        return $this->host->module()->bill($invoice, dryRun: true);
    }

    private function prepare(DateTimeImmutable $at): void
    {
        Service::$now = $at;
        $this->host->config = ['rules' => $this->rules,
            'products' => '{"1": {"sla": "web"}, "2": {"sla": "mail"}, "3": {"sla": "rack", "term": true}}'];
    }

    protected function lines(int $invoice): array
    {
        $items = $this->host->di['db']->find('InvoiceItem', 'invoice_id = ? ORDER BY id', [$invoice]);
        $total = array_sum(array_map(static fn (object $item): int => (int) round($item->price * $item->quantity * 100), $items));
        return [self::decimal($total)]; // an invoice of the year has one line, and items that take from it
    }

    protected function credited(int $account, ?int $invoice): string
    {
        $funds = array_filter(
            $this->host->di['db']->find('ClientBalance', 'client_id = ?', [$account]),
            static fn (object $fund): bool => $invoice === null || (int) $fund->rel_id === $invoice,
        );
        return self::decimal(array_sum(array_map(static fn (object $fund): int => self::cents($fund->amount), $funds)));
    }

    protected function ends(int $account): array
    {
        $ends = [];
        foreach ($this->host->di['db']->find('ClientOrder', 'client_id = ? AND product_id = 3', [$account]) as $order) {
            $ends[$this->name('subscription', (int) $order->id)] = (new DateTimeImmutable($order->expires_at))->format('Y-m-d\TH:i:s\Z');
        }
        return $ends;
    }

    private function store(string $kind, array $fields): void
    {
        $this->host->di['db']->store((object) (['kind' => $kind] + $fields));
    }

    private static function local(string $instant): string
    {
        return (new DateTimeImmutable($instant))->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d H:i:s');
    }
}

(new FossbillingAdapter($argv[1]))->serve();
