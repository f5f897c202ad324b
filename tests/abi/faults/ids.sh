#!/usr/bin/env bash
# ids.py on headers and tests with one thing wrong.
#   ids.sh HEADER TESTS_FOLDER
set -euo pipefail
header=$1 tests=$2
. "$(dirname "${BASH_SOURCE[0]}")/faults.sh"

check() { python3 "$abi_tests/ids.py" "$1" "${@:2}"; }
passes "nothing wrong" check "$header" "$tests"

# fault NAME PATTERN SED_SCRIPT
fault() {
    edited "$header" "$3" "$folder/faulty.h"
    catches "$1" "$2" check "$folder/faulty.h" "$tests"
}
fault "a promise without a test" '\[settle-7\] has no test' 's/^( \* The case is checked as a whole.*)\[settle-2\]/\1[settle-2] [settle-7]/; s/\[settle-2\]/& [settle-7]/'
fault "a promise that is gone" '\[book_get-4\] is no promise' 's/ \[book_get-4\]//'
fault "a promise that stands elsewhere" '\[case_set-2\] does not stand with redress_case_set' 's/ \[case_set-2\]//; s/\[case_add-2\]/& [case_set-2]/'
fault "a promise that stands twice" 'redress_case_set are not numbered from 1' 's/\[case_set-3\]/[case_set-2]/'
fault "conventions out of order" 'conventions are not numbered from 1' 's/^ \* \[C4\] /\ * [C5] /'
fault "a function that does not say its thread" 'redress_book_count says' '/How many SLAs a book has/,/redress_book_count/{/   Thread /d}'
fault "a function that does not say since when" 'redress_version does not say since' '/The version of the library:/,/redress_version/s/Since     1.0/Since     the beginning/'
mkdir "$folder/tests"
echo '// [settle-99]' >"$folder/tests/one_test.cpp"
catches "a test of no promise" '\[settle-99\] is no promise: one_test.cpp' check "$header" "$tests" "$folder/tests"

finish
