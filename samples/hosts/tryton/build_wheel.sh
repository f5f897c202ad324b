#!/usr/bin/env bash
# Builds the wheel of the module, without a network.
#   build_wheel.sh FOLDER
# FOLDER receives the wheel. PYTHON names the interpreter, python3 by default; it needs pip, setuptools and wheel.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: build_wheel.sh FOLDER" >&2; exit 2; }

sources=$(dirname "${BASH_SOURCE[0]}")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

cp "$sources"/{pyproject.toml,README.md} "$tree"
cp -r "$sources/redress_sla" "$tree"
"${PYTHON:-python3}" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation \
    --wheel-dir "$1" "$tree"
