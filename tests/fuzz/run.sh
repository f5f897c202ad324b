#!/usr/bin/env bash
# Fuzzes each target, or those named, for an equal share of the seconds of one core, from the committed corpora. Fails on any finding
# and keeps it; a finding belongs into tests/fuzz/found/TARGET once it is mended. First finds a planted fault.
#   run.sh SECONDS [TARGET...]
# What it learns stays in build-fuzz/work, so that a later run goes on from there: it can run for days.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ $# -eq 0 ]; then echo "usage: run.sh SECONDS [TARGET...]" >&2; exit 2; fi
seconds=$1
shift
targets=("$@")
if [ $# -eq 0 ]; then targets=(rules case expression setters handles zone); fi

scripts/build.sh fuzz redress_fuzz
build=$PWD/build-fuzz
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1

# fuzz PROGRAM TARGET SECONDS: fuzzes into build-fuzz/work/PROGRAM; findings go to build-fuzz/findings/PROGRAM
fuzz() {
    local program=$1 target=$2 share=$3
    local work=$build/work/$program findings=$build/findings/$program log=$build/$program.log dictionary=tests/fuzz/dictionaries/$target.dict
    mkdir -p "$work" "$findings"
    local options=(-max_total_time="$share" -timeout=60 -rss_limit_mb=2048 -max_len=32768 -print_final_stats=1 -artifact_prefix="$findings/")
    if [ -e "$dictionary" ]; then options+=(-dict="$dictionary"); fi
    "$build/tests/fuzz/redress_fuzz_$program" "${options[@]}" "$work" "tests/fuzz/corpus/$target" >"$log" 2>&1
}

rm -rf "$build/findings/planted" "$build/work/planted"
if fuzz planted expression 120 || ! grep -q "broken promise: planted" "$build/planted.log"; then
    tail -30 "$build/planted.log" >&2
    echo "The planted fault was not found: the fuzzers find nothing." >&2
    exit 1
fi
echo "planted: found"

# As many at once as there are cores; each has one.
share=$((seconds / ${#targets[@]}))
declare -A pids
for target in "${targets[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do sleep 1; done
    fuzz "$target" "$target" "$share" &
    pids[$target]=$!
done

failed=0
for target in "${targets[@]}"; do
    if wait "${pids[$target]}"; then
        executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")
        coverage=$(grep -o 'cov: [0-9]*' "$build/$target.log" | tail -1)
        echo "$target: $share s, $executed executions, $coverage"
    else
        failed=1
        tail -60 "$build/$target.log" >&2
        echo "$target: FOUND something, see $build/findings/$target" >&2
    fi
done
exit "$failed"
