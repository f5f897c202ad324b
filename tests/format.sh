#!/usr/bin/env bash
# Whether all C++ is laid out as .clang-format says. `format.sh --fix` lays it out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1-}" = --fix ]; then
    mode=(-i)
else
    mode=(--dry-run --Werror)
    # A check that can't fail checks nothing.
    if printf 'int  x;\n' | clang-format --dry-run --Werror 2>/dev/null; then
        echo "clang-format does not find a space too many" >&2
        exit 1
    fi
fi
find plugin cli bench tests cmake \( -name '*.cpp' -o -name '*.h' \) -not -path '*/baseline/*' -print0 | xargs -0 clang-format "${mode[@]}"
