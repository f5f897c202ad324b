#!/usr/bin/env bash
# Makes Debian's source package of the last commit: redress_VERSION.dsc and .tar.xz, in a folder.
#   source_package.sh FOLDER
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: source_package.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir "$tree/redress"
git archive HEAD | tar --extract --directory "$tree/redress"
(cd "$folder" && dpkg-source --build "$tree/redress")
