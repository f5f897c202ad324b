#!/usr/bin/env bash
# Installs what the site of the documentation is built with, into a folder, and nothing where all of it is there.
#   scripts/install_site.sh FOLDER
set -euo pipefail
folder=${1:?usage: scripts/install_site.sh FOLDER}
requirements=$(dirname "${BASH_SOURCE[0]}")/../docs/site/requirements.txt

cmp --silent "$requirements" "$folder/requirements.txt" && exit 0
/usr/bin/python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
cp "$requirements" "$folder/requirements.txt"
