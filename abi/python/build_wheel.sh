#!/usr/bin/env bash
# Builds the wheel of the Python package with the shared library in it, stripped.
#   build_wheel.sh LIBRARY FOLDER [LICENCE...]
# LIBRARY is build/libredress.so, FOLDER receives the wheel; files of further licences go into it by their names. PYTHON names the
# interpreter, python3 by default; it needs pip. Where it has setuptools and wheel as well, no network is needed; else pip fetches them.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: build_wheel.sh LIBRARY FOLDER [LICENCE...]" >&2; exit 2; }
library=$1 folder=$2
shift 2

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
"$(dirname "${BASH_SOURCE[0]}")/package_tree.sh" "$tree"
for licence in "$@"; do cp "$licence" "$tree/LICENSE.$(basename "$licence")"; done
strip --strip-unneeded -o "$tree/redress/libredress.so.1" "$library"
python=${PYTHON:-python3}
fetched=()
if "$python" -c 'import setuptools, wheel' 2>/dev/null; then fetched=(--no-index --no-build-isolation); fi
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps "${fetched[@]}" --wheel-dir "$folder" "$tree"
