#!/usr/bin/env bash
# redress.h compiles alone, as old C and old C++, with every warning an error.
#   headers.sh FOLDER CC CXX
set -euo pipefail
folder=$1 c=$2 cxx=$3

compile() {
    local compiler=$1
    shift
    echo '#include "redress.h"' |
        "$compiler" "$@" -Wall -Wextra -pedantic -Werror -I "$folder" -fsyntax-only -
    echo "$*: ok"
}

compile "$c" -x c -std=c89
compile "$c" -x c -std=c99
compile "$c" -x c -std=c17
compile "$cxx" -x c++ -std=c++98
compile "$cxx" -x c++ -std=c++20
