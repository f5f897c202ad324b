#!/usr/bin/env bash
# The man page is well written, and has the commands and options that `--help` has: all of them, and no others.
#   man_page_test.sh COMMAND MAN_PAGE
set -euo pipefail
command=$(realpath "$1") page=$2

for tool in mandoc diff awk; do
    command -v "$tool" >/dev/null || { echo "$tool is missing"; exit 1; }
done

# sub_commands [COMMAND...]: those that the help names, one a line
sub_commands() {
    "$command" "$@" --help | sed -nE '/^Subcommands:/,$ s/^  ([a-z]+) .*/\1/p'
}

# options [COMMAND...]: those that the help names, one a line. Every command has --help.
options() {
    "$command" "$@" --help | sed -nE 's/^  (-h,)?(--[a-z-]+) .*/\2/p' | { [ $# -eq 0 ] && cat || grep -vx -- --help || true; }
}

# What the help has, one a line: "settle", "settle --rules". Options of a part, as of `schema case`, are its command's.
helped() {
    local name part
    options | sed 's/^/redress /'
    for name in $(sub_commands); do
        echo "$name"
        { options "$name"; for part in $(sub_commands "$name"); do options "$name" "$part"; done; } | sed "s/^/$name /"
    done
}

# The same from the page: a command is an item, its options are items after it.
described() {
    awk 'BEGIN { name = "redress" }
         /^\.It Cm / { name = $3; print name }
         /^\.It Fl / { print name " -" $3 }' "$page"
}

failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

mandoc -T lint -W style "$page" || fail "the page is not well written"
[ "$(helped | wc -l)" -ge 2 ] || fail "no commands found in the help"
diff <(helped | sort -u) <(described | sort) || fail "the commands and options of the help (<) are not those of the page (>)"
for part in $(sub_commands schema); do
    grep -qE "^\.It Cm schema .*\b$part\b" "$page" || fail "the page lacks schema $part"
done
synopsis=$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$page")
for name in $(sub_commands); do
    grep -qx ".Cm $name" <<<"$synopsis" || fail "the synopsis lacks $name"
done

[ "$failures" -eq 0 ]
