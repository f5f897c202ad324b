#!/usr/bin/env bash
# Puts what the wheel and the sdist have in common into a new folder.
#   package_tree.sh FOLDER
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: package_tree.sh FOLDER" >&2; exit 2; }
sources=$(dirname "${BASH_SOURCE[0]}")

mkdir -p "$1/redress/feeds"
cp "$sources"/{pyproject.toml,setup.py,README.md} "$sources/../../LICENSE" "$1"
cp "$sources"/redress/{*.py,py.typed} "$1/redress"
cp "$sources"/redress/feeds/*.py "$1/redress/feeds"
# Of what is compiled into the library; the LGPL adds its permissions to the GPL's text.
cp "$sources/../../debian/copyright" "$1/LICENSE.linked"
for licence in LGPL-3 GPL-3; do cp "/usr/share/common-licenses/$licence" "$1/LICENSE.$licence"; done
