<?php

declare(strict_types=1);

namespace Box\Mod\Redress;

use DateTimeImmutable;
use DateTimeZone;
use Redress\Adjustment;
use Redress\BillingHost;
use RuntimeException;

/** FOSSBilling for a BillingRun: orders are subscriptions, invoice items lines, the client's balance takes credits. */
final readonly class Host implements BillingHost
{
    private const PERIODS = ['D' => 'days', 'W' => 'weeks', 'M' => 'months', 'Y' => 'years'];

    /** @param array<int, array{sla: string, level?: string, term?: bool}> $products by the id of the product */
    public function __construct(private \Pimple\Container $di, private array $products)
    {
    }

    public function currency(string $account): string
    {
        return $this->client($account)->currency;
    }

    public function records(string $account, DateTimeImmutable $asOf): array
    {
        $suspended = false;
        $subscriptions = [];
        foreach ($this->di['db']->find('ClientOrder', 'client_id = ? ORDER BY id', [$account]) as $order) {
            $product = $this->products[(int) $order->product_id] ?? null;
            if ($product === null || $order->activated_at === null) {
                continue;
            }
            $suspended = $suspended || $order->status === 'suspended';
            $subscription = [
                'id' => (string) $order->id,
                'sla' => $product['sla'],
                'price' => self::money($order->price * ($order->quantity ?? 1)),
                'price_period' => 'P' . $order->period,
                'billing_period' => 'P' . $order->period,
                'start' => self::instant($order->activated_at),
            ];
            if (isset($product['level'])) {
                $subscription['level'] = $product['level'];
            }
            // What renews has no end. Of a term that is paid in advance it is the order's, and extensions move it.
            if (($product['term'] ?? false) && $order->expires_at !== null) {
                $subscription['end'] = self::instant($order->expires_at);
            } elseif ($order->canceled_at !== null) {
                $subscription['end'] = self::instant($order->canceled_at);
            }
            $subscriptions[] = $subscription;
        }
        $overdue = $this->di['db']->getCell(
            "SELECT COUNT(*) FROM invoice WHERE client_id = ? AND approved = 1 AND status = 'unpaid' AND due_at < ?",
            [$account, $asOf->setTimezone(self::zone())->format('Y-m-d H:i:s')],
        );
        return [
            'account' => [['id' => $account, 'standing' => $suspended ? 'suspended' : 'good', 'overdue_invoices' => (int) $overdue]],
            'subscription' => $subscriptions,
        ];
    }

    public function lines(string $account, string $invoice): array
    {
        $issued = self::instant($this->invoice($invoice)->created_at);
        $lines = [];
        foreach ($this->di['db']->find('InvoiceItem', 'invoice_id = ? ORDER BY id', [$invoice]) as $item) {
            $order = $item->type === \Model_InvoiceItem::TYPE_ORDER ? $this->di['db']->load('ClientOrder', $item->rel_id) : null;
            $covered = $order !== null && isset($this->products[(int) $order->product_id]);
            // A renewal pays from where the order ends now; the first invoice of an order from when it is issued.
            $start = $order?->expires_at === null ? $issued : self::instant($order->expires_at);
            $lines[] = [
                'id' => (string) $item->id,
                'amount' => self::money($item->price * $item->quantity),
                'period_start' => $start,
                'period_end' => $item->period ? $start->modify('+' . self::span($item->period)) : $start,
                'subscription' => $covered ? (string) $order->id : null,
                'kind' => $item->type === \Model_InvoiceItem::TYPE_ORDER ? 'service' : 'other',
            ];
        }
        return $lines;
    }

    public function credit(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        $data = ['type' => 'gift', 'rel_id' => $invoice];
        $description = "$text ($adjustment->credit)";
        $this->di['mod_service']('Client')->addFunds($this->client($account), $adjustment->amount, $description, $data);
    }

    /** An item of its own below the others, so that the client sees the price and what was taken off it. */
    public function discount(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        $item = $this->di['db']->load('InvoiceItem', $adjustment->line);
        self::expect('the invoice item', $adjustment->line_before, self::money($item->price * $item->quantity));
        $this->di['mod_service']('Invoice', 'InvoiceItem')->addNew($this->invoice($invoice), [
            'title' => mb_substr($text, 0, 255),
            'price' => '-' . $adjustment->amount,
            'quantity' => 1,
            'taxed' => (bool) $item->taxed,
        ]);
    }

    public function extend(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        $order = $this->di['db']->load('ClientOrder', $adjustment->subscription);
        $before = $adjustment->end_before->setTimezone(self::zone())->format('Y-m-d H:i:s');
        self::expect('the end of the order', $before, self::instant($order->expires_at)->format('Y-m-d H:i:s'));
        $order->expires_at = $adjustment->end_after->setTimezone(self::zone())->format('Y-m-d H:i:s');
        $this->di['db']->store($order);
    }

    private function client(string $account): object
    {
        return $this->di['db']->load('Client', $account);
    }

    private function invoice(string $invoice): object
    {
        return $this->di['db']->load('Invoice', $invoice);
    }

    /** FOSSBilling keeps times in the zone of PHP. */
    private static function zone(): DateTimeZone
    {
        return new DateTimeZone(date_default_timezone_get());
    }

    private static function instant(string $time): DateTimeImmutable
    {
        return new DateTimeImmutable($time, self::zone());
    }

    /** Its amounts come as floats of columns with two decimals; so near to a cent there is but one decimal. */
    private static function money(int|float $amount): string
    {
        return sprintf('%.2F', $amount);
    }

    private static function span(string $period): string
    {
        return substr($period, 0, -1) . ' ' . self::PERIODS[substr($period, -1)];
    }

    private static function expect(string $what, string $expected, string $found): void
    {
        if ($expected !== $found) {
            throw new RuntimeException("$what is $found now, and the statement says $expected");
        }
    }
}
