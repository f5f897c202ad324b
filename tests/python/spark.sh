#!/usr/bin/env bash
# Batches by Spark, in an environment of its own.
#   spark.sh FOLDER LIBRARY RULES SAMPLES
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
folder=$1
shift
"$here/../../scripts/install_java.sh"
[ -x "$folder/bin/python" ] || /usr/bin/python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/spark_requirements.txt"
"$folder/bin/python" "$here/run_tests.py" "$@" spark_test
