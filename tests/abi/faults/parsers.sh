#!/usr/bin/env bash
# parsers.sh on headers with one thing wrong, each with a library that was built from it.
#   parsers.sh HEADER LIBRARY CC
set -euo pipefail
header=$1 library=$2 compiler=$3
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

check() { bash "$abi_tests/parsers.sh" "$1" "$library"; }
passes "nothing wrong" check "$header"

# fault NAME PATTERN SED_SCRIPT
fault() {
    edited "$header" "$3" "$folder/faulty.h"
    catches "$1" "$2" check "$folder/faulty.h"
}
fault "an attribute of C23" 'FFI\\ParserException' 's/^enum redress_status redress_settle/[[nodiscard]] &/'
fault "a typedef of a header that is not read" 'FFI\\ParserException' 's/int64_t size,/uint_fast64_t size,/'
fault "a function that the library lacks" 'redress_book_size' 's/^int64_t redress_book_count.*/&\nint64_t redress_book_size(const redress_book *book);/'
fault "a text that is not the library's" 'another header' 's/one customer/one/'

# What PHP takes and Python does not.
python_fault() {
    edited "$header" "$2" "$folder/faulty.h"
    catches "$1, in Python" 'ParseError|CDefError' python3 "$abi_tests/parsers.py" "$folder/faulty.h" "$library"
}
python_fault "an include" 's/^enum redress_status \{/#include <stdint.h>\n&/'
python_fault "a macro" 's/^enum redress_status \{/#define REDRESS_API\n&/'
python_fault "an attribute of GNU" 's/^int32_t redress_abi_version\(void\)/__attribute__((const)) &/'

finish
