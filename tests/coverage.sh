#!/usr/bin/env bash
# Which lines and branches of plugin/ the unit tests, the replay of the fuzzing corpora and of the samples, the examples of what was once
# settled wrongly and some random packs execute. Prints each file with its lines that are not covered, and fails under 95 % of lines or 85 % of branches.
#   coverage.sh
# docs/reliability.md says what is left, and why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=build-coverage

scripts/build.sh coverage redress_tests redress_allocation_failures redress_fuzz_replay redress redress_command
find "$build" -name '*.gcda' -delete  # of an earlier run

# As many at once as there are cores; what they count is added up in one file for each source, which they lock.
names=()
declare -A pids
run() {
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do sleep 0.2; done
    names+=("$1")
    "${@:2}" >"$build/coverage-$1.log" 2>&1 &
    pids[$1]=$!
}
# Not what runs into the bound on work: it covers nothing else, and takes minutes here.
unit=("$build/tests/redress_tests" --test-case-exclude="cases at the limits*")
run first-half "${unit[@]}" --last=280
run second-half "${unit[@]}" --first=281
run allocations "$build/tests/redress_allocation_failures"
run random /usr/bin/python3 tests/reference/check_random.py --library "$PWD/$build/libredress.so" --decisions 4000 --seed 1
run faults /usr/bin/python3 tests/faults/check.py --library "$PWD/$build/libredress.so"
run samples "$build/redress" replay --rules rules samples
run corpora "$build/tests/fuzz/redress_fuzz_replay"
for name in "${names[@]}"; do
    wait "${pids[$name]}" || { cat "$build/coverage-$name.log" >&2; echo "$name failed" >&2; exit 1; }
done

# Branches that only an exception takes are left out: any call may throw bad_alloc, and abi/allocation_failures.cpp makes
# each of them do so.
gcovr --root . --filter plugin/ --object-directory "$build" --exclude-throw-branches --exclude-unreachable-branches \
    --json "$build/coverage.json" "$build"
report=(gcovr --root . --add-tracefile "$build/coverage.json")
echo "Branches, and the lines that have some that were not taken:"
"${report[@]}" --branches
echo "Lines, and those that were not executed:"
"${report[@]}" --print-summary --fail-under-line 95 --fail-under-branch 85
