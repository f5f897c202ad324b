#!/usr/bin/env bash
# Every sample has the same statement, byte for byte, in any locale, time zone and working directory, from a C host and from
# the command [C1].
#   surroundings.sh COMMAND LIBRARY ABI_FOLDER RULES SAMPLES CC CXX
set -euo pipefail
command=$(realpath "$1") library=$(realpath "$2") abi=$3 rules=$(realpath "$4") samples=$(realpath "$5") c=$6 cxx=$7
here=$(dirname "${BASH_SOURCE[0]}")
for tool in localedef "$c" "$cxx"; do
    command -v "$tool" >/dev/null || { echo "FAILED: $tool is missing"; exit 1; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$c" -O1 -I "$abi" -c "$here/statements_host.c" -o "$folder/host.o"
"$cxx" -std=c++20 "$here/global_locale.cpp" "$folder/host.o" "$library" -Wl,-rpath,"$(dirname "$library")" -o "$folder/host"
mkdir "$folder/locales" "$folder/empty"
for locale in tr_TR de_DE; do
    localedef --inputfile="$locale" --charmap=UTF-8 "$folder/locales/$locale.UTF-8" || { echo "FAILED: no locale $locale"; exit 1; }
done

mapfile -t cases < <(find "$samples" -name '*.case.xml' | sort)
# The command loads the rules each time, so it settles the first case of each SLA.
mapfile -t firsts < <(find "$samples" -name '*.statement.xml' | sort | awk -F/ '!seen[$(NF - 1)]++' | sed 's/\.statement\.xml$/.case.xml/')

failures=0
# in_surroundings WORKING_DIRECTORY VARIABLE=VALUE...
in_surroundings() {
    local directory=$1 run=(env LOCPATH="$folder/locales" "${@:2}")
    (
        cd "$directory"
        [ "$directory" != "$folder/gone" ] || rmdir "$directory"
        "${run[@]}" "$folder/host" "$rules" "${cases[@]}" >"$folder/found"
        "${run[@]}" "$folder/host" "$rules" "${firsts[@]}" >"$folder/firsts"
        for case in "${firsts[@]}"; do
            echo "$case"
            "${run[@]}" "$command" settle --rules "$rules" "$case"
        done >"$folder/by_command"
    ) || { echo "FAILED in $*: a host fails"; failures=$((failures + 1)); return; }
    [ -e "$folder/expected" ] || cp "$folder/found" "$folder/expected"
    cmp "$folder/expected" "$folder/found" || { echo "FAILED in $*: other statements"; failures=$((failures + 1)); }
    cmp "$folder/firsts" "$folder/by_command" || { echo "FAILED in $*: the command gives other statements"; failures=$((failures + 1)); }
}
mkdir "$folder/gone"
in_surroundings "$folder" LC_ALL=C TZ=UTC
in_surroundings / LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu
in_surroundings "$folder/empty" LC_ALL=de_DE.UTF-8 TZ=America/St_Johns
in_surroundings "$folder/gone" LC_ALL=C.UTF-8 TZ=:nowhere TZDIR=/nowhere

[ "$failures" -eq 0 ] || exit 1
echo "${#cases[@]} cases by the host and ${#firsts[@]} by the command, the same bytes in 4 surroundings ($(wc -c <"$folder/expected") bytes)"
