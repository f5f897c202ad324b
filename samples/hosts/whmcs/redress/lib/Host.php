<?php

declare(strict_types=1);

namespace WHMCS\Module\Addon\Redress;

use DateTimeImmutable;
use DateTimeZone;
use Redress\Adjustment;
use Redress\BillingHost;
use RuntimeException;

/** WHMCS for a BillingRun, by its local API: products are subscriptions, the client's credit takes credits. */
final readonly class Host implements BillingHost
{
    /** What renews: one that is paid once, or is free, has no price by time. */
    private const PERIODS = ['Monthly' => 'P1M', 'Quarterly' => 'P3M', 'Semi-Annually' => 'P6M', 'Annually' => 'P1Y',
        'Biennially' => 'P2Y', 'Triennially' => 'P3Y'];
    private const ENDED = ['Terminated', 'Cancelled', 'Fraud'];
    private const PAGE = 100;

    /**
     * @param array<int, array{sla: string, level?: string, term?: bool}> $products by the id of the product
     * @param DateTimeZone $zone of the dates in WHMCS
     */
    public function __construct(private array $products, private DateTimeZone $zone)
    {
    }

    /** A command of the local API. */
    public static function call(string $command, array $values): array
    {
        $answer = localAPI($command, $values);
        if (($answer['result'] ?? null) !== 'success') {
            throw new RuntimeException("$command: " . ($answer['message'] ?? 'no result'));
        }
        return $answer;
    }

    public function currency(string $account): string
    {
        return self::call('GetClientsDetails', ['clientid' => (int) $account])['currency_code'];
    }

    public function records(string $account, DateTimeImmutable $asOf): array
    {
        $suspended = false;
        $subscriptions = [];
        foreach ($this->services($account) as $service) {
            $product = $this->products[(int) $service['pid']] ?? null;
            $period = self::PERIODS[$service['billingcycle']] ?? null;
            if ($product === null || $period === null || $service['status'] === 'Pending') {
                continue;
            }
            $suspended = $suspended || $service['status'] === 'Suspended';
            $subscription = [
                'id' => (string) $service['id'],
                'sla' => $product['sla'],
                'price' => (string) $service['recurringamount'],
                'price_period' => $period,
                'billing_period' => $period,
                'start' => $this->midnight($service['regdate']),
            ];
            if (isset($product['level'])) {
                $subscription['level'] = $product['level'];
            }
            // What renews has no end. A term that is paid in advance ends when the next payment is due, as does what was ended.
            if (($product['term'] ?? false) || in_array($service['status'], self::ENDED, true)) {
                $subscription['end'] = $this->midnight($service['nextduedate']);
            }
            $subscriptions[] = $subscription;
        }
        $overdue = self::call('GetInvoices', ['userid' => (int) $account, 'status' => 'Overdue', 'limitnum' => 1])['totalresults'];
        return [
            'account' => [['id' => $account, 'standing' => $suspended ? 'suspended' : 'good', 'overdue_invoices' => (int) $overdue]],
            'subscription' => $subscriptions,
        ];
    }

    public function lines(string $account, string $invoice): array
    {
        $made = self::call('GetInvoice', ['invoiceid' => (int) $invoice]);
        $services = array_column($this->services($account), null, 'id');
        $lines = [];
        foreach ($made['items']['item'] as $item) {
            $service = $item['type'] === 'Hosting' ? $services[(int) $item['relid']] ?? null : null;
            $period = self::PERIODS[$service['billingcycle'] ?? ''] ?? null;
            $covered = $period !== null && isset($this->products[(int) $service['pid']]);
            // It pays from where the last payment ended; that moves when the invoice is paid.
            $start = $this->midnight($service['nextduedate'] ?? $made['date']);
            $lines[] = [
                'id' => (string) $item['id'],
                'amount' => (string) $item['amount'],
                'period_start' => $start,
                'period_end' => $period === null ? $start : $start->add(new \DateInterval($period)),
                'subscription' => $covered ? (string) $service['id'] : null,
                'kind' => $service === null ? 'other' : 'service',
            ];
        }
        return $lines;
    }

    public function credit(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        self::call('AddCredit', [
            'clientid' => (int) $account,
            'description' => "$text (invoice $invoice, $adjustment->credit)",
            'amount' => $adjustment->amount,
            'type' => 'add',
        ]);
    }

    /** An item of its own below the others, so that the client sees the price and what was taken off it. */
    public function discount(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        $items = array_column(self::call('GetInvoice', ['invoiceid' => (int) $invoice])['items']['item'], null, 'id');
        $item = $items[(int) $adjustment->line];
        self::expect('the item of the invoice', $adjustment->line_before, (string) $item['amount']);
        self::call('UpdateInvoice', [
            'invoiceid' => (int) $invoice,
            'newitemdescription' => [$text],
            'newitemamount' => ['-' . $adjustment->amount],
            'newitemtaxed' => [(bool) $item['taxed']],
        ]);
    }

    public function extend(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        $services = array_column($this->services($account), null, 'id');
        $before = $this->midnight($services[(int) $adjustment->subscription]['nextduedate']);
        self::expect('the end of the term', $adjustment->end_before->format(DATE_ATOM), $before->setTimezone(new DateTimeZone('UTC'))->format(DATE_ATOM));
        $after = $adjustment->end_after->setTimezone($this->zone);
        if ($after->format('H:i:s') !== '00:00:00') {
            throw new RuntimeException('WHMCS has terms of whole days: give <remedy kind="extension"> a step of days');
        }
        self::call('UpdateClientProduct', ['serviceid' => (int) $adjustment->subscription, 'nextduedate' => $after->format('Y-m-d')]);
    }

    /** @return list<array<string, mixed>> all of them, page by page */
    private function services(string $account): array
    {
        $all = [];
        do {
            $page = self::call('GetClientsProducts', ['clientid' => (int) $account, 'limitstart' => count($all), 'limitnum' => self::PAGE]);
            $more = $page['products']['product'] ?? [];
            $all = [...$all, ...$more];
        } while ($more !== [] && count($all) < (int) $page['totalresults']);
        return $all;
    }

    private function midnight(string $date): DateTimeImmutable
    {
        return new DateTimeImmutable($date, $this->zone);
    }

    private static function expect(string $what, string $expected, string $found): void
    {
        if ($expected !== $found) {
            throw new RuntimeException("$what is $found now, and the statement says $expected");
        }
    }
}
