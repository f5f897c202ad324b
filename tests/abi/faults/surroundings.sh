#!/usr/bin/env bash
# surroundings.sh and compilers.sh on libraries whose statements depend on where they run.
#   surroundings.sh COMMAND LIBRARY ABI_FOLDER RULES SAMPLES CC CXX
set -euo pipefail
library=$2 abi=$3 rules=$4 samples=$5 c=$6 cxx=$7
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

# fault NUMBER NAME PATTERN
fault() {
    "$cxx" -std=c++20 -DFAULT="$1" -shared -fPIC -I "$abi" "$abi_tests/faults/surrounded.cpp" -o "$folder/surrounded.so"
    catches "$2" "$3" env LD_PRELOAD="$folder/surrounded.so" bash "$abi_tests/surroundings.sh" "${arguments[@]}"
}
# One SLA is enough here.
mkdir "$folder/samples"
cp -r "$samples/ua_hosting" "$folder/samples"
arguments=("${@:1:3}" "$rules/ua_hosting.xml" "$folder/samples" "$c" "$cxx")
passes "nothing wrong" bash "$abi_tests/surroundings.sh" "${arguments[@]}"
fault 0 "a decimal point of the locale" 'LC_ALL=de_DE.*: other statements'
fault 1 "separators of the locale of C++" 'LC_ALL=(de_DE|tr_TR).*: other statements'
fault 2 "the time zone of the machine" 'TZ=Asia/Kathmandu.*: other statements'
fault 3 "the working directory" 'FAILED in / .*: other statements'
fault 4 "another host" 'the command gives other statements'

mkdir "$folder/other"
stub "$abi/redress_abi.h" "$folder/other/libredress.so.1" "$c"
catches "a library that gives other bytes" 'FAILED: .*other/libredress.so.1' \
    bash "$abi_tests/compilers.sh" "$abi" "$rules/ua_hosting.xml" "$folder/samples" "$c" "$library" "$folder/other/libredress.so.1"

finish
