#!/usr/bin/env bash
# The Debian packages, made by debian/rules of a finished build: apt installs them in a fresh root folder that holds nothing but
# Debian's essential packages and their own dependencies, from Debian's archive; all of them work there, and dpkg removes them
# without a trace. Needs root, downloads 50 MB and takes 400 MB of the temporary folder.
#   packages_test.sh BUILD SOURCE
set -euo pipefail
build=$(realpath "$1") source=$(realpath "$2")
tests=$source/tests/install
packages=(libredress1 libredress-dev redress python3-redress php-redress redress-doc)

tools="mmdebstrap cmake dh dh_python3 chrpath dpkg dpkg-deb chroot cc pkg-config lintian"
. "$source/tests/install/root.sh"
failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

# dh works in the folder of the sources, so it gets a copy; the packages come to lie beside it.
mkdir "$folder/source"
tar --exclude='./build*' --exclude=./.git --directory "$source" --create . | tar --directory "$folder/source" --extract
(cd "$folder/source" && DEB_BUILD_OPTIONS=noautodbgsym REDRESS_BUILD=$build quietly debian/rules binary)
version=$(sed -nE 's/^project\(redress VERSION ([0-9.]+).*/\1/p' "$source/CMakeLists.txt")
debs=()
for package in "${packages[@]}"; do
    debs+=("$(echo "$folder/${package}_${version}_"*.deb)")
    dpkg-deb --fsys-tarfile "${debs[-1]}" | tar -xO "./usr/share/doc/$package/changelog.gz" | zcat | grep -qF "redress ($version)" \
        || fail "the changelog of $package doesn't begin with version $version"
done
dpkg-deb --field "${debs[0]}" Depends | grep -q 'tzdata' || fail "libredress1 doesn't depend on tzdata"

lintian --allow-root --fail-on error,warning "${debs[@]}" || fail "lintian finds faults"

# Debian 12, as the packages' dependencies name it. The hook shows apt the packages where they are.
quietly mmdebstrap --mode=root --variant=essential --dpkgopt=force-unsafe-io "${debs[@]/#/--include=}" \
    --hook-dir=/usr/share/mmdebstrap/hooks/file-mirror-automount bookworm "$root"
unfinished=$(dpkg --root="$root" --audit)
[ -z "$unfinished" ] || fail "dpkg finds faults: $unfinished"

# All but the documentation need the library, so it can't be removed alone. What is built with it needs that very version; what
# opens it at run time asks it for the version of its interface.
dpkg --root="$root" --no-act --remove libredress1 2>"$folder/log" && fail "libredress1 is not needed"
for dependency in libredress-dev:= redress:= 'python3-redress:>=' 'php-redress:>='; do
    grep -qF "${dependency%:*} depends on libredress1 (${dependency#*:} $version)" "$folder/log" \
        || fail "${dependency%:*} doesn't depend on its libredress1"
done

# Built here, as a root folder without a compiler has to be served; run there.
libraries=$root$(chroot "$root" dpkg --listfiles libredress-dev | sed -n 's|/libredress\.so$||p')
export PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$libraries/pkgconfig
cc -std=c99 $(pkg-config --cflags redress) "$tests/client/client.c" -o "$root/srv/by_pkg_config" $(pkg-config --libs redress)
quietly cmake -S "$tests/client" -B "$folder/client" -DCMAKE_FIND_ROOT_PATH="$root" -DREDRESS_WANTED="$version" \
    -DCMAKE_SKIP_RPATH=ON
quietly cmake --build "$folder/client"
cp "$folder/client/client" "$root/srv/by_cmake"
cp "$tests"/client/client.{py,php} "$root/srv"

pages=usr/share/doc/redress-doc/pages
# cases FOLDER: the sample cases below it
cases() {
    (cd "$1" && printf '%s\n' samples/*/*.case.xml)
}
diff <(cases "$source") <(cases "$root/$pages") || fail "redress-doc has other samples (>)"
sample=$pages/samples/ua_hosting/worked_example
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
expect "the PHP package" php /srv/client.php "$rules"
expect "the command" redress settle --rules "$rules"
chroot "$root" redress replay --rules "$rules" "/$pages/samples" >"$folder/log" 2>&1 || fail "samples fail: $(grep -v ' ok$' "$folder/log" | head -5)"
tail -1 "$folder/log"

quietly dpkg --root="$root" --purge "${packages[@]}"
left=$(find "$root/usr" "$root/etc" "$root/var/lib" -name '*redress*')
[ -z "$left" ] || fail "left behind: $left"

[ "$failures" -eq 0 ]
