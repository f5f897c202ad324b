<?php

/**
 * A double of the parts of WHMCS that the addon in samples/hosts/whmcs touches: hooks, the local API's commands with the
 * parameters and answers of its documentation, the database's connection, tokens of forms.
 */

declare(strict_types=1);

namespace WHMCS\Database {
    final class Capsule
    {
        public static \PDO $pdo;

        public static function connection(): self
        {
            return new self();
        }

        public function getPdo(): \PDO
        {
            return self::$pdo;
        }
    }
}

namespace {
    const WHMCS = true;

    final class Whmcs
    {
        /** @var array<string, list<callable>> */
        public static array $hooks = [];
        /** @var list<string> */
        public static array $log = [];
        public static bool $tokenChecked = false;

        public static function install(PDO $pdo): void
        {
            \WHMCS\Database\Capsule::$pdo = $pdo;
            $pdo->exec('CREATE TABLE IF NOT EXISTS tblclients (id INTEGER PRIMARY KEY, currency TEXT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS tblhosting (id INTEGER PRIMARY KEY, clientid INT, pid INT, regdate TEXT,
                recurringamount TEXT, billingcycle TEXT, nextduedate TEXT, status TEXT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS tblinvoices (id INTEGER PRIMARY KEY, userid INT, date TEXT, status TEXT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS tblinvoiceitems (id INTEGER PRIMARY KEY, invoiceid INT, type TEXT, relid INT,
                description TEXT, amount TEXT, taxed INT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS tblcredit (id INTEGER PRIMARY KEY, clientid INT, description TEXT, amount TEXT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS tbladdonmodules (module TEXT, setting TEXT, value TEXT, PRIMARY KEY (module, setting))');
        }

        public static function rows(string $sql, int|string ...$values): array
        {
            $found = \WHMCS\Database\Capsule::$pdo->prepare($sql);
            $found->execute($values);
            return $found->fetchAll(PDO::FETCH_ASSOC);
        }

        public static function insert(string $table, array $fields): void
        {
            $places = implode(', ', array_fill(0, count($fields), '?'));
            self::rows("REPLACE INTO $table (" . implode(', ', array_keys($fields)) . ") VALUES ($places)", ...array_values($fields));
        }

        public static function api(string $command, array $values): array
        {
            $rows = self::rows(...);
            switch ($command) {
                case 'GetClientsDetails':
                    return ['currency_code' => $rows('SELECT currency FROM tblclients WHERE id = ?', $values['clientid'])[0]['currency']];
                case 'GetClientsProducts':
                    $all = $rows('SELECT * FROM tblhosting WHERE clientid = ? ORDER BY id', $values['clientid']);
                    $page = array_slice($all, $values['limitstart'] ?? 0, $values['limitnum'] ?? 25);
                    return ['totalresults' => count($all), 'products' => ['product' => $page]];
                case 'GetInvoices':
                    return ['totalresults' => count($rows("SELECT id FROM tblinvoices WHERE userid = ? AND status = ?", $values['userid'], $values['status']))];
                case 'GetInvoice':
                    $invoice = $rows('SELECT * FROM tblinvoices WHERE id = ?', $values['invoiceid'])[0];
                    return $invoice + ['items' => ['item' => $rows('SELECT * FROM tblinvoiceitems WHERE invoiceid = ? ORDER BY id', $values['invoiceid'])]];
                case 'AddCredit':
                    if ($values['amount'] <= 0) {
                        return ['result' => 'error', 'message' => 'Amount must be positive'];
                    }
                    self::insert('tblcredit', array_intersect_key($values, ['clientid' => 1, 'description' => 1, 'amount' => 1]));
                    return [];
                case 'UpdateInvoice':
                    foreach ($values['newitemdescription'] as $i => $description) {
                        self::insert('tblinvoiceitems', ['invoiceid' => $values['invoiceid'], 'type' => '', 'relid' => 0, 'description' => $description,
                            'amount' => $values['newitemamount'][$i], 'taxed' => (int) $values['newitemtaxed'][$i]]);
                    }
                    return [];
                case 'UpdateClientProduct':
                    $rows('UPDATE tblhosting SET nextduedate = ? WHERE id = ?', $values['nextduedate'], $values['serviceid']);
                    return [];
            }
            return ['result' => 'error', 'message' => "Command $command not found"];
        }

        public static function fire(string $hook, array $vars): void
        {
            foreach (self::$hooks[$hook] ?? [] as $call) {
                $call($vars);
            }
        }
    }

    function localAPI(string $command, array $values): array
    {
        return Whmcs::api($command, $values) + ['result' => 'success'];
    }

    function add_hook(string $hook, int $priority, callable $call): void
    {
        Whmcs::$hooks[$hook][] = $call;
    }

    function logActivity(string $message): void
    {
        Whmcs::$log[] = $message;
    }

    function generate_token(string $kind): string
    {
        return '<input type="hidden" name="token" value="1">';
    }

    function check_token(string $name): void
    {
        Whmcs::$tokenChecked = true;
    }
}
