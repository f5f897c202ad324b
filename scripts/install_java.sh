#!/usr/bin/env bash
# Installs what Spark, and hosts in Java such as the plugin for Kill Bill, need (Debian 12), and nothing where all of it is there.
set -euo pipefail

packages=()
command -v javac >/dev/null || packages+=(openjdk-17-jdk-headless)
command -v mvn >/dev/null || packages+=(maven)
[ ${#packages[@]} -gt 0 ] || exit 0

install=(apt-get install --yes --no-install-recommends "${packages[@]}")
if [ "$(id -u)" -ne 0 ]; then
    echo "Packages are missing. Run: sudo apt-get update && sudo ${install[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
"${install[@]}"
