#!/usr/bin/env bash
# clients.sh on libraries that a client of the baseline can't use.
#   clients.sh LIBRARY ABI_FOLDER CC CXX
set -euo pipefail
library=$1 abi=$2 c=$3 cxx=$4
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

check() { bash "$abi_tests/clients.sh" "$1" "${2:-$abi}" "$c" "$cxx"; }
passes "nothing wrong" check "$library"

header=$abi/baseline/redress_abi.h
stub "$header" "$folder/faulty.so" "$c"
catches "a library that does nothing" 'FAILED: the version of the interface' check "$folder/faulty.so"
edited "$header" '/^int64_t redress_vocabulary_count/d' "$folder/fewer.h"
stub "$folder/fewer.h" "$folder/faulty.so" "$c"
catches "a function that was removed" 'redress_vocabulary_count' check "$folder/faulty.so"
sed -i 's/REDRESS_1/REDRESS_2/' "$folder/stub.map"
"$c" -shared -fPIC "$folder/stub.c" -o "$folder/faulty.so" -Wl,-soname,libredress.so.1 -Wl,--version-script="$folder/stub.map"
catches "another version of the symbols" "REDRESS_1' not found|REDRESS_1" check "$folder/faulty.so"

# A library whose statuses were renumbered, as the client sees it.
mkdir "$folder/abi"
cp -r "$abi/baseline" "$folder/abi"
edited "$header" 's/REDRESS_NOT_READABLE = 6/REDRESS_NOT_READABLE = 9/' "$folder/abi/baseline/redress_abi.h"
catches "a status that was renumbered" 'FAILED: a folder that is not there' check "$library" "$folder/abi"
edited "$header" 's/^int64_t redress_vocabulary_count.*/&\nint64_t redress_vocabulary_size(void);/' "$folder/abi/baseline/redress_abi.h"
catches "a function that the client does not call" 'does not call redress_vocabulary_size' check "$library" "$folder/abi"

finish
