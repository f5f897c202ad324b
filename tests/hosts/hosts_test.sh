#!/usr/bin/env bash
# The sample hosts in C, PHP and Python print the same for the same data: the text of expected.txt. They say what is
# wrong with rules, and the C host what is wrong with a library, that they can't use.
#   hosts_test.sh C_COMPILER LIBRARY RULES
set -euo pipefail
compiler=$1 library=$(realpath "$2") rules=$(realpath "$3")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
hosts=$top/samples/hosts
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export REDRESS_LIBRARY=$library PYTHONPATH=$top/abi/python PYTHONDONTWRITEBYTECODE=1

failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

"$compiler" -std=c99 -pedantic -Wall -Wextra -Werror -I"$top/abi" "$hosts/billing.c" -o "$folder/billing" -ldl
grep -v '^#' "$here/expected.txt" >"$folder/expected"

# expect_text LANGUAGE COMMAND...: the command with the rules and the data prints the expected text, and nothing else
expect_text() {
    local language=$1
    shift
    if ! "$@" "$rules" "$hosts/billing.txt" >"$folder/output" 2>"$folder/errors" || [ -s "$folder/errors" ]; then
        fail "the host in $language does not run:"
        cat "$folder/errors"
    elif ! diff "$folder/expected" "$folder/output"; then
        fail "the host in $language prints another text (<: expected)"
    fi
}
expect_text C "$folder/billing"
expect_text PHP php "$hosts/billing.php"
expect_text Python python3 "$hosts/billing.py"

# expect_refusal BEHAVIOUR MESSAGE SOURCE: the C host refuses a library of this C source
expect_refusal() {
    echo "$3" >"$folder/other.c"
    "$compiler" -shared -fPIC "$folder/other.c" -o "$folder/other.so"
    if REDRESS_LIBRARY=$folder/other.so "$folder/billing" "$rules" "$hosts/billing.txt" \
        >"$folder/output" 2>"$folder/errors" || ! diff <(echo "billing: $2") "$folder/errors" || [ -s "$folder/output" ]
    then
        fail "$1"
    fi
}
expect_refusal "another library is refused" \
    "the library has no function redress_abi_version: it is another one, or an older one" 'int other;'
expect_refusal "an older library is refused by its version" \
    "the library has version 0 of the interface, 1 is needed" 'int redress_abi_version(void) { return 0; }'
expect_refusal "a library that lacks a function is refused by its name" \
    "the library has no function redress_error_new: it is another one, or an older one" \
    'int redress_abi_version(void) { return 1; }'

# expect_place LANGUAGE COMMAND...: rules that can't be loaded end the command with the library's message
echo '<sla/>' >"$folder/wrong.xml"
expect_place() {
    local language=$1
    shift
    if "$@" "$folder/wrong.xml" "$hosts/billing.txt" >"$folder/output" 2>"$folder/errors" ||
        ! grep -q "^billing: $folder/wrong.xml:1:" "$folder/errors"
    then
        fail "the host in $language does not say where rules are wrong:"
        cat "$folder/errors"
    fi
}
expect_place C "$folder/billing"
expect_place PHP php "$hosts/billing.php"
expect_place Python python3 "$hosts/billing.py"

[ "$failures" -eq 0 ] && echo "3 hosts print the same text"
