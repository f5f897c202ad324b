#!/usr/bin/env bash
# Installs what the tests of hosts need beyond install.sh (Debian 12), and nothing where all of it is there: the languages of
# samples/hosts, and php-fpm behind a web server.
set -euo pipefail

packages=()
# require COMMAND PACKAGE...: the packages, where no other way has brought the command
require() {
    local command=$1
    shift
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || packages+=("$@")
}
require javac openjdk-17-jdk-headless
require node nodejs
require npm npm
require go golang-go
require php-fpm8.2 php8.2-fpm
require nginx nginx-light
require composer composer
require curl curl
[ -e /usr/share/java/jna.jar ] || packages+=(libjna-java)
"$(dirname "${BASH_SOURCE[0]}")/install_packages.sh" "${packages[@]}"
