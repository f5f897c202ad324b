#!/usr/bin/env bash
# redress.h compiles alone and twice, as every C since 1989 and every C++ since 1998, by gcc and clang, with every warning an
# error.
#   headers.sh FOLDER
set -euo pipefail
folder=$1

for compiler in gcc g++ clang clang++; do
    command -v "$compiler" >/dev/null || { echo "FAILED: $compiler is missing"; exit 1; }
done

failures=0
# compile COMPILER LANGUAGE STANDARD [WARNING...]
compile() {
    local compiler=$1 language=$2 standard=$3
    shift 3
    printf '#include "redress.h"\n#include "redress.h"\n' |
        "$compiler" -x "$language" -std="$standard" -Wall -Wextra -pedantic -Werror "$@" -I "$folder" -fsyntax-only - ||
        { echo "FAILED: $compiler -std=$standard"; failures=$((failures + 1)); }
}

for compiler in gcc clang; do
    for standard in c89 c99 c11 c17 c2x; do compile "$compiler" c "$standard" -Wstrict-prototypes; done
    for standard in c++98 c++11 c++14 c++17 c++20 c++2b; do compile "${compiler/gcc/g}++" c++ "$standard"; done
done
[ "$failures" -eq 0 ] || exit 1
echo "22 dialects"
