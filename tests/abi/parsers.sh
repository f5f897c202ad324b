#!/usr/bin/env bash
# PHP, cffi and pycparser read the header without a preprocessor.
#   parsers.sh HEADER LIBRARY
set -euo pipefail
folder=$(dirname "${BASH_SOURCE[0]}")
for tool in php python3; do
    command -v "$tool" >/dev/null || { echo "FAILED: $tool is missing"; exit 1; }
done
php "$folder/parsers.php" "$1" "$2"
python3 "$folder/parsers.py" "$1" "$2"
