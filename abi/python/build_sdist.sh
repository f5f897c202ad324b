#!/usr/bin/env bash
# Builds the sdist of the Python package, which holds the sources of the library too and compiles it where it is installed.
#   build_sdist.sh FOLDER
# PYTHON names the interpreter, python3 by default; it needs setuptools and wheel.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: build_sdist.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(realpath "$1")
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
"$top/abi/python/package_tree.sh" "$tree"
mkdir -p "$tree"/library/{abi,cmake}
cp "$top/CMakeLists.txt" "$tree/library"
cp -R "$top/plugin" "$tree/library"
cp -R "$top"/cmake/{fmt.cpp,install.cmake,redress.pc.in} "$tree/library/cmake"
cp "$top"/abi/{*.h,*.map,*.xsd,embed.cmake} "$tree/library/abi"
echo 'graft library' >"$tree/MANIFEST.in"
cd "$tree"
"${PYTHON:-python3}" -c 'import sys; from setuptools.build_meta import build_sdist; build_sdist(sys.argv[1])' "$folder" >build.log 2>&1 ||
    { cat build.log >&2; exit 1; }
