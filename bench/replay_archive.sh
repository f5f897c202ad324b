#!/usr/bin/env bash
# How long `redress replay` takes for an archive: the samples, copied to COUNT case files in a temporary folder.
#   replay_archive.sh COMMAND [COUNT [JOBS]]
set -euo pipefail
command=$(realpath "$1")
count=${2:-100000}
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=${3:-$(nproc)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$source/samples"
mapfile -t cases < <(find . -name '*.case.xml' | sort)
for copy in $(seq $((count / ${#cases[@]}))); do cp -r . "$folder/$copy"; done
for case in "${cases[@]:0:$((count % ${#cases[@]}))}"; do
    mkdir -p "$folder/rest/$(dirname "$case")"
    cp "${case%.case.xml}".* "$folder/rest/$(dirname "$case")"
done
find "$folder" -type f -exec cat {} + >/dev/null  # read once, so that the disk is not measured

TIMEFORMAT="%R s, of which %U s in threads and %S s in the system"
time "$command" replay --rules "$source/rules" --jobs "$jobs" "$folder" >"$folder/report" || { tail -n 5 "$folder/report"; exit 1; }
tail -n 1 "$folder/report"
