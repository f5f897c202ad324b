<?php
// PHP's FFI reads redress_abi.h as it is, and finds every function of it in the library.
//   php parsers.php HEADER LIBRARY
[, $header, $library] = $argv;
$text = file_get_contents($header);
$ffi = FFI::cdef($text, $library);
$same = $ffi->redress_abi_cdef() === $text;
$status = $ffi->redress_status_name($ffi->REDRESS_LIMIT_EXCEEDED);
if (!$same || $status !== 'limit_exceeded' || $ffi->redress_abi_version() < 1) {
    fwrite(STDERR, "FAILED: PHP reads another header than that of the library\n");
    exit(1);
}
