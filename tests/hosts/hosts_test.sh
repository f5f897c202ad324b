#!/usr/bin/env bash
# The sample hosts print the same for the same data: the text of expected.txt, and what stands here for changed data. They
# say what is wrong with rules, and those that open the library themselves what is wrong with one that they can't use.
# With the packed npm package: the host that uses it, against that in C alone.
#   hosts_test.sh C_COMPILER LIBRARY RULES BUILD [PACKED]
set -euo pipefail
compiler=$1 library=$(realpath "$2") rules=$(realpath "$3") build=$4/hosts packed=${5:+$(realpath "$5")}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(realpath "$here/../..")
hosts=$top/samples/hosts
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export REDRESS_LIBRARY=$library PYTHONPATH=$top/abi/python PYTHONDONTWRITEBYTECODE=1

failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

languages=(C PHP Python Java Node Go)
mkdir -p "$build"
"$compiler" -std=c99 -pedantic -Wall -Wextra -Werror -I"$top/abi" "$hosts/billing.c" -o "$folder/billing" -ldl
if [ -n "$packed" ]; then
    languages=(C npm)
    cp "$hosts/billing.mjs" "$hosts/billing_system.cjs" "$build"
    npm install --prefix "$build" --silent --no-audit --no-fund --no-save "$packed"
else
    "$top/scripts/install_hosts.sh"
    cp "$hosts/package.json" "$build"
    npm install --prefix "$build" --silent --no-audit --no-fund
    javac -Xlint:all,-serial -Werror -cp /usr/share/java/jna.jar -d "$folder" "$hosts/Billing.java"
    CGO_CFLAGS="-I$top/abi -Wall -Werror" CGO_LDFLAGS=-L$(dirname "$library") go build -o "$folder/billing_go" "$hosts/billing.go"
    [ -z "$(gofmt -l "$hosts")" ] || fail "gofmt lays out otherwise: $(gofmt -d "$hosts")"
fi
grep -v '^#' "$here/expected.txt" >"$folder/expected"

# host LANGUAGE RULES DATA [ZONES]
host() {
    local language=$1
    shift
    case $language in
    C) "$folder/billing" "$@" ;;
    PHP) php "$hosts/billing.php" "$@" ;;
    Python) python3 "$hosts/billing.py" "$@" ;;
    Java) java -cp "/usr/share/java/jna.jar:$folder" Billing "$@" ;;
    Node) NODE_PATH=$build/node_modules node "$hosts/billing.js" "$@" ;;
    npm) node "$build/billing.mjs" "$@" ;;
    Go) LD_LIBRARY_PATH=$(dirname "$library") "$folder/billing_go" "$@" ;;
    esac
}

for language in "${languages[@]}"; do
    if ! host "$language" "$rules" "$hosts/billing.txt" >"$folder/output" 2>"$folder/errors" || [ -s "$folder/errors" ]; then
        fail "the host in $language does not run:"
        cat "$folder/errors"
    elif ! diff "$folder/expected" "$folder/output"; then
        fail "the host in $language prints another text (<: expected)"
    fi

    # Rules that can't be loaded end the command with the library's message.
    echo '<sla/>' >"$folder/wrong.xml"
    if host "$language" "$folder/wrong.xml" "$hosts/billing.txt" >"$folder/output" 2>"$folder/errors" ||
        ! grep -q "^billing: $folder/wrong.xml:1:" "$folder/errors"
    then
        fail "the host in $language does not say where rules are wrong:"
        cat "$folder/errors"
    fi

    if [ "$language" = npm ]; then
        if host "$language" "$rules" "$hosts/billing.txt" "$folder" >"$folder/output" 2>"$folder/errors" ||
            ! grep -qx "billing: $folder is not needed: the package has its time zones" "$folder/errors"
        then
            fail "the host in $language takes a folder of time zones"
        fi
        continue
    fi
    # Other time zone files may be named: here the same ones by another path, then a folder without any.
    host "$language" "$rules" "$hosts/billing.txt" /usr/share/zoneinfo/ >"$folder/output" &&
        diff "$folder/expected" "$folder/output" || fail "the host in $language does not run by a folder of time zones"
    if host "$language" "$rules" "$hosts/billing.txt" "$folder" >"$folder/output" 2>"$folder/errors" ||
        ! grep -q "^billing: $folder: there is no time zone database" "$folder/errors"
    then
        fail "the host in $language bills by a folder without time zones"
    fi
done

# change_data SED_SCRIPT: the hosts print the same for the data so changed; it is left in $folder/output. Python alone says of
# a refused record which one it is.
change_data() {
    local language
    sed "$1" "$hosts/billing.txt" >"$folder/changed.txt"
    host C "$rules" "$folder/changed.txt" >"$folder/output" || fail "the host in C does not run for the data changed by $1"
    for language in "${languages[@]:1}"; do
        host "$language" "$rules" "$folder/changed.txt" | sed -E "s/ \(account '[a-z]+', no\. 1\)\$//" | diff "$folder/output" - ||
            fail "the host in $language does not run, or differs (<: C), for the data changed by $1"
    done
}

# expect_part BEHAVIOUR RUN CUSTOMER: of the customer in that run $folder/output says, with single spaces, the text that
# stands on the standard input
expect_part() {
    sed -n "/^run $2,/,/^run /p" "$folder/output" | sed -n "/^$3\$/,/^\$/p" | tr -s ' ' >"$folder/part"
    diff - "$folder/part" || fail "$1 (<: expected)"
}

# Boris' lines have the same ids in both months, and his outage is in April, which has 720 hours. 100 h / 720 h * 100.00
# = 13.888..., rounded 13.89. May's lines take 8.00 + 3.50 = 11.50, and 13.89 - 11.50 = 2.39 is carried forward.
change_data 's/analytics-\(april\|may\)/analytics/; s/recommend-\(april\|may\)/recommend/
    /^incident id=outage-2 /{ s/^/may /; s/2026-03-10/2026-04-10/g; }'
expect_part "a discount is of the line of the run that is billed" may boris <<'END'
boris
 before
 balance 0.00 USD
 analytics 8.00 USD
 recommend 3.50 USD
 to pay 11.50 USD
 granted: search-1 uptime, 13.89 USD as discount
 carried forward: 2.39 of 13.89 USD
 after
 balance 0.00 USD
 analytics 0.00 USD
 recommend 0.00 USD
 to pay 0.00 USD

END

# Boris' case is refused in both runs.
change_data 's/^account id=boris/account id=boris standing=bad/'
for run in april may; do
    expect_part "a refused case is left to a person in $run" $run boris <<END
boris
 before
 balance 0.00 USD
 analytics-$run 8.00 USD
 recommend-$run 3.50 USD
 to pay 11.50 USD
 for a person: account.standing: 'bad' is not one of good, suspended, violation

END
done
diff <(sed '/^boris$/,/^$/d' "$folder/expected") <(sed '/^boris$/,/^$/d' "$folder/output") ||
    fail "the other customers are billed where one is refused (<: expected)"

# Runs may be named by numbers.
change_data 's/^\(run \)\?april /\14 /; s/^\(run \)\?may /\15 /'
diff <(sed 's/^run april,/run 4,/; s/^run may,/run 5,/' "$folder/expected") "$folder/output" ||
    fail "runs named by numbers are billed as others are (<: expected)"

# expect_too_long WHAT MESSAGE SED_SCRIPT: the C host, whose texts have bounds, refuses what is longer and cuts nothing
expect_too_long() {
    sed "$3" "$hosts/billing.txt" >"$folder/changed.txt"
    if "$folder/billing" "$rules" "$folder/changed.txt" >"$folder/output" 2>"$folder/errors" ||
        ! grep -q "^billing: $2: " "$folder/errors"
    then
        fail "the host in C refuses $1 that is too long"
    fi
}
expect_too_long "a value" "a text is too long" "s/^account id=olena/&$(printf '%01100d' 0)/"
expect_too_long "a line" "a line of the data is too long" "s/^account id=olena/&$(printf '%5000s' '')/"

# expect_refusal BEHAVIOUR MESSAGE SOURCE: the hosts that open the library themselves refuse one of this C source. That in Go
# is linked with it: there the system's loader refuses.
expect_refusal() {
    local language
    echo "$3" >"$folder/other.c"
    "$compiler" -shared -fPIC "$folder/other.c" -o "$folder/other.so"
    for language in C Java Node; do
        if REDRESS_LIBRARY=$folder/other.so host "$language" "$rules" "$hosts/billing.txt" \
            >"$folder/output" 2>"$folder/errors" || ! grep -qx "billing: $2" "$folder/errors" || [ -s "$folder/output" ]
        then
            fail "$1 by the host in $language"
            cat "$folder/errors"
        fi
    done
}
if [ -z "$packed" ]; then
    expect_refusal "another library is refused" \
        "the library has no function redress_abi_version: it is another one, or an older one" 'int other;'
    expect_refusal "an older library is refused by its version" \
        "the library has version 0 of the interface, 2 is needed" 'int redress_abi_version(void) { return 0; }'
    expect_refusal "a library that lacks a function is refused by its name" \
        "the library has no function redress_[a-z_]*: it is another one, or an older one" \
        'int redress_abi_version(void) { return 2; }'
fi

[ "$failures" -eq 0 ] && echo "${#languages[@]} hosts print the same text"
