#!/usr/bin/env bash
# Puts the sources of the libraries that builds for other machines compile in, as Debian 12 has them, into a folder. Nothing where
# they are there.
#   install_sources.sh FOLDER
set -euo pipefail
folder=${1:?usage: install_sources.sh FOLDER}

# Debian packages these libraries compiled for its own machines only. cctz comes from a package that carries its sources whole.
checksums='5c5ad5d7caeb791420408042a7d88c2c6180781bf218feca259fd9d840a888e1  pugixml_1.13.orig.tar.gz
364f3e2b77cd7dcde83fd7c45219c834e54b0c75e428b6f894a23d12dd41cbfe  nettle_3.8.1.orig.tar.gz
2a2087bdb7ab4b617487b87677a81ccd0c5529f776cfe90d2e23d5f5478424cb  r-cran-rcppcctz_0.2.12.orig.tar.gz'
[ ! -f "$folder/unpacked" ] || [ "$(cat "$folder/unpacked")" != "$checksums" ] || exit 0
mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
folder=$(realpath "$folder")

# Source packages are asked for beside the system's own lists, which stay as they are.
apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    grep ' bookworm main$' | sort -u >"$folder/sources.list"
apt=(apt-get -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache" -o Acquire::Languages=none
    -o APT::Sandbox::User=root)
"${apt[@]}" --quiet update >&2
(cd "$folder" && "${apt[@]}" --quiet source --download-only --tar-only \
    pugixml=1.13-0.2 nettle=3.8.1-2 r-cran-rcppcctz=0.2.12-1 >&2)
(cd "$folder" && sha256sum --check --quiet <<<"$checksums")

# unpack LIBRARY ARCHIVE: its top folder becomes that of the library
unpack() {
    rm -rf "${folder:?}/$1"
    mkdir "$folder/$1"
    tar --extract --file "$folder/$2" --directory "$folder/$1" --strip-components 1
}
unpack pugixml pugixml_1.13.orig.tar.gz
unpack nettle nettle_3.8.1.orig.tar.gz
unpack cctz r-cran-rcppcctz_0.2.12.orig.tar.gz
rm -rf "$folder/lists" "$folder/cache"
echo "$checksums" >"$folder/unpacked"
