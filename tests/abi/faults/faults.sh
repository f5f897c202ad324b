# What the trials of the checks share. Each check is tried on a library or a header with one thing wrong: it must fail, and
# say why. It must pass on the same thing without the fault, so that it is the fault that it fails on.
# shellcheck shell=bash
abi_tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# stub HEADER LIBRARY CC [OPTION...]: a library with the functions of a header, which does nothing.
stub() {
    local header=$1 library=$2 compiler=$3
    shift 3
    python3 "$abi_tests/stub.py" "$header" "$folder/stub.c" "$folder/stub.map"
    "$compiler" -g -O1 -shared -fPIC "$folder/stub.c" -o "$library" -Wl,-soname,libredress.so.1 \
        -Wl,--version-script="$folder/stub.map" "$@"
}

# edited FILE SED_SCRIPT OUT: a copy with one thing changed.
edited() {
    sed -E "$2" "$1" >"$3"
    ! cmp -s "$1" "$3" || { echo "FAILED: the fault changes nothing: $2"; exit 1; }
}

# passes WHAT COMMAND...
passes() {
    local what=$1
    shift
    if "$@" >"$folder/output" 2>&1; then
        echo "ok: passes: $what"
    else
        echo "FAILED: does not pass: $what"
        cat "$folder/output"
        failures=$((failures + 1))
    fi
}

# catches FAULT PATTERN COMMAND...
catches() {
    local fault=$1 pattern=$2
    shift 2
    if "$@" >"$folder/output" 2>&1; then
        echo "FAILED: not caught: $fault"
        failures=$((failures + 1))
    elif ! grep -qE -- "$pattern" "$folder/output"; then
        echo "FAILED: caught, but without a word of it ($pattern): $fault"
        cat "$folder/output"
        failures=$((failures + 1))
    else
        echo "ok: caught: $fault"
    fi
}

finish() { [ "$failures" -eq 0 ]; }
