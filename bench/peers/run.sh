#!/usr/bin/env bash
# Settles the standard cases with Redress and with other systems, one after the other on one core, and prints a table.
# What the peers need is installed below build-peers/, or as packages of Debian.
#   run.sh [NAME...]   only the peers named, beside Redress
# PEERS_CORE is the number of the core, 0 unless it is set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=bench/peers
build=$PWD/build-peers
cases=$build/cases.csv
lines=$build/lines.tsv
export PYTHONDONTWRITEBYTECODE=1 DEBIAN_FRONTEND=noninteractive

on_one_core() { taskset --cpu-list "${PEERS_CORE:-0}" "$@"; }

install_packages() {
    if [ "$(id -u)" -ne 0 ]; then
        echo "Packages are missing. Run: sudo apt-get update && sudo apt-get install $*" >&2
        return 1
    fi
    apt-get update >&2
    apt-get install --yes --no-install-recommends "$@" >&2
}

# need PROGRAM PACKAGE
need() { command -v "$1" >/dev/null || install_packages "$2"; }

# Also by hand in C++; and the cases for the others.
peer_redress() {
    scripts/install.sh >&2
    scripts/build.sh release redress_peers
    build/bench/redress_peers cases >"$cases"
    on_one_core build/bench/redress_peers
}

in_python() {
    local script=$1
    [ -x "$build/venv/bin/pip" ] || python3 -m venv "$build/venv" >&2
    "$build/venv/bin/pip" install --quiet --requirement "$here/python/requirements.txt" >&2
    on_one_core "$build/venv/bin/python" "$here/python/$script" "$cases"
}
peer_python() { in_python by_hand.py; }
peer_duckdb() { in_python duckdb_sql.py; }
peer_zen_python() { in_python zen_engine.py; }

in_node() {
    local script=$1
    need node nodejs
    need npm npm
    mkdir -p "$build/node"
    cp "$here"/node/* "$here/zen.json" "$build/node"  # a script finds packages beside itself alone
    npm install --prefix "$build/node" --silent --no-audit --no-fund >&2
    on_one_core node "$build/node/$script" "$cases"
}
peer_node() { in_node by_hand.mjs; }
peer_zen_node() { in_node zen_engine.mjs; }
peer_json_rules_engine() { in_node json_rules_engine.mjs; }

in_java() {
    local class=$1 classpath=$2
    shift 2
    on_one_core java -XX:+UseSerialGC -cp "$classpath" "peers.$class" "$cases" "$@"
}
peer_java() {
    need javac openjdk-17-jdk-headless
    javac -d "$build/java" "$here"/java/{Peer,ByHand}.java
    in_java ByHand "$build/java"
}
peer_drools() {
    local folder=$build/drools classpath
    need javac openjdk-17-jdk-headless
    need mvn maven
    mkdir -p "$folder"
    cp "$here/java/pom.xml" "$folder"
    mvn --batch-mode --quiet --file "$folder/pom.xml" -Dmaven.repo.local="$folder/repository" \
        org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile="$folder/classpath" >&2
    classpath=$folder/classes:$(cat "$folder/classpath")
    javac -d "$folder/classes" -cp "$classpath" "$here"/java/{Peer,Facts,DroolsRules}.java
    in_java DroolsRules "$classpath" "$here/java/standard_case.drl"
}

server_programs() { find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort --version-sort | tail -1; }
# By a server of its own, which is stopped however this ends. No server runs as root.
peer_postgresql() {
    local as=()
    [ -n "$(server_programs)" ] || install_packages postgresql
    programs=$(server_programs) folder=$build/postgresql sockets=$(mktemp --directory)  # a socket's path must be short
    rm -rf "$folder"
    mkdir -p "$folder"
    if [ "$(id -u)" -eq 0 ]; then
        as=(runuser --user postgres --)
        chown postgres "$folder" "$sockets"
    fi
    control=(on_one_core "${as[@]}" "$programs/pg_ctl" --pgdata="$folder/data" --silent --wait)
    trap '"${control[@]}" --mode=fast stop >&2 || true; rm -rf "$sockets"' EXIT
    "${as[@]}" "$programs/initdb" --pgdata="$folder/data" --username=peers --auth=trust --no-sync >/dev/null
    "${control[@]}" --log="$folder/log" --options="-k $sockets -c listen_addresses=" start >&2
    psql --host="$sockets" --username=peers --dbname=postgres --no-psqlrc --quiet --tuples-only --no-align \
        --file="$here/postgresql.sql" <"$cases"
}

names=("$@")
[ $# -gt 0 ] || names=(python duckdb zen_python node zen_node json_rules_engine java drools postgresql)
for name in "${names[@]}"; do
    declare -F "peer_$name" >/dev/null || { echo "run.sh: there is no peer $name" >&2; exit 2; }
done

# A peer stops at the first thing that fails, which bash sees to only where nobody asks for the status in place.
failed=()
measure() {
    echo "== $1" >&2
    set +e
    (set -e; "peer_$1") >>"$lines"
    local status=$?
    set -e
    if [ $status -ne 0 ]; then
        echo "FAILED: $1" >&2
        failed+=("$1")
    fi
}

trap 'exit 1' INT TERM  # once the peer that runs has ended and tidied up
mkdir -p "$build"
: >"$lines"
measure redress
[ ${#failed[@]} -eq 0 ] || exit 1
for name in "${names[@]}"; do measure "$name"; done
python3 "$here/report.py" <"$lines"
[ ${#failed[@]} -eq 0 ] || { echo "FAILED: ${failed[*]}" >&2; exit 1; }
