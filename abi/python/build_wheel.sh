#!/usr/bin/env bash
# Builds the wheel of the Python package with the shared library in it, stripped.
#   build_wheel.sh LIBRARY FOLDER
# LIBRARY is build/libredress.so, FOLDER receives the wheel. PYTHON names the interpreter, python3 by default; it needs pip.
# Where it has setuptools and wheel as well, no network is needed; else pip fetches them.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: build_wheel.sh LIBRARY FOLDER" >&2; exit 2; }

sources=$(dirname "${BASH_SOURCE[0]}")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

mkdir -p "$tree/redress/feeds"
cp "$sources"/{pyproject.toml,setup.py,README.md} "$sources/../../LICENSE" "$tree"
cp "$sources/../../cmake/debian/copyright" "$tree/LICENSE.linked"  # of what is compiled into the library
cp "$sources"/redress/{*.py,py.typed} "$tree/redress"
cp "$sources"/redress/feeds/*.py "$tree/redress/feeds"
strip --strip-unneeded -o "$tree/redress/libredress.so.1" "$1"
python=${PYTHON:-python3}
fetched=()
if "$python" -c 'import setuptools, wheel' 2>/dev/null; then fetched=(--no-index --no-build-isolation); fi
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps "${fetched[@]}" --wheel-dir "$2" "$tree"
