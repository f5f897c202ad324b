#!/usr/bin/env bash
# Installs what building and testing need (Debian 12), and nothing where all of it is there.
set -euo pipefail

packages=(
    g++ binutils cmake ninja-build
    libboost1.81-dev libfmt-dev libpugixml-dev libcctz-dev nettle-dev
    libcli11-dev nlohmann-json3-dev libkainjow-mustache-dev doctest-dev libbenchmark-dev
    tzdata ca-certificates python3 python3-hypothesis libxml2-utils php-cli php-sqlite3
    python3-jsonschema mypy python3-pip python3-setuptools python3-wheel python3-venv
    tryton-server tryton-modules-sale-subscription tryton-proteus python3-tz
    pkgconf mandoc file dpkg-dev debhelper dh-python chrpath lintian mmdebstrap
    abigail-tools clang clang-format clang-tidy libclang-rt-14-dev gcovr valgrind python3-cffi python3-pycparser locales
)

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
"$(dirname "${BASH_SOURCE[0]}")/install_packages.sh" "${missing[@]}"
