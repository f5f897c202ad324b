#!/usr/bin/env bash
# Draws the pictures of explaining.md. That of the playground is drawn by tests/playground/page_test.sh --draw.
#   docs/pictures.sh COMMAND [FOLDER]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
command=$(realpath "$1") pictures=$(realpath "${2:-$root/docs/pictures}")
"$root/scripts/install_browser.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$command" explain --rules "$root/rules" --format html --for customer "$root/samples/ua_hosting/scheduled_work_across.case.xml" \
    >"$folder/page.html"

# picture NAME WIDTH HEIGHT [OPTION...]
picture() {
    local name=$1 width=$2 height=$3
    shift 3
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size="$width,$height" "$@" \
        --screenshot="$pictures/explanation_$name.png" "file://$folder/page.html" 2>/dev/null
}
picture light 1000 860
# A window is never narrower than 500 of the screen's points, so the phone has two thirds of its own to a point.
picture phone_dark 585 900 --force-device-scale-factor=1.5 --blink-settings=preferredColorScheme=0
