<?php
// PHP closes the library when the last of its FFI objects goes. The shipped library stays, so what it gave stays usable and
// opening it again is harmless.
//   php unset_ffi.php HEADER LIBRARY RULES CASE
[, $header, $library, $rules, $case] = $argv;
$text = file_get_contents($header);
$facts = file_get_contents($case);

function settle(FFI $ffi, string $rules, string $facts): string
{
    $book = $ffi->new('redress_book *');
    $case = $ffi->new('redress_case *');
    $statement = $ffi->new('redress_statement *');
    $statuses = [
        $ffi->redress_book_load(FFI::addr($book), $rules, null),
        $ffi->redress_case_parse(FFI::addr($case), $facts, strlen($facts), null),
        $ffi->redress_settle(FFI::addr($statement), $book, $case, null),
    ];
    if ($statuses !== [0, 0, 0]) {
        fwrite(STDERR, 'FAILED: ' . implode(' ', $statuses) . "\n");
        exit(1);
    }
    $xml = $ffi->redress_statement_xml($statement, null);
    $ffi->redress_statement_free($statement);
    $ffi->redress_case_free($case);
    $ffi->redress_book_free($book);
    return $xml === null ? '' : 'settled';
}

function mapped(string $library): bool
{
    return str_contains(file_get_contents('/proc/self/maps'), realpath($library));
}

$rounds = 200;
for ($round = 0; $round < $rounds; ++$round) {
    $ffi = FFI::cdef($text, $library);
    $version = $ffi->redress_version();
    if (settle($ffi, $rules, $facts) !== 'settled') {
        exit(1);
    }
    unset($ffi);
    gc_collect_cycles();
    if (!mapped($library)) {
        fwrite(STDERR, "FAILED: unset(\$ffi) unloads the library\n");
        exit(1);
    }
}
echo "$rounds rounds, version $version\n";
