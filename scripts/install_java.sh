#!/usr/bin/env bash
# Installs what Spark, and hosts in Java such as the plugin for Kill Bill, need (Debian 12), and nothing where all of it is there.
set -euo pipefail

packages=()
command -v javac >/dev/null || packages+=(openjdk-17-jdk-headless)
command -v mvn >/dev/null || packages+=(maven)
"$(dirname "${BASH_SOURCE[0]}")/install_packages.sh" "${packages[@]}"
