#!/usr/bin/env bash
# Draws the pictures of explaining.md and workbench.md. That of the playground is drawn by tests/playground/page_test.sh --draw.
#   docs/pictures.sh COMMAND [FOLDER]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
command=$(realpath "$1") pictures=$(realpath "${2:-$root/docs/pictures}")
"$root/scripts/install_browser.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# picture PAGE NAME WIDTH HEIGHT [OPTION...]
picture() {
    local page=$1 name=$2 width=$3 height=$4
    shift 4
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size="$width,$height" "$@" \
        --screenshot="$pictures/$name.png" "file://$folder/$page.html" 2>/dev/null
}

"$command" explain --rules "$root/rules" --format html --for customer "$root/samples/ua_hosting/scheduled_work_across.case.xml" \
    >"$folder/explanation.html"
picture explanation explanation_light 1000 860
# A window is never narrower than 500 of the screen's points, so the phone has two thirds of its own to a point.
picture explanation explanation_phone_dark 585 900 --force-device-scale-factor=1.5 --blink-settings=preferredColorScheme=0

# A next version with twice the credit in two tiers, as if it had been in effect from the start.
mkdir "$folder/next"
sed 's/effective_from="2017-05-25"/effective_from="2027-01-01"/; s/value="5%"/value="10%"/; t; s/value="10%"/value="20%"/' \
    "$root/rules/ua_hosting.xml" >"$folder/next/ua_hosting.xml"
changed=0
"$command" diff "$root/rules" "$folder/next" --as-if-from 2017-05-25 --cases "$root/samples/ua_hosting" --html "$folder/differences.html" \
    >/dev/null || changed=$?
[ "$changed" -eq 1 ] || { echo "the next version of ua_hosting changes nothing" >&2; exit 1; }
picture differences differences 1060 880
