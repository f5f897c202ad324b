<?php

/**
 * The modules for FOSSBilling and WHMCS over their doubles: what the conformance test does not reach.
 *
 *     php modules_test.php RULES     one file of rules, `web` of the conformance test
 */

declare(strict_types=1);

use Box\Mod\Redress\Api\Admin;
use Box\Mod\Redress\Service;
use WHMCS\Module\Addon\Redress\Credits;

$top = __DIR__ . '/../../..';
require "$top/abi/php/autoload.php";
require "$top/tests/php/Expect.php";
require __DIR__ . '/fossbilling.php';
require __DIR__ . '/whmcs.php';
foreach (['Service', 'Host', 'Api/Admin'] as $file) {
    require "$top/samples/hosts/fossbilling/Redress/$file.php";
}
require "$top/samples/hosts/whmcs/redress/redress.php";
require "$top/samples/hosts/whmcs/redress/hooks.php";

date_default_timezone_set('UTC');
set_error_handler(static fn (int $level, string $message, string $file, int $line): never =>
    throw new ErrorException($message, 0, $level, $file, $line));
$expect = new Expect('', '', '');
$folder = $argv[1];
$february = new DateTimeImmutable('2026-02-01T06:00:00Z');
// 8.5 hours of January are down: 25 % of 120.00.
$outage = ['id' => 'i', 'start' => '2026-01-10T10:00:00+01:00', 'end' => '2026-01-10T18:30:00+01:00'];

// FOSSBilling: an order of two for 60 EUR, its renewal, and an invoice that is overdue.
$pdo = new PDO('sqlite::memory:');
$host = new Fossbilling($pdo);
$host->config = ['rules' => "$folder/web.xml", 'products' => '{"1": {"sla": "web"}}'];
$host->module()->install();
$db = $host->di['db'];
$db->store((object) ['kind' => 'Client', 'id' => 7, 'currency' => 'EUR']);
$db->store((object) ['kind' => 'ClientOrder', 'id' => 70, 'client_id' => 7, 'product_id' => 1, 'period' => '1M', 'quantity' => 2,
    'price' => 60, 'status' => 'suspended', 'activated_at' => '2026-01-01 00:00:00', 'expires_at' => '2026-02-01 00:00:00']);
$db->store((object) ['kind' => 'ClientOrder', 'id' => 71, 'client_id' => 7, 'product_id' => 9, 'period' => '1M', 'quantity' => 1,
    'price' => 5, 'status' => 'active', 'activated_at' => '2026-01-01 00:00:00']);
foreach ([700 => '2026-01-20 00:00:00', 701 => '2026-02-10 00:00:00'] as $id => $due) {
    $db->store((object) ['kind' => 'Invoice', 'id' => $id, 'client_id' => 7, 'status' => 'unpaid', 'approved' => (int) ($id === 700),
        'due_at' => $due, 'created_at' => '2026-02-01 05:00:00']);
}
$db->store((object) ['kind' => 'InvoiceItem', 'invoice_id' => 701, 'type' => 'order', 'rel_id' => 70, 'title' => 'Web', 'period' => '1M',
    'quantity' => 2, 'price' => 60, 'taxed' => 1]);
Service::$now = $february;
$api = new Admin();
[$api->di, $api->service] = [$host->di, $host->module()];
$api->permissions = ['redress facts', 'redress view'];
$api->put_fact(['client_id' => 7, 'record' => 'incident', 'fields' => $outage]);
$expect->same('30.00', $api->preview(['invoice_id' => 701])['adjustments'][0]['amount'], 'the preview');
$expect->same([], $db->find('ClientBalance', '1', []), 'a preview adds no funds');
$host->approveInvoice(701);
$expect->same([['30.00', '701']], array_map(
    static fn (object $fund): array => [$fund->amount, $fund->rel_id],
    $db->find('ClientBalance', 'client_id = ?', [7]),
), 'the funds');
$case = $api->get_statement(['invoice_id' => 701])['evidence'];
// The values of a field of all records of a kind, which canonical XML writes in one way.
$values = static fn (string $record, string $field): array =>
    preg_match_all("/<$record [^>]*?\\b$field=\"([^\"]*)\"/", $case, $found) ? $found[1] : [];
$expect->same([['suspended'], ['1']], [$values('account', 'standing'), $values('account', 'overdue_invoices')], 'the account');
$expect->same(['70'], $values('subscription', 'id'), 'products without an SLA stay out');
$expect->same([['120.00'], ['2026-02-01T00:00:00Z'], ['2026-03-01T00:00:00Z']],
    [$values('line', 'amount'), $values('line', 'period_start'), $values('line', 'period_end')], 'the line');
foreach (['approve' => ['review' => 'x']] as $call => $data) {
    $expect->thrown(\FOSSBilling\InformationException::class, static fn () => $api->$call($data));
}
$expect->same([], $api->get_reviews([]), 'nothing waits');

// Where the run fails the invoice is approved all the same, and the log says why.
$host->config = [];
$host->approveInvoice(700);
$expect->same(["Redress: no credits for invoice 700: Redress: the setting 'rules' is empty"], $host->di['logger']->errors, 'the log');
$expect->same(1, (int) $db->load('Invoice', 700)->approved, 'approved');

// WHMCS: the same client, whose credit has to be approved on the admin page.
$pdo = new PDO('sqlite::memory:');
Whmcs::install($pdo);
$expect->same('success', redress_activate()['status'], 'the activation');
$expect->same(['rules', 'timezone', 'products'], array_keys(redress_config()['fields']), 'the settings');
$set = static fn (string $setting, string $value) => Whmcs::insert('tbladdonmodules', ['module' => 'redress', 'setting' => $setting, 'value' => $value]);
$set('rules', "$folder/web_from_july.xml");
$set('products', '{"1": {"sla": "web"}, "2": {"sla": "web", "term": true}}');
$set('timezone', 'Europe/Berlin');
Whmcs::insert('tblclients', ['id' => 7, 'currency' => 'EUR']);
foreach (range(1, 130) as $id) { // more than a page; all but one are paid once, and have no price by time
    Whmcs::insert('tblhosting', ['id' => $id, 'clientid' => 7, 'pid' => 1, 'regdate' => '2026-07-01', 'recurringamount' => '60.00',
        'billingcycle' => $id === 130 ? 'Monthly' : 'One Time', 'nextduedate' => '2026-08-01', 'status' => 'Active']);
}
Whmcs::insert('tblinvoices', ['id' => 900, 'userid' => 7, 'date' => '2026-08-01', 'status' => 'Unpaid']);
Whmcs::insert('tblinvoiceitems', ['invoiceid' => 900, 'type' => 'Hosting', 'relid' => 130, 'description' => 'Web', 'amount' => '60.00', 'taxed' => 1]);
Credits::ofWhmcs()->store->putFact('7', 'incident', ['id' => 'i', 'start' => '2026-07-06T00:00:00Z', 'end' => '2026-07-08T02:00:00Z']);
Credits::$now = new DateTimeImmutable('2026-08-01T06:00:00Z');
Whmcs::fire('InvoiceCreationPreEmail', ['invoiceid' => 900]);
Whmcs::fire('InvoiceCreation', ['invoiceid' => 900]);
$expect->same([[], []], [Whmcs::$log, Whmcs::rows('SELECT * FROM tblcredit')], 'it waits for a person');
$page = static function (): string {
    ob_start();
    redress_output(['modulelink' => 'addonmodules.php?module=redress']);
    return ob_get_clean();
};
// 50 h of 744 are 100 % of 60.00, and the quarter's cap leaves 36.00.
$expect->same(1, preg_match('~<td>7</td><td>900</td><td>130</td><td>approval</td>.*<td>36.00</td>.*name="approve" value="(\w+)"~', $page(), $found), 'the page');
$_POST['approve'] = $found[1];
$expect->true(!str_contains($page(), '<td>'), 'nothing waits after the approval');
$expect->true(Whmcs::$tokenChecked, 'the token of the form is checked');
Whmcs::insert('tblinvoices', ['id' => 901, 'userid' => 7, 'date' => '2026-09-01', 'status' => 'Unpaid']);
Credits::$now = new DateTimeImmutable('2026-09-01T06:00:00Z');
Whmcs::fire('InvoiceCreationPreEmail', ['invoiceid' => 901]);
$expect->same(['36.00'], array_column(Whmcs::rows('SELECT amount FROM tblcredit'), 'amount'), 'the credit');

// A hook that fails is made good by the next one: the rules are there again.
$set('rules', "$folder/none.xml");
Whmcs::insert('tblinvoices', ['id' => 902, 'userid' => 7, 'date' => '2026-09-01', 'status' => 'Unpaid']);
Whmcs::fire('InvoiceCreationPreEmail', ['invoiceid' => 902]);
$expect->true(count(Whmcs::$log) === 1 && str_contains(Whmcs::$log[0], 'none.xml'), 'the log names the rules');
$set('rules', "$folder/web_from_july.xml");
Whmcs::fire('InvoiceCreation', ['invoiceid' => 902]);
$expect->same(['900', '901', '902'], Credits::ofWhmcs()->store->invoices('7'), 'it is made good');

// Extensions: WHMCS has days. 3 h for each hour of 8 are a day; of 1.5 h they are none.
$rack = str_replace('id="rack"', 'id="web"', file_get_contents("$folder/rack.xml"));
$rules = tempnam(sys_get_temp_dir(), 'rules');
file_put_contents($rules, $rack);
$set('rules', $rules);
$set('timezone', 'UTC');
foreach ([8 => ['2026-08-02', '08:00'], 9 => ['2026-08-01', '01:30']] as $client => [$end, $until]) {
    $id = 200 + $client;
    Whmcs::insert('tblclients', ['id' => $client, 'currency' => 'EUR']);
    Whmcs::insert('tblhosting', ['id' => $id, 'clientid' => $client, 'pid' => 2, 'regdate' => '2026-01-01', 'recurringamount' => '744.00',
        'billingcycle' => 'Monthly', 'nextduedate' => '2026-08-01', 'status' => 'Active']);
    Whmcs::insert('tblinvoices', ['id' => $id, 'userid' => $client, 'date' => '2026-07-20', 'status' => 'Unpaid']);
    Credits::ofWhmcs()->store->putFact((string) $client, 'incident', ['id' => 'i', 'start' => '2026-01-05T00:00:00Z', 'end' => "2026-01-05T$until:00Z"]);
    Credits::$now = new DateTimeImmutable('2026-07-20T06:00:00Z');
    Whmcs::$log = [];
    Whmcs::fire('InvoiceCreation', ['invoiceid' => $id]);
    $expect->same([['nextduedate' => $end]], Whmcs::rows('SELECT nextduedate FROM tblhosting WHERE id = ?', $id), "the end of client $client");
}
$expect->true(str_contains(Whmcs::$log[0], 'a step of days'), 'terms of hours are refused');
unlink($rules);

echo "{$expect->checks} checks of 2 modules\n";
