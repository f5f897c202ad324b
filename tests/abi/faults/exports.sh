#!/usr/bin/env bash
# exports.sh on libraries with one thing wrong.
#   exports.sh MAP HEADER CC
set -euo pipefail
map=$1 header=$2 compiler=$3
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

# A library of its own would need nothing of the system.
echo '#include <stdio.h>
__attribute__((constructor)) static void flush(void) { fflush(NULL); }' >"$folder/uses_libc.c"
usual=(-Wl,-z,now,-z,nodelete "$folder/uses_libc.c")
check() { bash "$abi_tests/exports.sh" "$1" "$map" "$header" "$compiler"; }
# with C_TEXT: links the stub again with this text after its source.
with() {
    local text=$1
    shift
    echo "$text" >>"$folder/stub.c"
    "$compiler" -shared -fPIC "$folder/stub.c" -o "$folder/faulty.so" "${usual[@]}" "$@"
}
mapped=(-Wl,--version-script="$folder/stub.map")
everything=(-Wl,--version-script="$folder/everything.map")
echo 'REDRESS_1 { global: *; };' >"$folder/everything.map"

stub "$header" "$folder/right.so" "$compiler" "${usual[@]}"
passes "nothing wrong" check "$folder/right.so"

with 'void pugi_parse(void) {}' "${everything[@]}"
catches "a foreign symbol" '^> pugi_parse' check "$folder/faulty.so"

edited "$header" '/^const char \*redress_version\(/d' "$folder/fewer.h"
stub "$folder/fewer.h" "$folder/faulty.so" "$compiler" "${usual[@]}"
catches "a function that is not there" '^< redress_version' check "$folder/faulty.so"

edited "$map" '/redress_settle;/d' "$folder/fewer.map"
catches "a function that the map lacks" 'not those of the map' \
    bash "$abi_tests/exports.sh" "$folder/right.so" "$folder/fewer.map" "$header" "$compiler"

stub "$header" "$folder/right.so" "$compiler" "${usual[@]}"
with '__asm__(".globl one\n.type one, @gnu_unique_object\n.bss\none: .zero 4\n.size one, 4\n.text");' "${everything[@]}"
catches "a unique symbol" 'unique symbols: .*one' check "$folder/faulty.so"

stub "$header" "$folder/faulty.so" "$compiler" "${usual[@]}" -Wl,-rpath,/opt/lib
catches "a run path" 'has RUNPATH' check "$folder/faulty.so"
stub "$header" "$folder/faulty.so" "$compiler" "${usual[@]}" -Wl,--disable-new-dtags,-rpath,/opt/lib
catches "an old run path" 'has RPATH' check "$folder/faulty.so"

with '__asm__(".text\n.quad redress_version");' "${mapped[@]}" -Wl,-z,notext
catches "a relocation of the text" 'has TEXTREL' check "$folder/faulty.so"

echo 'void other(void) {}' | "$compiler" -shared -fPIC -x c - -o "$folder/libother.so" -Wl,-soname,libother.so.1
stub "$header" "$folder/faulty.so" "$compiler" "${usual[@]}" -Wl,--no-as-needed "$folder/libother.so"
catches "another library" 'needs other libraries: libother.so.1' check "$folder/faulty.so"

stub "$header" "$folder/right.so" "$compiler" "${usual[@]}"
with 'extern unsigned arc4random(void); const char *redress_title(void) { return arc4random() ? "" : "a"; }' "${mapped[@]}"
catches "a function of a newer C library" 'needs GLIBC_2.36, beyond' check "$folder/faulty.so"

stub "$header" "$folder/right.so" "$compiler" "${usual[@]}"
with '#include <stdlib.h>
const char *redress_title(void) { return getenv("TITLE"); }' "${mapped[@]}"
catches "a look at the environment" 'calls getenv' check "$folder/faulty.so"

stub "$header" "$folder/faulty.so" "$compiler" -Wl,-z,now
catches "a library that can be unloaded" 'lacks the flag NODELETE' check "$folder/faulty.so"
stub "$header" "$folder/faulty.so" "$compiler" -Wl,-z,lazy,-z,nodelete
catches "symbols looked up late" 'lacks the flag NOW' check "$folder/faulty.so"

finish
