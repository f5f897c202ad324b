#!/usr/bin/env bash
# Installs packages of Debian 12; tells who is not root what to run.
#   install_packages.sh PACKAGE...
set -euo pipefail
[ $# -gt 0 ] || exit 0

install=(apt-get install --yes --no-install-recommends "$@")
if [ "$(id -u)" -ne 0 ]; then
    echo "Packages are missing. Run: sudo apt-get update && sudo ${install[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
"${install[@]}"
