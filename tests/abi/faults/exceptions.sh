#!/usr/bin/env bash
# The program `exceptions` on libraries with one thing wrong.
#   exceptions.sh PROGRAM ABI_FOLDER RULES CASE CXX
set -euo pipefail
program=$1 abi=$2 rules=$3 case=$4 cxx=$5
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

passes "nothing wrong" "$program" "$abi/redress.map" "$rules" "$case"
# fault NUMBER NAME PATTERN
fault() {
    "$cxx" -std=c++20 -DFAULT="$1" -shared -fPIC -I "$abi" "$abi_tests/faults/unguarded.cpp" -o "$folder/unguarded.so"
    catches "$2" "$3" env LD_PRELOAD="$folder/unguarded.so" "$program" "$abi/redress.map" "$rules" "$case"
}
fault 0 "an exception that leaves the library" "terminate called after throwing"
fault 1 "an exception that gives another status" 'redress_case_new: allocation 0 gives status 4'
fault 2 "an exception that is swallowed" 'redress_case_new: allocation 0 gives status 0'
fault 3 "an exception that is not described" "redress_case_new: the message is ''"
fault 4 "an exception after which nothing works" 'redress_case_new does not work when it is tried again'

edited "$abi/redress.map" 's/^( *)redress_settle;/&\n\1redress_charge_count;/' "$folder/more.map"
catches "a function that is not tried" 'redress_charge_count is not tried' "$program" "$folder/more.map" "$rules" "$case"

finish
