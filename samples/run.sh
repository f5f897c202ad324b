#!/usr/bin/env bash
# Replays the sample cases through the shared library: all of them, or those of the SLAs named.
#   samples/run.sh [SLA...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folders=(samples)
if [ $# -gt 0 ]; then folders=("${@/#/samples/}"); fi

scripts/install.sh
scripts/build.sh release redress redress_command
build/redress replay --rules rules "${folders[@]}"
