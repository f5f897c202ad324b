#!/usr/bin/env bash
# A host that has a function of its own under every name that the library uses inside (pugixml's, fmt's, nettle's, its own),
# visible to all, settles every sample as a host without them does: a call into one of them would kill it.
#   hostile_names.sh LIBRARY ABI_FOLDER RULES SAMPLES CC [ARCHIVE...]
# ARCHIVE: the static libraries that the library was linked with.
set -euo pipefail
library=$(realpath "$1") abi=$2 rules=$3 samples=$4 compiler=$5
shift 5
here=$(dirname "${BASH_SOURCE[0]}")
for tool in nm readelf ldd "$compiler"; do
    command -v "$tool" >/dev/null || { echo "FAILED: $tool is missing"; exit 1; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# What the host and the libraries below need among themselves is not for it to take.
{
    for needed in $(env -u LD_PRELOAD ldd "$library" | grep -oE '/[^ ]+'); do nm --dynamic --defined-only "$needed" | awk '{ sub(/@.*/, "", $NF); print $NF }'; done
    grep -oE 'redress_[a-z_]+' "$abi/redress.map"
} | sort -u >"$folder/taken"
{ nm --defined-only "$library"; [ $# -eq 0 ] || nm --defined-only --extern-only "$@"; } |
    awk 'NF == 3 && $2 ~ /[a-zA-Z]/ && ($3 ~ /^_Z/ || $3 ~ /nettle/) && $3 !~ /\./ { print $3 }' | sort -u |
    comm -23 - "$folder/taken" >"$folder/names"
for name in pugi 3fmt 7redress nettle; do
    grep -q "$name" "$folder/names" || { echo "FAILED: no names of $name: is the library stripped?"; exit 1; }
done

# ud2 on x86-64, 0 elsewhere: no instruction.
{
    echo '.text'
    while IFS= read -r name; do printf '.globl "%s"\n.type "%s", @function\n"%s":\n' "$name" "$name" "$name"; done <"$folder/names"
    echo '.byte 0x0f, 0x0b, 0, 0'
    echo '.section .note.GNU-stack,"",@progbits'
} >"$folder/names.s"

mapfile -t cases < <(find "$samples" -name '*.case.xml' | sort)
build() { "$compiler" -I "$abi" "$here/statements_host.c" "$@" "$library" -Wl,-rpath,"$(dirname "$library")"; }
build -o "$folder/plain"
build -o "$folder/hostile" "$folder/names.s" -rdynamic
exported=$(nm --dynamic --defined-only "$folder/hostile" | awk '{ print $3 }' | sort | comm -12 - "$folder/names" | wc -l)
[ "$exported" -eq "$(wc -l <"$folder/names")" ] || { echo "FAILED: the host exports $exported of its names"; exit 1; }

"$folder/plain" "$rules" "${cases[@]}" >"$folder/expected"
"$folder/hostile" "$rules" "${cases[@]}" >"$folder/found" || { echo "FAILED: the hostile host dies: $?"; exit 1; }
cmp "$folder/expected" "$folder/found" || { echo "FAILED: the hostile host gets other statements"; exit 1; }
echo "${#cases[@]} cases the same bytes beside $exported names ($(wc -c <"$folder/found") bytes)"
