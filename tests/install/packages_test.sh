#!/usr/bin/env bash
# The Debian packages: apt installs them in a fresh root folder that holds nothing but Debian's essential packages and their own
# dependencies, from Debian's archive; all of them work there, and dpkg removes them without a trace. Needs root, downloads 40 MB
# and takes 250 MB of the temporary folder.
#   packages_test.sh BUILD SOURCE
set -euo pipefail
build=$(realpath "$1") source=$(realpath "$2")
tests=$source/tests/install
packages=(libredress1 libredress-dev redress python3-redress)

export PATH=$PATH:/usr/sbin:/sbin
for tool in mmdebstrap cmake cpack dpkg dpkg-deb dpkg-shlibdeps file chroot cc pkg-config lintian; do
    command -v "$tool" >/dev/null || { echo "$tool is missing"; exit 1; }
done
[ "$(id -u)" -eq 0 ] || { echo "packages_test.sh needs root, to make the files of another system and to enter it"; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
chmod 755 "$folder"
failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}
# quietly COMMAND...: shows what it prints only where it fails
quietly() {
    "$@" >"$folder/log" 2>&1 || { cat "$folder/log"; echo "FAILED: $*"; exit 1; }
}

quietly cpack --config "$build/CPackConfig.cmake" -B "$folder"
version=$(sed -nE 's/^project\(redress VERSION ([0-9.]+).*/\1/p' "$source/CMakeLists.txt")
debs=()
for package in "${packages[@]}"; do
    debs+=("$(echo "$folder/${package}_${version}_"*.deb)")
    dpkg-deb --fsys-tarfile "${debs[-1]}" | tar -xO "./usr/share/doc/$package/changelog.gz" | zcat | grep -qF "redress ($version)" \
        || fail "the changelog of $package doesn't begin with version $version"
done
dpkg-deb --field "${debs[0]}" Depends | grep -q 'tzdata' || fail "libredress1 doesn't depend on tzdata"

# cpack itself writes scripts for a package with a library. They call ldconfig, which its trigger does as well.
lintian --allow-root --fail-on error,warning --suppress-tags maintscript-calls-ldconfig "${debs[@]}" \
    || fail "lintian finds faults"

# Debian 12, as the packages' dependencies name it. The hook shows apt the packages where they are.
quietly mmdebstrap --mode=root --variant=essential --dpkgopt=force-unsafe-io "${debs[@]/#/--include=}" \
    --hook-dir=/usr/share/mmdebstrap/hooks/file-mirror-automount bookworm "$root"
unfinished=$(dpkg --root="$root" --audit)
[ -z "$unfinished" ] || fail "dpkg finds faults: $unfinished"

# All of them need the library, so it can't be removed alone.
dpkg --root="$root" --no-act --remove libredress1 2>"$folder/log" && fail "libredress1 is not needed"
for package in "${packages[@]:1}"; do
    grep -qF "$package depends on libredress1 (= $version)" "$folder/log" || fail "$package doesn't depend on its libredress1"
done

# Built here, as a root folder without a compiler has to be served; run there.
libraries=$root$(chroot "$root" dpkg --listfiles libredress-dev | sed -n 's|/libredress\.so$||p')
export PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$libraries/pkgconfig
cc -std=c99 $(pkg-config --cflags redress) "$tests/client/client.c" -o "$root/srv/by_pkg_config" $(pkg-config --libs redress)
quietly cmake -S "$tests/client" -B "$folder/client" -DCMAKE_FIND_ROOT_PATH="$root" -DREDRESS_WANTED="$version" \
    -DCMAKE_SKIP_RPATH=ON
quietly cmake --build "$folder/client"
cp "$folder/client/client" "$root/srv/by_cmake"
cp "$tests/client/client.py" "$root/srv"
cp -R "$source/samples" "$root/srv"

sample=srv/samples/ua_hosting/worked_example
rules=/usr/share/redress/rules
grep -v '<provenance ' "$root/$sample.statement.xml" >"$folder/expected"
# expect BEHAVIOUR COMMAND...: runs it on the sample, in the root folder and with nothing of our environment
expect() {
    local behaviour=$1
    shift
    chroot "$root" env -i PATH=/usr/bin "$@" "/$sample.case.xml" >"$folder/statement" || { fail "$behaviour: exit status $?"; return; }
    diff "$folder/expected" <(grep -v '<provenance ' "$folder/statement") || fail "$behaviour: another statement (>)"
}
expect "a program built with pkg-config" /srv/by_pkg_config "$rules"
expect "a program built with CMake" /srv/by_cmake "$rules"
expect "the Python package" python3 /srv/client.py "$rules"
expect "the command" redress settle --rules "$rules"
chroot "$root" redress replay --rules "$rules" /srv/samples >"$folder/log" 2>&1 || fail "samples fail: $(grep -v ' ok$' "$folder/log" | head -5)"
tail -1 "$folder/log"

quietly dpkg --root="$root" --purge "${packages[@]}"
left=$(find "$root/usr" "$root/etc" "$root/var/lib" -name '*redress*')
[ -z "$left" ] || fail "left behind: $left"

[ "$failures" -eq 0 ]
