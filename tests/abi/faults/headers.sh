#!/usr/bin/env bash
# headers.sh on headers with one thing wrong.
#   headers.sh ABI_FOLDER
set -euo pipefail
abi=$1
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

cp "$abi/redress.h" "$abi/redress_abi.h" "$folder"
check() { bash "$abi_tests/headers.sh" "$folder"; }
passes "nothing wrong" check

# fault NAME PATTERN FILE SED_SCRIPT
fault() {
    edited "$abi/$3" "$4" "$folder/$3"
    catches "$1" "$2" check
    cp "$abi/$3" "$folder/$3"
}
fault "a comment of C99" 'FAILED: gcc -std=c89' redress_abi.h 's|^enum redress_status \{|& // of calls|'
fault "a comma after the last value" 'FAILED: g\+\+ -std=c\+\+98' redress_abi.h 's/REDRESS_INTERNAL = 8 /REDRESS_INTERNAL = 8, /'
fault "a word of C++" 'FAILED: clang\+\+ -std=c\+\+2b' redress_abi.h 's/redress_case_free\(redress_case \*c\)/redress_case_free(redress_case *this)/'
fault "a function without a prototype" 'FAILED: clang -std=c17' redress_abi.h 's/redress_vocabulary_count\(void\)/redress_vocabulary_count()/'
fault "a type of C99" 'FAILED: gcc -std=c89' redress_abi.h 's/^int64_t redress_book_count/long long redress_book_count/'
fault "a type of a header that is not included" 'FAILED: gcc -std=c17' redress_abi.h 's/int64_t size,/size_t size,/'
fault "no include guard" 'FAILED: gcc -std=c2x' redress.h '/REDRESS_H$/d; /^#endif$/{$d}'

finish
