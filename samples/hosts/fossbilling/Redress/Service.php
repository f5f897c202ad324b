<?php

declare(strict_types=1);

namespace Box\Mod\Redress;

use DateTimeImmutable;
use Redress\Billed;
use Redress\BillingRun;
use Redress\BillingStore;
use Redress\Book;

/** Service credits at the approval of an invoice. What it decides and stores is in Redress\BillingRun. */
class Service implements \FOSSBilling\InjectionAwareInterface
{
    /** Tests set the time. */
    public static ?DateTimeImmutable $now = null;

    protected ?\Pimple\Container $di = null;

    public function setDi(\Pimple\Container $di): void
    {
        $this->di = $di;
    }

    public function getDi(): ?\Pimple\Container
    {
        return $this->di;
    }

    public function getModulePermissions(): array
    {
        $permission = static fn (string $name, string $what): array =>
            ['type' => 'bool', 'display_name' => $name, 'description' => "Allows the staff member to $what."];
        return [
            'view' => $permission('View service credits', 'see what waits for a person, statements and previews'),
            'approve' => $permission('Approve service credits', 'approve credits that a rule holds for a person'),
            'facts' => $permission('Store facts', 'store incidents, maintenances and claims'),
            'manage_settings' => [],
        ];
    }

    public function install(): bool
    {
        $this->store()->install();
        return true;
    }

    /** The tables stay: they are the evidence of what was credited. */
    public function uninstall(): bool
    {
        return true;
    }

    /** Before the invoice is approved and, perhaps, paid with the client's balance. */
    public static function onBeforeAdminInvoiceApprove(\Box_Event $event): void
    {
        $di = $event->getDi();
        try {
            $di['mod_service']('redress')->bill((int) $event->getParameters()['id']);
        } catch (\Throwable $failed) {
            // Nothing of the run was stored. The invoice goes out without credits; the next one has them.
            $di['logger']->err("Redress: no credits for invoice {$event->getParameters()['id']}: {$failed->getMessage()}");
        }
    }

    public function bill(int $invoice, bool $dryRun = false): Billed
    {
        $client = (string) $this->di['db']->load('Invoice', $invoice)->client_id;
        return $this->run()->bill($client, (string) $invoice, $this->now(), $dryRun);
    }

    public function approve(string $review): void
    {
        $this->run()->approve($review, $this->now());
    }

    public function store(): BillingStore
    {
        $this->loadPackage();
        return new BillingStore($this->di['pdo']);
    }

    private function run(): BillingRun
    {
        $store = $this->store(); // first of all, since it loads the package
        $config = $this->config();
        return new BillingRun(Book::load($config['rules']), $store, new Host($this->di, $config['products']));
    }

    private function now(): DateTimeImmutable
    {
        return self::$now ?? new DateTimeImmutable('@' . time());
    }

    /** @return array{rules: string, products: array<int, array{sla: string, level?: string, term?: bool}>} */
    private function config(): array
    {
        $config = $this->di['mod_config']('redress');
        foreach (['rules', 'products'] as $setting) {
            if (empty($config[$setting])) {
                throw new \FOSSBilling\InformationException("Redress: the setting '$setting' is empty");
            }
        }
        return [...$config, 'products' => json_decode($config['products'], true, flags: JSON_THROW_ON_ERROR)];
    }

    /** The package is copied into the module; in a web server it is preloaded, since FFI is for preloaded code only. */
    private function loadPackage(): void
    {
        if (!class_exists(BillingStore::class)) {
            require_once __DIR__ . '/package/autoload.php';
        }
    }
}
