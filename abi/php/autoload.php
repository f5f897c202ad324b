<?php

/** Loads the classes of this package where Composer does not: require this file once. */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (!str_starts_with($class, 'Redress\\')) {
        return;
    }
    $file = __DIR__ . '/src/' . str_replace('\\', '/', substr($class, strlen('Redress\\'))) . '.php';
    if (is_file($file)) {
        require $file;
    }
});
