#!/usr/bin/env bash
# The functions and types of the shared library are those of the baseline, as abidiff sees them in its debug information.
# A difference fails, an added function too, unless abi/baseline/suppressions.ini records it with its reason.
#   types.sh LIBRARY ABI_FOLDER
#   types.sh --write LIBRARY ABI_FOLDER   writes the baseline, at a release
set -euo pipefail
write=
[ "$1" != --write ] || { write=yes; shift; }
library=$1 folder=$2
baseline=$folder/baseline/libredress.abi
suppressions=$folder/baseline/suppressions.ini

for tool in abidw abidiff readelf; do
    command -v "$tool" >/dev/null || { echo "FAILED: $tool is missing"; exit 1; }
done
# Without it abidiff compares names alone, and finds nothing to say.
readelf --sections --wide "$library" | grep -q '\.debug_info' || { echo "FAILED: $library has no debug information"; exit 1; }

# What the headers declare, and nothing of the library's own types.
public=(--drop-private-types --exported-interfaces-only)
if [ -n "$write" ]; then
    abidw "${public[@]}" --headers-dir "$folder" --no-assume-odr-for-cplusplus --no-corpus-path --no-comp-dir-path \
        --no-show-locs --no-elf-needed "$library" | sed -E "s| path='[^']*'| path='redress.cpp'|" >"$baseline"
fi
echo "$(grep -c '<elf-symbol ' "$baseline") functions in the baseline"
status=0
# Exchanged parameters and new values count as harmless there.
abidiff --harmless --redundant "${public[@]}" --headers-dir2 "$folder" --suppressions "$suppressions" --no-show-locs "$baseline" "$library" || status=$?
[ "$status" -eq 0 ] || { echo "FAILED: abidiff gives $status"; exit 1; }
