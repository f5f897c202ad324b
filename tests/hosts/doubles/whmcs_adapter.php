<?php

/**
 * The addon for WHMCS over its double, for the conformance test.
 *
 *     php whmcs_adapter.php STATE
 */

declare(strict_types=1);

use Redress\Billed;
use WHMCS\Module\Addon\Redress\Credits;

$top = __DIR__ . '/../../..';
require "$top/abi/php/autoload.php";
require __DIR__ . '/Adapter.php';
require __DIR__ . '/DisturbedPdo.php';
require __DIR__ . '/whmcs.php';
require "$top/samples/hosts/whmcs/redress/redress.php";
require "$top/samples/hosts/whmcs/redress/hooks.php";

final class WhmcsAdapter extends Adapter
{
    private const PRODUCTS = ['web' => 1, 'mail' => 2];

    protected function install(): void
    {
        Whmcs::install($this->pdo);
        redress_activate();
    }

    protected function openAccount(int $id, string $currency): void
    {
        Whmcs::insert('tblclients', ['id' => $id, 'currency' => $currency]);
    }

    protected function putSubscription(int $account, array $fields): void
    {
        Whmcs::insert('tblhosting', ['id' => $fields['id'], 'clientid' => $account, 'pid' => self::PRODUCTS[$fields['sla']],
            'regdate' => substr($fields['start'], 0, 10), 'recurringamount' => $fields['price'], 'billingcycle' => 'Monthly',
            'nextduedate' => substr($fields['start'], 0, 10), 'status' => 'Active']);
    }

    protected function changePrice(int $subscription, string $price): void
    {
        Whmcs::rows('UPDATE tblhosting SET recurringamount = ? WHERE id = ?', $price, $subscription);
    }

    protected function isMade(int $invoice): bool
    {
        return Whmcs::rows('SELECT id FROM tblinvoices WHERE id = ?', $invoice) !== [];
    }

    protected function makeInvoice(int $account, int $invoice, DateTimeImmutable $at, array $lines): void
    {
        Whmcs::insert('tblinvoices', ['id' => $invoice, 'userid' => $account, 'date' => $at->format('Y-m-d'), 'status' => 'Unpaid']);
        foreach ($lines as $line) { // the product was paid until the invoice's period
            $due = (new DateTimeImmutable($line['period_start']))->setTimezone(new DateTimeZone('Europe/Berlin'))->format('Y-m-d');
            Whmcs::rows('UPDATE tblhosting SET nextduedate = ? WHERE id = ?', $due, $line['subscription']);
            Whmcs::insert('tblinvoiceitems', ['invoiceid' => $invoice, 'type' => 'Hosting', 'relid' => $line['subscription'],
                'description' => $line['id'], 'amount' => $line['amount'], 'taxed' => 1]);
        }
    }

    protected function fire(int $invoice, DateTimeImmutable $at): void
    {
        $this->settings();
        Credits::$now = $at;
        foreach (['InvoiceCreationPreEmail', 'InvoiceCreation'] as $hook) {
            Whmcs::fire($hook, ['invoiceid' => $invoice]);
        }
        foreach (Whmcs::$log as $error) {
            throw new RuntimeException($error);
        }
    }

    protected function preview(int $invoice, DateTimeImmutable $at): Billed
    {
        $this->settings();
        Credits::$now = $at;
        return Credits::ofWhmcs()->bill($invoice, dryRun: true);
    }

    private function settings(): void
    {
        $settings = ['rules' => $this->rules, 'timezone' => 'Europe/Berlin', 'products' => '{"1": {"sla": "web"}, "2": {"sla": "mail"}}'];
        foreach ($settings as $setting => $value) {
            Whmcs::insert('tbladdonmodules', ['module' => 'redress', 'setting' => $setting, 'value' => $value]);
        }
    }

    protected function lines(int $invoice): array
    {
        $items = Whmcs::rows('SELECT amount FROM tblinvoiceitems WHERE invoiceid = ?', $invoice);
        return [self::decimal(array_sum(array_map(self::cents(...), array_column($items, 'amount'))))]; // one line, and items that take from it
    }

    protected function credited(int $account, ?int $invoice): string
    {
        $of = $invoice === null ? '%' : "%(invoice $invoice, %";
        $credits = Whmcs::rows('SELECT amount FROM tblcredit WHERE clientid = ? AND description LIKE ?', $account, $of);
        return self::decimal(array_sum(array_map(self::cents(...), array_column($credits, 'amount'))));
    }

    protected function ends(int $account): array
    {
        return []; // WHMCS has terms of whole days, and the year's are of hours
    }
}

(new WhmcsAdapter($argv[1]))->serve();
