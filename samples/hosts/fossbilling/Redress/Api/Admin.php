<?php

declare(strict_types=1);

namespace Box\Mod\Redress\Api;

/** For staff: what waits for a person, facts, previews. */
class Admin extends \FOSSBilling\Api\AbstractApi
{
    /** What waits for a person, by its key. */
    public function get_reviews(array $data): array
    {
        $this->checkPermissions('redress', 'view');
        return $this->getService()->store()->reviews();
    }

    /**
     * Approve what a decision found due.
     *
     * @param string $data['review'] its key
     */
    public function approve(array $data): bool
    {
        $this->checkPermissions('redress', 'approve');
        $this->getService()->approve($data['review']);
        return true;
    }

    /**
     * Store an incident, a maintenance, a claim or another record of the vocabulary; one with the same id is corrected.
     *
     * @param string $data['client_id']
     * @param string $data['record'] such as incident
     * @param array  $data['fields'] such as id, start, end, subscription (the id of the order)
     */
    public function put_fact(array $data): bool
    {
        $this->checkPermissions('redress', 'facts');
        $this->getService()->store()->putFact((string) $data['client_id'], $data['record'], $data['fields']);
        return true;
    }

    /**
     * What an invoice would be credited if it was approved now; nothing is stored.
     *
     * @param int $data['invoice_id']
     */
    public function preview(array $data): array
    {
        $this->checkPermissions('redress', 'view');
        return get_object_vars($this->getService()->bill((int) $data['invoice_id'], dryRun: true));
    }

    /**
     * The case and the statement of an invoice, as XML.
     *
     * @param int $data['invoice_id']
     */
    public function get_statement(array $data): ?array
    {
        $this->checkPermissions('redress', 'view');
        return $this->getService()->store()->kept((string) $data['invoice_id']);
    }
}
