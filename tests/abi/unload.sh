#!/usr/bin/env bash
# Opened and closed many times, without the flag that keeps it in memory, the library goes each time and leaves nothing.
#   unload.sh LIBRARY ABI_FOLDER RULES CASE CC ROUNDS VALGRIND_ROUNDS
set -euo pipefail
library=$1 abi=$2 rules=$3 case=$4 compiler=$5 rounds=$6 valgrind_rounds=$7
here=$(dirname "${BASH_SOURCE[0]}")
for tool in valgrind python3 strip "$compiler"; do
    command -v "$tool" >/dev/null || { echo "FAILED: $tool is missing"; exit 1; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
growth_kib_max=1024

python3 "$here/without_nodelete.py" "$library" "$folder/libredress.so.1"
strip --strip-debug "$folder/libredress.so.1" # valgrind would read it in every round
"$compiler" -Wall -Wextra -O1 -I "$abi" "$here/unload_host.c" -o "$folder/unload_host"

growth=$("$folder/unload_host" "$folder/libredress.so.1" "$rounds" "$rules" "$case")
[ "$growth" -le "$growth_kib_max" ] || { echo "FAILED: $rounds rounds take $growth KiB of memory"; exit 1; }
valgrind -q --read-inline-info=no --leak-check=full --show-leak-kinds=definite,indirect,possible \
    --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=1 \
    "$folder/unload_host" "$folder/libredress.so.1" "$valgrind_rounds" "$rules" "$case" >"$folder/output" 2>&1 ||
    { cat "$folder/output"; echo "FAILED: valgrind finds something"; exit 1; }
echo "$rounds rounds, $growth KiB more; $valgrind_rounds rounds under valgrind, nothing lost"
