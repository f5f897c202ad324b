<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;

/**
 * What a billing system gives to a BillingRun, and does for it. Records and fields are those of docs/vocabulary.md.
 *
 * The three that apply are called within the run's transaction. Where things are not as the adjustment says they are,
 * they throw: then nothing of the run is stored.
 */
interface BillingHost
{
    /** ISO 4217, of all that the account is billed. */
    public function currency(string $account): string;

    /**
     * What the billing system itself knows: `account`, with its id, and `subscription`. Prices and levels are those of now,
     * as strings. Whatever was ever credited stays among them, with its end: a credit of what is not there is refused.
     *
     * @return array<string, list<array<string, mixed>>> by the name of the record
     */
    public function records(string $account, DateTimeImmutable $asOf): array;

    /**
     * The lines of an invoice as they are now, with amounts as decimal strings.
     *
     * @return list<array<string, mixed>>
     */
    public function lines(string $account, string $invoice): array;

    /** @param string $text for the customer */
    public function credit(string $account, string $invoice, Adjustment $adjustment, string $text): void;

    public function discount(string $account, string $invoice, Adjustment $adjustment, string $text): void;

    public function extend(string $account, string $invoice, Adjustment $adjustment, string $text): void;
}
