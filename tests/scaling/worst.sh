#!/bin/bash
# The worst seconds and megabytes of one call within all limits, each input in a process of its own: see worst.py.
#
#   tests/scaling/worst.sh [LIBRARY]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/worst.py" --library "${1:-$here/../../build/libredress.so}"
