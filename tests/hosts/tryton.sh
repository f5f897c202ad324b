#!/usr/bin/env bash
# The sample module of Tryton, installed as its users install it: in the series 6.0 of Debian, and in 8.2 of PyPI. Both at once.
#   tryton.sh FOLDER LIBRARY COMMAND RULES
# FOLDER keeps an environment of Python for each series.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
folder=$1 library=$2
shift
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1

wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
PYTHON=/usr/bin/python3 "$top/abi/python/build_wheel.sh" "$library" "$wheels"
PYTHON=/usr/bin/python3 "$top/samples/hosts/tryton/build_wheel.sh" "$wheels"

# run SERIES [OPTION OF VENV]...: installs and tests
run() {
    local series=$1 environment=$folder/$1
    shift
    [ -x "$environment/bin/python" ] || /usr/bin/python3 -m venv "$@" "$environment"
    [ "$series" = 6.0 ] || "$environment/bin/pip" install --quiet -r "$here/tryton_requirements.txt"
    "$environment/bin/pip" install --quiet --no-deps --no-index --force-reinstall "$wheels"/*.whl
    "$environment/bin/python" -c "import trytond; assert trytond.__version__.startswith('$series.'), trytond.__version__"
    "$environment/bin/python" "$here/tryton_tests.py" "${arguments[@]}"
    [ "$series" != 6.0 ] || "$environment/bin/python" "$here/tryton_upgrade_test.py" "${arguments[@]}"
}
arguments=("$@")

run 6.0 --system-site-packages >"$wheels/6.0" 2>&1 &
before=$!
failures=0
run 8.2 || failures=1
wait $before || failures=1
cat "$wheels/6.0"
exit $failures
