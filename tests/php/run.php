<?php

/**
 * Runs the tests of the PHP package: all *_test.php of this folder.
 *
 *   php run.php LIBRARY RULES SAMPLES [TEST]
 *
 * Each file gives an array of tests by the behaviour that they show. A test that fails, throws, warns or checks nothing
 * is a failure, and so is a run without tests. TEST is the name of one file without "_test.php".
 */

declare(strict_types=1);

require __DIR__ . '/../../abi/php/autoload.php';
require __DIR__ . '/Expect.php';

set_error_handler(static fn (int $level, string $message, string $file, int $line): never =>
    throw new ErrorException($message, 0, $level, $file, $line));

if ($argc < 4) {
    fwrite(STDERR, "usage: php run.php LIBRARY RULES SAMPLES [TEST]\n");
    exit(2);
}
[, $library, $rules, $samples] = $argv;
putenv('REDRESS_LIBRARY=' . realpath($library));

$expect = new Expect($library, $rules, $samples);
$passed = 0;
$failed = 0;
foreach (glob(__DIR__ . '/' . ($argv[4] ?? '*') . '_test.php') as $file) {
    foreach (require $file as $behaviour => $test) {
        $before = $expect->checks;
        try {
            $test($expect);
            $failure = $expect->checks === $before ? 'nothing was checked' : null;
        } catch (Throwable $thrown) {
            $failure = $thrown instanceof ExpectationFailed ? $thrown->getMessage() : (string) $thrown;
        }
        $name = basename($file, '_test.php') . ": $behaviour";
        if ($failure === null) {
            ++$passed;
            echo "ok      $name\n";
        } else {
            ++$failed;
            echo "FAILED  $name\n        ", str_replace("\n", "\n        ", $failure), "\n";
        }
    }
}
echo "$passed passed, $failed failed, {$expect->checks} checks\n";
exit($failed === 0 && $passed > 0 ? 0 : 1);
