#!/usr/bin/env bash
# Looks over the library with clang-tidy, by the checks of .clang-tidy. Builds the preset `clang`, whose
# options it takes.
#   tidy.sh [FILE...]   all of plugin/ unless files are named
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=build-clang
scripts/build.sh clang redress  # with what it generates

# A planted file shows that the checks find something.
planted=$(mktemp --directory)
trap 'rm -rf "$planted"' EXIT
cp .clang-tidy "$planted"
printf '#include <string>\nbool same(std::string a) { return a == a; }\n' >"$planted/planted.cpp"
if clang-tidy -quiet "$planted/planted.cpp" -- -std=c++20 >/dev/null 2>&1; then
    echo "clang-tidy does not find a planted fault" >&2
    exit 1
fi

files=("$@")
[ ${#files[@]} -gt 0 ] || files=("$PWD/plugin/")
run-clang-tidy -quiet -p "$build" -j "$(nproc)" "${files[@]}" >"$build/tidy.log" 2>&1 || { grep -A4 'error:' "$build/tidy.log" >&2; exit 1; }
seen=$(grep -c clang-tidy "$build/tidy.log" || true)
if [ "$seen" -eq 0 ]; then
    echo "no such file: ${files[*]}" >&2
    exit 1
fi
echo "clang-tidy: $seen files, nothing found"
