<?php

declare(strict_types=1);

use Redress\Book;

/**
 * With ffi.enable=preload, web servers allow FFI only to preloaded code; the command line allows it to all. So the
 * package is preloaded under both, and under PHP's own web server a page shows that FFI is refused to itself.
 */

$php = static function (bool $preload, string ...$arguments): array {
    $settings = ['ffi.enable=preload', 'opcache.enable=1', 'opcache.enable_cli=1', 'display_errors=stderr'];
    if ($preload) {
        $settings[] = 'opcache.preload=' . realpath(__DIR__ . '/../../abi/php/preload.php');
        // Preloading as root has to be asked for.
        $settings[] = 'opcache.preload_user=' . posix_getpwuid(posix_geteuid())['name'];
    }
    $command = [PHP_BINARY];
    foreach ($settings as $setting) {
        array_push($command, '-d', $setting);
    }
    return [...$command, ...$arguments];
};

$environment = static fn (Expect $expect): array => getenv() + [
    'RULES' => realpath("{$expect->rules}/ua_hosting.xml"),
    'SAMPLE' => realpath("{$expect->samples}/ua_hosting/worked_example.case.xml"),
];

$statement = static fn (Expect $expect): string => Book::load("{$expect->rules}/ua_hosting.xml")
    ->settle(file_get_contents("{$expect->samples}/ua_hosting/worked_example.case.xml"))->xml;

/** Asks PHP's web server three times for the page. */
$ask = static function (Expect $expect, bool $preload) use ($php, $environment): array {
    $command = $php($preload, '-S', '127.0.0.1:0', __DIR__ . '/preload_page.php');
    $server = proc_open($command, [2 => ['pipe', 'w']], $pipes, null, $environment($expect));
    try {
        $log = '';
        while (!preg_match('~\((http://[0-9.:]+)\) started~', $log, $found)) {
            $line = fgets($pipes[2]);
            if ($line === false) {
                throw new ExpectationFailed("PHP's web server did not start: $log");
            }
            $log .= $line;
        }
        return array_map(static fn (): string => file_get_contents($found[1]), range(1, 3));
    } finally {
        proc_terminate($server);
        proc_close($server);
    }
};

return [
    'preloaded on the command line' => static function (Expect $expect) use ($php, $environment, $statement): void {
        $command = $php(true, __DIR__ . '/preload_page.php');
        $process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes, null, $environment($expect));
        $printed = stream_get_contents($pipes[1]);
        $expect->same('', stream_get_contents($pipes[2]));
        $expect->same(0, proc_close($process));
        $expect->same("FFI is allowed to the page\n" . $statement($expect), $printed);
    },

    'preloaded in a web server, request after request' => static function (Expect $expect) use (
        $ask, $statement,
    ): void {
        $expected = "FFI is refused to the page\n" . $statement($expect);
        $expect->same([$expected, $expected, $expected], $ask($expect, preload: true));
    },

    'a web server without preloading is told what to set' => static function (Expect $expect) use ($ask): void {
        [$page] = $ask($expect, preload: false);
        $expect->true(str_contains($page, "FFI is refused to the page\n"), $page);
        $expect->true(str_contains($page, 'no_library: ') && str_contains($page, 'ffi.enable'), $page);
    },
];
