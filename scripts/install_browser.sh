#!/usr/bin/env bash
# Installs what looking at pages in a browser needs (Debian 12), and nothing where all of it is there.
set -euo pipefail

packages=()
command -v chromium >/dev/null || packages+=(chromium fonts-dejavu-core)
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
[ ${#packages[@]} -gt 0 ] || exit 0

install=(apt-get install --yes --no-install-recommends "${packages[@]}")
if [ "$(id -u)" -ne 0 ]; then
    echo "Packages are missing. Run: sudo apt-get update && sudo ${install[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
"${install[@]}"
