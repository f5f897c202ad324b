#!/usr/bin/env bash
# The reference of the vocabulary in docs/ is what the command prints.
#   vocabulary_test.sh COMMAND PAGE
set -euo pipefail
printed=$("$1" vocabulary)
diff "$2" - <<<"$printed" || { echo "FAILED: write it anew: redress vocabulary > docs/vocabulary.md"; exit 1; }
