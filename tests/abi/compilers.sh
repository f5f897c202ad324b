#!/usr/bin/env bash
# Libraries that were built by different compilers give the same statement of every sample, byte for byte.
#   compilers.sh ABI_FOLDER RULES SAMPLES CC LIBRARY LIBRARY...
set -euo pipefail
abi=$1 rules=$2 samples=$3 compiler=$4
shift 4
here=$(dirname "${BASH_SOURCE[0]}")
[ $# -ge 2 ] || { echo "FAILED: there are no two libraries to compare"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mapfile -t cases < <(find "$samples" -name '*.case.xml' | sort)
"$compiler" -O1 -I "$abi" "$here/statements_host.c" "$1" -o "$folder/host"
failures=0
for library; do
    compiled=$(readelf --string-dump=.comment "$library" | grep -oE '(GCC|clang version).*' | sort -u | tr '\n' ';')
    echo "$library: $compiled"
    LD_LIBRARY_PATH=$(dirname "$(realpath "$library")") "$folder/host" "$rules" "${cases[@]}" >"$folder/found" ||
        { echo "FAILED: $library"; failures=$((failures + 1)); continue; }
    [ -e "$folder/expected" ] || cp "$folder/found" "$folder/expected"
    cmp "$folder/expected" "$folder/found" || { echo "FAILED: $library gives other statements"; failures=$((failures + 1)); }
done
[ "$failures" -eq 0 ] || exit 1
echo "${#cases[@]} cases, the same bytes from $# libraries ($(wc -c <"$folder/expected") bytes)"
