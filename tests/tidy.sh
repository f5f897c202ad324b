#!/usr/bin/env bash
# Looks over the library with clang-tidy, by the checks of .clang-tidy. Needs the configuration of the preset `clang`.
#   tidy.sh [FILE...]   all of plugin/ unless files are named
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=build-clang
[ -e "$build/compile_commands.json" ] || cmake --preset clang >/dev/null

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
echo "clang-tidy: $(grep -c 'clang-tidy' "$build/tidy.log") files, nothing found"
