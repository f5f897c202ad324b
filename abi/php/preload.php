<?php

/**
 * For opcache.preload: web servers allow FFI only to preloaded code, so all classes of this package are loaded here.
 * The library itself is opened by each request that needs it.
 */

declare(strict_types=1);

require_once __DIR__ . '/autoload.php';

foreach (glob(__DIR__ . '/src/*.php') as $file) {
    $class = 'Redress\\' . basename($file, '.php');
    // Asking for a class autoloads it, and those that it needs before it; asking again does nothing.
    if (!class_exists($class) && !trait_exists($class) && !interface_exists($class)) {
        throw new LogicException("$file does not hold $class");
    }
}
