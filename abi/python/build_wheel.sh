#!/usr/bin/env bash
# Builds the wheel of the Python package with the shared library in it, without a network.
#   build_wheel.sh LIBRARY FOLDER
# LIBRARY is build/libredress.so, FOLDER receives the wheel. PYTHON names the interpreter, python3 by default; it needs pip,
# setuptools and wheel.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: build_wheel.sh LIBRARY FOLDER" >&2; exit 2; }

sources=$(dirname "${BASH_SOURCE[0]}")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

mkdir -p "$tree/redress/feeds"
cp "$sources"/{pyproject.toml,setup.py,README.md} "$sources/../../LICENSE" "$tree"
cp "$sources"/redress/{*.py,py.typed} "$tree/redress"
cp "$sources"/redress/feeds/*.py "$tree/redress/feeds"
cp --dereference "$1" "$tree/redress/libredress.so.1"
"${PYTHON:-python3}" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation \
    --wheel-dir "$2" "$tree"
