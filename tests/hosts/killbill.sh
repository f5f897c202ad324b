#!/usr/bin/env bash
# Builds the plugin for Kill Bill, and drives a real server with it through a year.
#   killbill.sh LIBRARY FOLDER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for tool in javac mvn; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: scripts/install_java.sh" >&2; exit 1; }
done
exec /usr/bin/python3 "$here/killbill_test.py" "$1" "$2"
