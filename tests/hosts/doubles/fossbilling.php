<?php

/**
 * A double of the parts of FOSSBilling 0.8 that the module in samples/hosts/fossbilling touches: the event and its manager,
 * the container, the beans of clients, orders, invoices and items, and the services that add funds and items.
 */

declare(strict_types=1);

namespace Pimple {
    class Container extends \ArrayObject
    {
    }
}

namespace FOSSBilling {
    interface InjectionAwareInterface
    {
        public function setDi(\Pimple\Container $di): void;
    }

    class InformationException extends \Exception
    {
    }
}

namespace FOSSBilling\Api {
    class AbstractApi
    {
        public \Pimple\Container $di;
        public object $service;
        /** @var list<string> what the member of the staff may do */
        public array $permissions = [];

        public function getService(): object
        {
            return $this->service;
        }

        protected function checkPermissions(string $module, string $permission): void
        {
            if (!in_array("$module $permission", $this->permissions, true)) {
                throw new \FOSSBilling\InformationException("You need the permission $permission");
            }
        }
    }
}

namespace {
    class Model_InvoiceItem
    {
        public const TYPE_CUSTOM = 'custom';
        public const TYPE_ORDER = 'order';
    }

    class Box_Event
    {
        public function __construct(private \Pimple\Container $di, private array $parameters)
        {
        }

        public function getDi(): ?\Pimple\Container
        {
            return $this->di;
        }

        public function getParameters(): array
        {
            return $this->parameters;
        }
    }

    /** The mapper's calls that the module makes, over one table for each kind of bean. */
    final class FossbillingDatabase
    {
        private const TABLES = ['Client' => 'client', 'ClientOrder' => 'client_order', 'Invoice' => 'invoice',
            'InvoiceItem' => 'invoice_item', 'ClientBalance' => 'client_balance'];

        public function __construct(private PDO $pdo)
        {
        }

        public function load(string $kind, int|string $id): ?object
        {
            return $this->find($kind, 'id = ?', [$id])[0] ?? null;
        }

        public function find(string $kind, string $where, array $values): array
        {
            $found = $this->pdo->prepare('SELECT * FROM ' . self::TABLES[$kind] . " WHERE $where");
            $found->execute($values);
            $all = $found->fetchAll(PDO::FETCH_OBJ);
            foreach ($all as $bean) {
                $bean->kind = $kind;
            }
            return $all;
        }

        public function store(object $bean): int
        {
            $fields = array_diff_key(get_object_vars($bean), ['kind' => 1]);
            $places = implode(', ', array_fill(0, count($fields), '?'));
            $names = implode(', ', array_keys($fields));
            $this->pdo->prepare('REPLACE INTO ' . self::TABLES[$bean->kind] . " ($names) VALUES ($places)")->execute(array_values($fields));
            return (int) $this->pdo->lastInsertId();
        }

        public function getCell(string $sql, array $values = []): mixed
        {
            $found = $this->pdo->prepare($sql);
            $found->execute($values);
            return $found->fetchColumn();
        }
    }

    final class FossbillingClients
    {
        public function __construct(private FossbillingDatabase $db)
        {
        }

        public function addFunds(object $client, $amount, $description, array $data = []): bool
        {
            if (!is_numeric($amount) || empty($description)) {
                throw new \FOSSBilling\InformationException('Funds amount or description is invalid');
            }
            $this->db->store((object) ['kind' => 'ClientBalance', 'client_id' => $client->id, 'type' => $data['type'] ?? 'gift',
                'rel_id' => $data['rel_id'] ?? null, 'description' => $description, 'amount' => $amount]);
            return true;
        }
    }

    final class FossbillingItems
    {
        public function __construct(private FossbillingDatabase $db)
        {
        }

        public function addNew(object $invoice, array $data): int
        {
            return $this->db->store((object) ['kind' => 'InvoiceItem', 'invoice_id' => $invoice->id, 'type' => Model_InvoiceItem::TYPE_CUSTOM,
                'title' => $data['title'], 'price' => $data['price'], 'quantity' => $data['quantity'], 'taxed' => (int) $data['taxed']]);
        }
    }

    final class FossbillingLog
    {
        /** @var list<string> */
        public array $errors = [];

        public function err(string $message): void
        {
            $this->errors[] = $message;
        }
    }

    final class Fossbilling
    {
        public readonly \Pimple\Container $di;
        public array $config = [];

        public function __construct(public readonly PDO $pdo)
        {
            $pdo->exec('CREATE TABLE IF NOT EXISTS client (id INTEGER PRIMARY KEY, currency TEXT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS client_order (id INTEGER PRIMARY KEY, client_id INT, product_id INT, period TEXT,
                quantity INT, price REAL, status TEXT, expires_at TEXT, activated_at TEXT, canceled_at TEXT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS invoice (id INTEGER PRIMARY KEY, client_id INT, status TEXT, approved INT,
                due_at TEXT, created_at TEXT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS invoice_item (id INTEGER PRIMARY KEY, invoice_id INT, type TEXT, rel_id TEXT,
                title TEXT, period TEXT, quantity INT, price REAL, taxed INT)');
            $pdo->exec('CREATE TABLE IF NOT EXISTS client_balance (id INTEGER PRIMARY KEY, client_id INT, type TEXT, rel_id TEXT,
                amount TEXT, description TEXT)');
            $this->di = $di = new \Pimple\Container();
            $di['pdo'] = $pdo;
            $di['db'] = $db = new FossbillingDatabase($pdo);
            $di['logger'] = new FossbillingLog();
            $di['mod_config'] = fn (string $module): array => $this->config;
            $di['mod_service'] = fn (string $module, string $sub = ''): object => match ([strtolower($module), $sub]) {
                ['client', ''] => new FossbillingClients($db),
                ['invoice', 'InvoiceItem'] => new FossbillingItems($db),
                ['redress', ''] => $this->module(),
            };
        }

        public function module(): \Box\Mod\Redress\Service
        {
            $service = new \Box\Mod\Redress\Service();
            $service->setDi($this->di);
            return $service;
        }

        /** As the invoice service does: the event goes to a static method of the service, by its name. */
        public function approveInvoice(int $id): void
        {
            $call = [$this->di['mod_service']('Redress')::class, 'onBeforeAdminInvoiceApprove'];
            $call(new Box_Event($this->di, ['id' => $id]));
            $invoice = $this->di['db']->load('Invoice', $id);
            $invoice->approved = 1;
            $this->di['db']->store($invoice);
        }
    }
}
