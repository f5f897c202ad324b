<?php

/** The addon module: its settings, its tables, and the admin page for what waits for a person. */

declare(strict_types=1);

if (!defined('WHMCS')) {
    exit('This file cannot be accessed directly');
}

require_once __DIR__ . '/lib/Credits.php';

use WHMCS\Module\Addon\Redress\Credits;

function redress_config(): array
{
    $text = static fn (string $name, string $about, string $default = ''): array =>
        ['FriendlyName' => $name, 'Type' => 'text', 'Size' => '80', 'Description' => $about, 'Default' => $default];
    return [
        'name' => 'Redress: service credits',
        'description' => 'Decides by the rules of your SLA which service credits are due, and posts them when an invoice is made.',
        'version' => '1.0.0',
        'author' => 'Redress',
        'fields' => [
            'rules' => $text('Rules', 'a file, or a folder'),
            'timezone' => $text('Time zone', 'of the dates in WHMCS, such as Europe/Berlin', 'UTC'),
            'products' => [
                ...$text('Products', 'and their SLAs, by the id of the product: {"3": {"sla": "web", "level": "gold"}, "4": {"sla": "rack", "term": true}}'),
                'Type' => 'textarea',
            ],
        ],
    ];
}

function redress_activate(): array
{
    try {
        Credits::ofWhmcs()->store->install();
        return ['status' => 'success', 'description' => 'The tables redress_… are there.'];
    } catch (Throwable $failed) {
        return ['status' => 'error', 'description' => $failed->getMessage()];
    }
}

/** The tables stay: they are the evidence of what was credited. */
function redress_deactivate(): array
{
    return ['status' => 'success', 'description' => 'The tables redress_… stay; they are the evidence of what was credited.'];
}

function redress_output(array $vars): void
{
    $credits = Credits::ofWhmcs();
    if (isset($_POST['approve'])) {
        check_token('WHMCS.admin.default');
        $credits->approve((string) $_POST['approve']);
    }
    $show = static fn (?string $text): string => htmlspecialchars($text ?? '', ENT_QUOTES);
    echo '<table class="table"><tr><th>Client</th><th>Invoice</th><th>Product</th><th>Reason</th><th>What</th><th>Missing</th><th>Due</th><th></th></tr>';
    foreach ($credits->store->reviews() as $key => $review) {
        echo "<tr><td>{$show($review['account'])}</td><td>{$show($review['invoice'])}</td><td>{$show($review['subscription'] ?? null)}</td>",
            "<td>{$show($review['reason'])}</td><td>{$show($review['sentence'])}</td><td>{$show($review['missing'] ?? null)}</td>",
            "<td>{$show($review['due'] ?? null)}</td><td>";
        if ($review['reason'] === 'approval') {
            echo "<form method=\"post\" action=\"{$show($vars['modulelink'])}\">", generate_token('form'),
                "<button class=\"btn btn-primary\" name=\"approve\" value=\"{$show($key)}\">Approve</button></form>";
        }
        echo '</td></tr>';
    }
    echo '</table>';
}
