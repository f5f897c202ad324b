#!/usr/bin/env bash
# What `cmake --install` installs works from any folder: with pkg-config, with CMake, and as a command.
#   install_test.sh BUILD SOURCE
set -euo pipefail
build=$(realpath "$1") source=$(realpath "$2")
client=$source/tests/install/client

for tool in cmake cc pkg-config readelf grep diff; do
    command -v "$tool" >/dev/null || { echo "$tool is missing"; exit 1; }
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

# Nothing may remember where it was built, or installed first.
cmake --install "$build" --prefix "$folder/first" --strip >"$folder/log" || { cat "$folder/log"; exit 1; }
mv "$folder/first" "$folder/moved"
prefix=$folder/moved
remembering=$(grep -rlF -e "$folder/first" -e "$build" -e "$source" "$prefix" || true)
[ -z "$remembering" ] || fail "they name the folder of the sources, of the build or of the first installation: $remembering"

# LIBRARIES stands for the folder of libraries, which differs between systems, TYPE for the type of the build.
libraries=$(cd "$prefix" && dirname "$(find . -name libredress.so)")
version=$(sed -nE 's/^project\(redress VERSION ([0-9.]+).*/\1/p' "$source/CMakeLists.txt")
diff <(sort <<END
./bin/redress
./include/redress.h
./include/redress_abi.h
LIBRARIES/cmake/redress/redressConfig-TYPE.cmake
LIBRARIES/cmake/redress/redressConfig.cmake
LIBRARIES/cmake/redress/redressConfigVersion.cmake
LIBRARIES/libredress.so
LIBRARIES/libredress.so.1
LIBRARIES/libredress.so.$version
LIBRARIES/pkgconfig/redress.pc
./share/man/man1/redress.1
./share/redress/case.xsd
./share/redress/rules.xsd
./share/redress/statement.xsd
$(cd "$source/cli/explain" && find languages -name '*.ini' | sed 's|^|./share/redress/|')
$(cd "$source" && find rules -name '*.xml' | sed 's|^|./share/redress/|')
END
) <(cd "$prefix" && find . ! -type d | sed -E "s|^$libraries/|LIBRARIES/|; s|Config-[a-z]+|Config-TYPE|" | sort) || fail "not what is to be installed (<) but that (>)"
readelf --dynamic "$prefix/$libraries/libredress.so" | grep -q 'SONAME.*\[libredress\.so\.1\]' || fail "the SONAME is another"

# The statement that every way must print; which version computed it doesn't matter.
sample=$source/samples/ua_hosting/worked_example
grep -v '<provenance ' "$sample.statement.xml" >"$folder/expected"
# expect BEHAVIOUR COMMAND...: runs it on the sample
expect() {
    local behaviour=$1
    shift
    "$@" "$sample.case.xml" >"$folder/statement" || { fail "$behaviour: exit status $?"; return; }
    diff "$folder/expected" <(grep -v '<provenance ' "$folder/statement") || fail "$behaviour: another statement (>)"
}

export PKG_CONFIG_PATH=$prefix/$libraries/pkgconfig
pkg-config --exact-version="$version" redress || fail "pkg-config has another version"
rules=$(pkg-config --variable=rules redress)
[ -f "$(pkg-config --variable=schemas redress)/rules.xsd" ] || fail "pkg-config names another folder of schemas"
cc -std=c99 -Wall -Wextra -Werror $(pkg-config --cflags redress) "$client/client.c" -o "$folder/client" \
    $(pkg-config --libs redress)
expect "a program built with pkg-config" env LD_LIBRARY_PATH="$prefix/$libraries" "$folder/client" "$rules"

# configure VERSION: prepares the client as a project of its own, asking for a version of the library
configure() {
    cmake -S "$client" -B "$folder/client-$1" -DCMAKE_PREFIX_PATH="$prefix" -DREDRESS_WANTED="$1" >"$folder/log" 2>&1
}
configure 1.0 && cmake --build "$folder/client-1.0" >>"$folder/log" 2>&1 || { cat "$folder/log"; fail "CMake doesn't find it"; }
expect "a program built with CMake" "$folder/client-1.0/client" "$rules"
for unsuitable in 0.9 2; do
    ! configure "$unsuitable" || fail "CMake takes it for version $unsuitable"
    grep -q 'compatible with requested version' "$folder/log" || { cat "$folder/log"; fail "CMake refuses it for another reason"; }
done

expect "the command" "$prefix/bin/redress" settle --rules "$rules"
"$prefix/bin/redress" replay --rules "$rules" "$source/samples" >"$folder/log" 2>&1 || fail "samples fail: $(grep -v ' ok$' "$folder/log" | head -5)"
tail -1 "$folder/log"

[ "$failures" -eq 0 ]
