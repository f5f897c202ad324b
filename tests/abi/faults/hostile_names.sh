#!/usr/bin/env bash
# hostile_names.sh on a library that exposes what it uses inside.
#   hostile_names.sh LIBRARY ABI_FOLDER RULES SAMPLES CC CXX PUGIXML_ARCHIVE [ARCHIVE...]
set -euo pipefail
library=$1 abi=$2 rules=$3 samples=$4 c=$5 cxx=$6
shift 6
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

check() { bash "$abi_tests/hostile_names.sh" "$library" "$abi" "$rules" "$samples" "$c" "$@"; }
link() { "$cxx" -std=c++20 -O1 -shared -fPIC -I "$abi" "$abi_tests/faults/exposed.cpp" -o "$folder/$1.so" "$pugixml" "${@:2}"; }
pugixml=$1
passes "nothing wrong" check "$@"
link exposed
catches "pugixml exported" 'the hostile host dies' env LD_PRELOAD="$folder/exposed.so" \
    bash "$abi_tests/hostile_names.sh" "$library" "$abi" "$rules" "$samples" "$c" "$@"
echo '{ global: redress_*; local: *; };' >"$folder/hidden.map"
link hidden -Wl,--version-script="$folder/hidden.map"
passes "pugixml hidden by a map" env LD_PRELOAD="$folder/hidden.so" \
    bash "$abi_tests/hostile_names.sh" "$library" "$abi" "$rules" "$samples" "$c" "$@"

objcopy --strip-all "$library" "$folder/libredress.so.1"
catches "a library that does not tell its names" 'is the library stripped' \
    bash "$abi_tests/hostile_names.sh" "$folder/libredress.so.1" "$abi" "$rules" "$samples" "$c"

finish
