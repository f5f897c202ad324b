#!/usr/bin/env bash
# Builds what a release of the Python package consists of: a wheel for systems with glibc 2.17 or later, and the sdist.
# Quiet unless something fails; tests/install/wheels_test.sh tries them.
#   build_release_wheels.sh FOLDER
# FOLDER receives them; build-wheels/ keeps the tools and what they compiled.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: build_release_wheels.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$PWD/build-wheels
machine=$(uname -m)
export PYTHON=/usr/bin/python3

scripts/install.sh
scripts/install_wheels.sh "$build"
export PATH=$build/tools/bin:$PATH ZIG_GLOBAL_CACHE_DIR=$build/cache ZIG_LOCAL_CACHE_DIR=$build/cache
compiler=$(echo "$build"/tools/lib/python3*/site-packages/ziglang)

target=$machine-linux-gnu.2.17
output=$({ CC="$compiler/zig cc -target $target" CXX="$compiler/zig c++ -target $target" \
    cmake -S packaging/wheel -B "$build/gnu" -G Ninja -DSOURCES="$build/sources" &&
    cmake --build "$build/gnu"; } 2>&1) || { echo "$output" >&2; exit 1; }

# What the compiler links in of its own: LLVM's C++ library and unwinder, and its support routines.
cp "$compiler/lib/libunwind/LICENSE.TXT" "$build/llvm"
cp "$compiler/LICENSE" "$build/zig"
plain=$(mktemp -d)
trap 'rm -rf "$plain"' EXIT
abi/python/build_wheel.sh "$build/gnu/libredress.so.1" "$plain" "$build"/{llvm,zig}

# Refuses what needs more of the system than the platform promises.
output=$(auditwheel repair --plat "manylinux_2_17_$machine" --wheel-dir "$folder" "$plain"/redress-*.whl 2>&1) ||
    { echo "$output" >&2; exit 1; }
abi/python/build_sdist.sh "$folder"
