#!/usr/bin/env bash
# Batches from Python, with what speaks Arrow, in an environment of its own.
#   batch.sh FOLDER LIBRARY RULES SAMPLES
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
folder=$1
shift
[ -x "$folder/bin/python" ] || /usr/bin/python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/batch_requirements.txt"
"$folder/bin/python" "$here/run_tests.py" "$@" batch_test parquet_test
