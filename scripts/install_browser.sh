#!/usr/bin/env bash
# Installs what looking at pages in a browser needs (Debian 12), and nothing where all of it is there.
set -euo pipefail

packages=()
command -v chromium >/dev/null || packages+=(chromium fonts-dejavu-core)
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
"$(dirname "${BASH_SOURCE[0]}")/install_packages.sh" "${packages[@]}"
