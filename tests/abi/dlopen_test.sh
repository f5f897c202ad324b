#!/usr/bin/env bash
# A C host that opens the library at run time settles every sample, from XML and built by calls.
#   dlopen_test.sh HOST LIBRARY RULES SAMPLES
set -euo pipefail
host=$1 library=$2 rules=$3 samples=$4

cases=()
while IFS= read -r statement; do
    cases+=("${statement%.statement.xml}.case.xml")
done < <(find "$samples" -name '*.statement.xml' | sort)
[ ${#cases[@]} -gt 0 ] || { echo "FAILED: no samples below $samples"; exit 1; }
"$host" "$library" "$rules" "${cases[@]}"
