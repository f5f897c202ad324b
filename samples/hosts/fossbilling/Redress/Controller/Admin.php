<?php

declare(strict_types=1);

namespace Box\Mod\Redress\Controller;

class Admin implements \FOSSBilling\InjectionAwareInterface
{
    protected ?\Pimple\Container $di = null;

    public function setDi(\Pimple\Container $di): void
    {
        $this->di = $di;
    }

    public function getDi(): ?\Pimple\Container
    {
        return $this->di;
    }

    public function fetchNavigation(): array
    {
        $page = ['location' => 'invoice', 'index' => 4100, 'label' => 'Service credits', 'class' => ''];
        return ['subpages' => [[...$page, 'uri' => $this->di['url']->adminLink('redress')]]];
    }

    public function register(\Box_App &$app): void
    {
        $app->get('/redress', 'get_index', [], static::class);
    }

    public function get_index(\Box_App $app): string
    {
        $this->di['is_admin_logged'];
        return $app->render('mod_redress_index');
    }
}
