#!/usr/bin/env bash
# values.py on headers and libraries with one thing wrong.
#   values.sh HEADER TABLE LIBRARY CC
set -euo pipefail
header=$1 table=$2 library=$3 compiler=$4
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

check() { python3 "$abi_tests/values.py" "$1" "$table" "${2:-$library}"; }
passes "nothing wrong" check "$header"

# fault NAME PATTERN SED_SCRIPT
fault() {
    edited "$header" "$3" "$folder/faulty.h"
    catches "$1" "$2" check "$folder/faulty.h"
}
fault "a value renumbered" 'not frozen: redress_status REDRESS_INVALID_CASE 5' 's/REDRESS_INVALID_CASE = 4/REDRESS_INVALID_CASE = 5/'
fault "a value removed" 'not in the header: redress_status REDRESS_INVALID_XML 2' '/REDRESS_INVALID_XML =/d'
fault "a value renamed" 'not in the header: redress_status REDRESS_INTERNAL 8' 's/REDRESS_INTERNAL = 8 /REDRESS_DEFECT = 8 /'
fault "a value added, not frozen" 'not frozen: redress_status REDRESS_LATE 9' 's/REDRESS_INTERNAL = 8 /REDRESS_INTERNAL = 8, REDRESS_LATE = 9 /'
fault "a value without its number" 'REDRESS_INVALID_XML not written as a number' 's/REDRESS_INVALID_XML = 2/REDRESS_INVALID_XML/'
fault "an enum added, not frozen" 'not frozen: redress_mode REDRESS_FAST 0' 's/^enum redress_status \{/enum redress_mode { REDRESS_FAST = 0 };\n&/'

stub "$header" "$folder/faulty.so" "$compiler"
catches "a library without names" "status 0: None, not b'ok'" check "$header" "$folder/faulty.so"

finish
