#!/usr/bin/env bash
# Builds the site of the documentation as static files; a link that leads nowhere fails. With a built playground
# (docs/playground/build.sh) it is part of the site. To serve: python3 -m http.server --directory build-site/site
#   docs/site/build.sh [FOLDER [PLAYGROUND]]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(realpath "$here/../..")
folder=${1:-$top/build-site} playground=${2:-}

mkdir -p "$folder"
folder=$(realpath "$folder")
"$top/scripts/install_site.sh" "$folder/tools"
rm -rf "$folder/pages" "$folder/site"
"$folder/tools/bin/python" "$here/pages.py" "$top" "$folder/pages" ${playground:+"$playground"}
export NO_MKDOCS_2_WARNING=1  # the versions are fixed
output=$("$folder/tools/bin/mkdocs" build --strict --config-file "$folder/mkdocs.yml" 2>&1) || { echo "$output" >&2; exit 1; }
