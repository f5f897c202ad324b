<?php

/** A page of a web server: preload_test.php asks for it. Its own code is not preloaded, so FFI is refused to it. */

declare(strict_types=1);

if (!class_exists(Redress\Book::class, false)) {
    require __DIR__ . '/../../abi/php/autoload.php'; // not preloaded
}
try {
    FFI::cdef('int32_t redress_abi_version(void);', getenv('REDRESS_LIBRARY'));
    echo "FFI is allowed to the page\n";
} catch (FFI\Exception) {
    echo "FFI is refused to the page\n";
}
try {
    $book = Redress\Book::load(getenv('RULES'));
    echo $book->settle(file_get_contents(getenv('SAMPLE')))->xml;
} catch (Redress\RedressException $refused) {
    echo "{$refused->status}: {$refused->getMessage()}\n";
}
