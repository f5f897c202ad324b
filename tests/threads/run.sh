#!/usr/bin/env bash
# One book and 32 threads under the thread sanitizer. First proves that the sanitizer sees into the library: two threads
# that share an error, which the contract forbids, must be reported.
#   run.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-1}

scripts/build.sh tsan redress_threads
# The sanitizer needs the addresses where it expects them, which newer kernels randomise too far.
program=(setarch "$(uname -m)" --addr-no-randomize build-tsan/tests/threads/redress_threads)
export TSAN_OPTIONS=halt_on_error=1:exitcode=66:second_deadlock_stack=1

planted=$(mktemp)
trap 'rm -f "$planted"' EXIT
status=0
"${program[@]}" planted >"$planted" 2>&1 || status=$?
if [ "$status" -ne 66 ] || ! grep -q 'data race' "$planted" || ! grep -q 'redress.cpp' "$planted"; then
    cat "$planted" >&2
    echo "The planted race was not reported: the sanitizer sees nothing." >&2
    exit 1
fi
echo "planted race: reported"
"${program[@]}" "$rounds"
