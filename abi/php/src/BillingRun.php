<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;
use DateTimeInterface;
use DateTimeZone;
use InvalidArgumentException;

/**
 * Service credits for the invoices of a billing system, as docs/hosts.md says: facts in, adjustments out, each once.
 *
 *     $run = new BillingRun($book, new BillingStore($pdo), $host);
 *     $run->bill('customer-1', 'invoice-7', new DateTimeImmutable('@' . time()));
 */
final readonly class BillingRun
{
    /** What a plan can change of a subscription. */
    private const PLAN = ['price', 'price_period', 'level', 'kind'];

    /** From when on a record is known: one of later may not be in a case. Then what is known of it later still. */
    private const KNOWN = [
        'incident' => ['start', 'end', 'reported'],
        'ticket' => ['opened', 'first_response', 'resolved'],
        'pause' => ['start', 'end'],
        'measurement' => ['start'],
        'claim' => ['filed'],
    ];

    public function __construct(private Book $book, private BillingStore $store, private BillingHost $host)
    {
    }

    /**
     * Settles and applies in one transaction. An invoice that was settled before is answered as it was then. A dry run says
     * what would be done, and stores and applies nothing.
     *
     * @param DateTimeImmutable $asOf the moment of the billing run, in whole seconds, one for all its invoices
     */
    public function bill(string $account, string $invoice, DateTimeImmutable $asOf, bool $dryRun = false): Billed
    {
        if ($dryRun) {
            return $this->store->billed($invoice)
                ?? $this->settle($this->case($account, $invoice, $asOf, $this->unseenPlans($account, $asOf)))[0];
        }
        return $this->store->transaction($account, function () use ($account, $invoice, $asOf): Billed {
            $made = $this->store->billed($invoice);
            if ($made !== null) {
                return $made;
            }
            $unseen = $this->unseenPlans($account, $asOf);
            foreach ($unseen as [$record, $fields]) {
                $this->store->putFact($account, $record, $fields);
            }
            $case = $this->case($account, $invoice, $asOf);
            [$billed, $statement] = $this->settle($case);
            foreach ($statement?->adjustments ?? [] as $i => $adjustment) {
                $this->store->post($account, $invoice, $adjustment);
                $this->apply($account, $invoice, $adjustment, $billed->adjustments[$i]['text']);
            }
            foreach ($statement?->credits ?? [] as $credit) {
                $this->store->putCredit($account, array_diff_key(Billed::texts($credit), ['decision' => true]));
            }
            $evidence = $statement === null ? null : $this->book->canonical($case);
            $this->store->putInvoice($account, $invoice, $billed, $evidence, $statement?->xml);
            return $billed;
        });
    }

    /**
     * A person approves what a decision found due: the next invoice of the account has it.
     *
     * @param string $review the key of BillingStore::reviews()
     */
    public function approve(string $review, DateTimeImmutable $now): void
    {
        $decision = $this->store->review($review);
        if ($decision === null || $decision['reason'] !== 'approval') {
            throw new InvalidArgumentException("the review $review does not wait for approval");
        }
        $account = $decision['account'];
        $claims = array_column($this->store->facts($account)['claim'] ?? [], null, 'id');
        $claim = $claims[$decision['claim'] ?? ''] ?? [
            'id' => 'approval-' . substr($review, 0, 16),
            'filed' => self::utc($now),
            'subscription' => $decision['subscription'],
            'guarantee' => $decision['guarantee'],
        ];
        $about = $decision['incident'] ?? $decision['ticket'] ?? null;
        if ($about === null && !isset($claim['incident'], $claim['ticket'])) {
            $claim['window'] ??= $this->dayOf($decision);
        }
        foreach (['incident', 'ticket'] as $record) {
            $claim[$record] ??= $decision[$record];
        }
        $claim['approved'] = $decision['due'];
        $this->store->putFact($account, 'claim', $claim);
        $this->store->closeReview($review);
    }

    /** @return array{Billed, ?Statement} */
    private function settle(array $case): array
    {
        try {
            $statement = $this->book->settle($case);
            return [Billed::of($statement), $statement];
        } catch (RedressException $refused) {
            if (!in_array($refused->status, ['invalid_case', 'limit_exceeded'], true)) {
                throw $refused; // a defect of the host or the library, and none of the facts
            }
            return [Billed::refused($refused), null];
        }
    }

    private function apply(string $account, string $invoice, Adjustment $adjustment, string $text): void
    {
        match ($adjustment->kind) {
            Remedy::Balance => $this->host->credit($account, $invoice, $adjustment, $text),
            Remedy::Discount => $this->host->discount($account, $invoice, $adjustment, $text),
            Remedy::Extension => $this->host->extend($account, $invoice, $adjustment, $text),
            'forfeit' => null, // the credit is stored as it is left, with nothing remaining
        };
    }

    /**
     * All that is known of the account at $asOf: by the billing system, of stored facts, and every credit given before.
     *
     * @param list<array{string, array<string, string>}> $unstored facts besides those that are stored
     */
    private function case(string $account, string $invoice, DateTimeImmutable $asOf, array $unstored = []): array
    {
        $records = $this->host->records($account, $asOf);
        $facts = $this->store->facts($account);
        foreach ($unstored as [$record, $fields]) {
            $facts[$record][] = $fields;
        }
        $first = array_column($facts['subscription'] ?? [], null, 'id');
        unset($facts['subscription']);
        foreach ($records['subscription'] ?? [] as $i => $subscription) {
            // Its own price and level are those that were seen first; its plans tell what came after.
            $records['subscription'][$i] = [...$subscription, ...$first[$subscription['id']] ?? []];
        }
        foreach ($facts as $record => $all) {
            $known = array_map(static fn (array $fields): ?array => self::knownAt($asOf, $record, $fields), $all);
            $records[$record] = [...$records[$record] ?? [], ...array_values(array_filter($known))];
        }
        return [
            'case' => [['id' => $invoice, 'as_of' => $asOf, 'currency' => $this->host->currency($account)]],
            ...$records,
            'credit' => $this->store->credits($account),
            'invoice' => [['id' => $invoice, 'issued' => $asOf]],
            'line' => $this->host->lines($account, $invoice),
        ];
    }

    /**
     * A billing system knows prices of now. What it charged until now is lost where nobody keeps it, so the first price
     * and level that are seen of a subscription are a fact to be stored, and each change after them a plan from $asOf on.
     * A host that knows the moment of the change stores the plan itself.
     *
     * @return list<array{string, array<string, string>}> record and fields of what is not stored yet
     */
    private function unseenPlans(string $account, DateTimeImmutable $asOf): array
    {
        $facts = $this->store->facts($account);
        $first = array_column($facts['subscription'] ?? [], null, 'id');
        $plans = $facts['plan'] ?? [];
        usort($plans, static fn (array $a, array $b): int => self::instant($a['from']) <=> self::instant($b['from']));
        $unseen = [];
        foreach ($this->host->records($account, $asOf)['subscription'] ?? [] as $subscription) {
            $id = $subscription['id'];
            $now = array_filter(array_intersect_key($subscription, array_flip(self::PLAN)), is_string(...));
            $last = $first[$id] ?? null;
            foreach ($plans as $plan) {
                if ($plan['subscription'] === $id && self::instant($plan['from']) <= $asOf) {
                    $last = [...$last ?? [], ...$plan];
                }
            }
            if ($last === null) {
                $unseen[] = ['subscription', ['id' => $id, ...$now]];
            } elseif (array_diff_assoc($now, $last) !== []) {
                $plan = ['subscription' => $id, 'from' => self::utc($asOf), 'price' => $now['price']];
                $unseen[] = ['plan', [...$plan, ...array_diff_assoc($now, $last)]];
            }
        }
        return $unseen;
    }

    /** @return ?array null where it had not happened; without an end that had not */
    private static function knownAt(DateTimeImmutable $asOf, string $record, array $fields): ?array
    {
        foreach (self::KNOWN[$record] ?? [] as $i => $field) {
            if (isset($fields[$field]) && self::instant($fields[$field]) > $asOf) {
                if ($i === 0) {
                    return null;
                }
                unset($fields[$field]);
            }
        }
        return $fields;
    }

    /** A text that is no time is the first of all: the library refuses it, and says why. */
    private static function instant(string $text): ?DateTimeImmutable
    {
        return DateTimeImmutable::createFromFormat(DateTimeInterface::RFC3339, $text) ?: null;
    }

    private static function utc(DateTimeImmutable $instant): string
    {
        return $instant->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
    }

    /** The first day of a decision's window, in the zone of its SLA. */
    private function dayOf(array $decision): string
    {
        foreach ($this->book->slas() as $sla) {
            if ([$sla->sla, $sla->effective_from] === [$decision['sla'], $decision['effective_from']]) {
                $zone = new DateTimeZone($sla->timezone);
                return self::instant($decision['window_start'])->setTimezone($zone)->format('Y-m-d');
            }
        }
        throw new InvalidArgumentException("the rules have no {$decision['sla']} of {$decision['effective_from']}");
    }
}
