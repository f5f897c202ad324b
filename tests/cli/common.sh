# What the tests of the command share, to be sourced with the path of the command: an empty folder to be in, and what counts failures.
# A test ends with: [ "$failures" -eq 0 ]
set -euo pipefail
command=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

failures=0
# fail WHAT: shows what the command printed, where the test keeps that
fail() {
    local file
    echo "FAILED: $1"
    for file in output errors; do
        [ ! -f "$file" ] || cat "$file"
    done
    failures=$((failures + 1))
}
