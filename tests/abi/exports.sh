#!/usr/bin/env bash
# The shared library exports the functions of the ABI and nothing else, and asks the system for little.
#   exports.sh LIBRARY MAP HEADER CC
set -euo pipefail
library=$1 map=$2 header=$3 compiler=$4

for tool in nm readelf diff "$compiler"; do
    command -v "$tool" >/dev/null || { echo "FAILED: $tool is missing"; exit 1; }
done

failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

declared=$("$compiler" -E -P -x c "$header" | grep -oE 'redress_[a-z_]+ *\(' | tr -d ' (' | sort -u)
mapped=$(grep -oE '\bredress_[a-z_]+;' "$map" | tr -d ';' | sort)
symbols=$(nm --dynamic --defined-only "$library")
exported=$(awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' <<<"$symbols" | sort)
[ -n "$declared" ] || fail "no declarations found in $header"
diff <(echo "$declared") <(echo "$mapped") || fail "the declared functions (<) are not those of the map (>)"
diff <(echo "$declared") <(echo "$exported") || fail "the declared functions (<) are not those exported (>)"

# A unique symbol pins the library in memory for good.
unique=$(nm "$library" | awk '$2 == "u"'; nm --dynamic "$library" | awk '$2 == "u"')
[ -z "$unique" ] || fail "unique symbols: $unique"

dynamic=$(readelf --dynamic --wide "$library")
needed=$(sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' <<<"$dynamic")
foreign=$(grep -vE '^(libc|libm|libstdc\+\+|libgcc_s|ld-linux[a-z0-9_-]*)\.so\.[0-9]+$' <<<"$needed" || true)
[ -n "$needed" ] || fail "readelf shows no needed libraries"
[ -z "$foreign" ] || fail "needs other libraries: $foreign"
for tag in RPATH RUNPATH TEXTREL; do
    ! grep -qE "\($tag\)|FLAGS.*\b$tag\b" <<<"$dynamic" || fail "has $tag"
done
for flag in NOW NODELETE; do
    grep -qE "FLAGS_1.*\b$flag\b" <<<"$dynamic" || fail "lacks the flag $flag"
done

# Conventions C1 and C10: no environment, no exit, no signals. [C1] [C10]
imported=$(nm --dynamic --undefined-only "$library" | awk '{ sub(/@.*/, "", $NF); print $NF }')
unwanted=$(grep -xE '(secure_)?getenv|setenv|putenv|unsetenv|setlocale|chdir|exit|_exit|abort|raise|kill|signal|sigaction|printf|puts|putchar' <<<"$imported" || true)
[ -n "$imported" ] || fail "nm shows no imported functions"
[ -z "$unwanted" ] || fail "calls ${unwanted//$'\n'/ }"

# What the systems of 2022 have: Debian 12 and Ubuntu 22.04 with the compiler of the former.
versions=$(readelf --version-info --wide "$library" | grep -oE 'Name: (GLIBC|GLIBCXX|CXXABI|GCC)_[0-9.]+' | cut -d' ' -f2 | sort -uV)
[ -n "$versions" ] || fail "readelf shows no needed versions"
for bound in GLIBC_2.34 GLIBCXX_3.4.30 CXXABI_1.3.13 GCC_7.0.0; do
    highest=$(grep -E "^${bound%%_*}_" <<<"$versions" | tail -1 || true)
    [ "$(printf '%s\n' "$bound" "$highest" | sort -V | tail -1)" = "$bound" ] || fail "needs $highest, beyond $bound"
done

[ "$failures" -eq 0 ] || exit 1
echo "$(wc -l <<<"$exported") functions exported, needs" $needed
