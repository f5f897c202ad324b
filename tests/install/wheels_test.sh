#!/usr/bin/env bash
# The release of the Python package, as abi/python/build_release_wheels.sh has built it: its wheel and its sdist give the statements of
# the library that is built here, byte for byte. Compiles the sdist, which takes minutes.
#   wheels_test.sh FOLDER LIBRARY
# FOLDER has the wheel and the sdist.
set -euo pipefail
folder=$(realpath "$1") library=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
top=$PWD build=$PWD/build-wheels
machine=$(uname -m)

# Only root may mount; anybody may be root in a namespace of their own.
[ -n "${UNSHARED:-}" ] || UNSHARED=yes exec unshare --map-root-user --mount bash "$0" "$folder" "$library"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}
unset PYTHONPATH REDRESS_LIBRARY
export PATH=$build/tools/bin:$PATH

# settle PYTHON: all samples, from Python
settle() { "$1" -I "$top/tests/install/settle_samples.py" "$top/rules" "$top/samples"; }
# environment NAME PACKAGE...: a new one with the packages, $work/NAME/bin/python
environment() {
    local name=$1
    shift
    /usr/bin/python3 -m venv "$work/$name"
    "$work/$name/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}
REDRESS_LIBRARY=$library PYTHONPATH=abi/python /usr/bin/python3 -B tests/install/settle_samples.py rules samples >"$work/expected"

wheel=$(echo "$folder"/redress-*manylinux_2_17_"$machine".whl)
shown=$(auditwheel show "$wheel" | tr '\n' ' ')
[[ $shown == *'following platform tag: "manylinux_2_17_'* ]] || fail "auditwheel: $shown"
/usr/bin/python3 -m zipfile -e "$wheel" "$work/unpacked"
bundled=$work/unpacked/redress/libredress.so.1
[[ $(readelf --sections --wide "$bundled") != *.symtab* ]] || fail "the library is not stripped"
for licence in LICENSE LICENSE.linked LICENSE.LGPL-3 LICENSE.GPL-3 LICENSE.llvm LICENSE.zig; do
    [ -s "$(find "$work/unpacked" -name "$licence")" ] || fail "no $licence"
done
echo "$(stat --format %s "$wheel") bytes, needs $(readelf --dynamic "$bundled" | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' | xargs)"

environment wheel --no-index "$wheel"
settle "$work/wheel/bin/python" | diff "$work/expected" - >"$work/log" || fail "the wheel: $(head -5 "$work/log")"

# Where the system has no zones, those of PyPI's tzdata, whose version may be another.
"$work/wheel/bin/python" -m pip install --quiet --disable-pip-version-check -r <(grep ^tzdata= packaging/wheel/requirements.txt)
mount -t tmpfs none /usr/share/zoneinfo
settle "$work/wheel/bin/python" | diff <(grep -v '<provenance ' "$work/expected") <(grep -v '<provenance ' -) >"$work/log" ||
    fail "the wheel, without zones of the system: $(head -5 "$work/log")"
umount /usr/share/zoneinfo

environment sdist "$folder"/redress-*.tar.gz
settle "$work/sdist/bin/python" | diff "$work/expected" - >"$work/log" || fail "the sdist: $(head -5 "$work/log")"

echo "$(grep -c '<statement ' "$work/expected") statements"
[ "$failures" -eq 0 ]
