<?php

declare(strict_types=1);

if (!defined('WHMCS')) {
    exit('This file cannot be accessed directly');
}

require_once __DIR__ . '/lib/Credits.php';

use WHMCS\Module\Addon\Redress\Credits;

/** Before the client is told of the invoice. It comes again afterwards: what was settled then stays, what failed is made good. */
$bill = static function (array $vars): void {
    try {
        Credits::ofWhmcs()->bill((int) $vars['invoiceid']);
    } catch (Throwable $failed) {
        // Nothing of the run was stored. The invoice goes out without credits; the next one has them.
        logActivity("Redress: no credits for invoice {$vars['invoiceid']}: {$failed->getMessage()}");
    }
};
add_hook('InvoiceCreationPreEmail', 1, $bill);
add_hook('InvoiceCreation', 1, $bill);
