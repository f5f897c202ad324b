#!/usr/bin/env bash
# types.sh on libraries with one thing wrong.
#   types.sh ABI_FOLDER CC
set -euo pipefail
abi=$1 compiler=$2
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

cp -r "$abi/baseline" "$abi/redress.h" "$abi/redress_abi.h" "$folder"
header=$folder/redress_abi.h
check() { bash "$abi_tests/types.sh" "$folder/faulty.so" "$folder"; }

stub "$abi/baseline/redress_abi.h" "$folder/faulty.so" "$compiler"
passes "nothing wrong" check

# fault NAME PATTERN SED_SCRIPT: a library of a header that was edited.
fault() {
    edited "$abi/baseline/redress_abi.h" "$3" "$header"
    stub "$header" "$folder/faulty.so" "$compiler"
    catches "$1" "$2" check
}
fault "a narrower parameter" "parameter 3 of type 'typedef int64_t' changed" '/redress_book_parse/s/int64_t size/int32_t size/'
fault "a narrower result" 'return type changed' 's/^int64_t redress_statement_count/int32_t redress_statement_count/'
fault "a parameter more" 'was added' 's/redress_case_new\(redress_case \*\*out, /&int32_t flags, /'
fault "a parameter less" 'was removed' 's/redress_statement_xml\((.*), int64_t \*size\)/redress_statement_xml(\1)/'
fault "parameters exchanged" 'changed' 's/redress_book_get\((.*), int64_t index, const char \*field\)/redress_book_get(\1, const char *field, int64_t index)/'
fault "a function less" '1 Removed function' '/^void redress_error_free/d'
fault "a function more, not recorded" '1 Added function' 's/^void redress_error_free.*/&\nvoid redress_error_clear(redress_error *error);/'
fault "a value more" "REDRESS_LATE" 's/REDRESS_INTERNAL = 8 /REDRESS_INTERNAL = 8, REDRESS_LATE = 9 /'
fault "a value renumbered" "REDRESS_INTERNAL' from value '8' to '9'" 's/REDRESS_INTERNAL = 8 /REDRESS_INTERNAL = 9 /'

python3 "$abi_tests/stub.py" "$abi/baseline/redress_abi.h" "$folder/stub.c" "$folder/stub.map"
sed -i 's/REDRESS_1/REDRESS_2/' "$folder/stub.map"
"$compiler" -g -shared -fPIC "$folder/stub.c" -o "$folder/faulty.so" -Wl,-soname,libredress.so.1 -Wl,--version-script="$folder/stub.map"
catches "another version of the symbols" 'Removed' check
stub "$abi/baseline/redress_abi.h" "$folder/faulty.so" "$compiler" -Wl,-soname,libredress.so.2
catches "another name of the library" 'SONAME' check
stub "$abi/baseline/redress_abi.h" "$folder/faulty.so" "$compiler" -Wl,--strip-debug
catches "no debug information" 'has no debug information' check

finish
