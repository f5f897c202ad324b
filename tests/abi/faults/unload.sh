#!/usr/bin/env bash
# unload.sh and unset_ffi.php on libraries with one thing wrong.
#   unload.sh LIBRARY ABI_FOLDER RULES CASE CC
set -euo pipefail
library=$1 abi=$2 rules=$3 case=$4 compiler=$5
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

header=$abi/redress_abi.h
check() { bash "$abi_tests/unload.sh" "$folder/faulty.so" "$abi" "$rules" "$case" "$compiler" "${1:-2000}" "${2:-3}"; }

# fault NAME PATTERN C_TEXT [ROUNDS VALGRIND_ROUNDS]
fault() {
    echo "$3" >"$folder/fault.c"
    stub "$header" "$folder/faulty.so" "$compiler" -Wl,-z,now,-z,nodelete -w "$folder/fault.c"
    catches "$1" "$2" check "${@:4}"
}
stub "$header" "$folder/faulty.so" "$compiler" -Wl,-z,now,-z,nodelete
passes "nothing wrong" check
fault "memory that is taken at loading" 'rounds take [0-9]+ KiB' \
    '#include <stdlib.h>
     #include <string.h>
     static char *volatile kept;
     __attribute__((constructor)) static void take(void) { kept = malloc(4096); memset(kept, 1, 4096); }'
fault "memory that is lost, a little" 'definitely lost' \
    '#include <stdlib.h>
     static char *volatile kept;
     __attribute__((constructor)) static void take(void) { kept = malloc(8); }' 20 3
fault "a library that pins itself" 'the library stays loaded' \
    '#define _GNU_SOURCE
     #include <dlfcn.h>
     __attribute__((constructor)) static void pin(void) { Dl_info self; dladdr((void *)pin, &self); dlopen(self.dli_fname, RTLD_NOW); }'
stub "$header" "$folder/faulty.so" "$compiler" -Wl,-z,now
catches "a library without the flag" 'lacks the flag NODELETE' check

python3 "$abi_tests/without_nodelete.py" "$library" "$folder/libredress.so.1"
php_check() { php "$abi_tests/unset_ffi.php" "$header" "$1" "$rules" "$case"; }
passes "the shipped library in PHP" php_check "$library"
catches "a library that PHP unloads" 'unset\(\$ffi\) unloads the library' php_check "$folder/libredress.so.1"

finish
