#!/usr/bin/env bash
# Installs what the wheels of a release are built and tried with, in a folder: the tools below tools/, the sources of the libraries
# below sources/. Nothing where all of it is there.
#   scripts/install_wheels.sh FOLDER
set -euo pipefail
folder=${1:?usage: scripts/install_wheels.sh FOLDER}
here=$(dirname "${BASH_SOURCE[0]}")

"$here/install_sources.sh" "$folder/sources"
[ -x "$folder/tools/bin/python" ] || /usr/bin/python3 -m venv "$folder/tools"
"$folder/tools/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/../packaging/wheel/requirements.txt"
