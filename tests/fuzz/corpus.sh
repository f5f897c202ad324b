#!/usr/bin/env bash
# Makes the committed corpora anew: of the seeds from rules/ and samples/, the corpora as they are, and what run.sh found
# in this build folder, keeps the smallest inputs that together reach everything that any of them reaches.
#   corpus.sh [TARGET...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=tests/fuzz
targets=("$@")
if [ $# -eq 0 ]; then targets=(rules case expression setters handles zone); fi

scripts/build.sh fuzz redress_fuzz
build=$PWD/build-fuzz
rm -rf "$build/seeds" "$build/kept"
python3 "$folder/seeds.py" "$build/seeds"
for target in "${targets[@]}"; do
    mkdir -p "$build/kept/$target" "$build/work/$target" "$folder/corpus/$target"
    # Edges, not how often each was taken: a tenth of the inputs.
    "$build/tests/fuzz/redress_fuzz_$target" -merge=1 -use_counters=0 -max_len=32768 "$build/kept/$target" \
        "$build/seeds/$target" "$folder/corpus/$target" "$build/work/$target" 2>"$build/$target.merge.log" ||
        { tail -30 "$build/$target.merge.log" >&2; exit 1; }
    rm -rf "${folder:?}/corpus/$target"
    cp -r "$build/kept/$target" "$folder/corpus/$target"
    echo "$target: $(find "$folder/corpus/$target" -type f | wc -l) inputs, $(cat "$folder/corpus/$target"/* | wc -c) bytes"
done
