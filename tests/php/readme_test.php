<?php

declare(strict_types=1);

return [
    'the first program of the README prints what stands below it' => static function (Expect $expect): void {
        $top = realpath(__DIR__ . '/../..');
        $readme = file_get_contents("$top/abi/php/README.md");
        preg_match('~```php\n(<\?php.*?)```\s*```text\n(.*?)```~s', $readme, $found);
        [, $program, $printed] = $found;
        $process = proc_open([PHP_BINARY], [['pipe', 'r'], ['pipe', 'w']], $pipes, $top);
        fwrite($pipes[0], $program);
        fclose($pipes[0]);
        $expect->same($printed, stream_get_contents($pipes[1]));
        $expect->same(0, proc_close($process));
    },
];
