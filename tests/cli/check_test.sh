#!/usr/bin/env bash
# `redress check`: all faults and warnings with place, line and mark; the exit status; JSON; colours for a terminal alone.
#   check_test.sh COMMAND
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
for tool in script python3; do
    command -v "$tool" >/dev/null || { echo "$tool is missing"; exit 1; }
done

# expect NAME STATUS OUTPUT ARGUMENT...
expect() {
    local name=$1 status=$2 output=$3 found=0
    shift 3
    "$command" check "$@" >found.txt 2>&1 || found=$?
    [ "$found" -eq "$status" ] || fail "$name: exit status $found"
    diff <(printf '%s\n' "$output") found.txt || fail "$name: expected (<) and found (>)"
}

# pack FROM TO: a quiet pack with a part exchanged
pack() {
    sed "s|$1|$2|" <<'XML'
<sla xmlns="urn:redress:rules:1" id="s" title="Ünïque" timezone="Europe/Berlin" effective_from="2026-01-01">
	<guarantee id="g" title="Größe" over="day"><breach when="account.units above 3"/><credit value="subscription.price * 10%"/></guarantee>
  <claim required="yes"/><remedy kind="balance"/>
</sla>
XML
}

pack nothing nothing >quiet.xml
expect "nothing is doubtful" 0 "s, 2026-01-01, Ünïque: ok" quiet.xml

pack "10%" "10" >doubtful.xml
warning="doubtful.xml:2:119: warning rate-above-100: '10' of a price is more than all of it: 1000%
     2 | 	<guarantee id=\"g\" title=\"Größe\" over=\"day\"><breach when=\"account.units above 3\"/><credit value=\"subscription.price * 10\"/></guarantee>
       | 	                                                                                                                     ^"
expect "a warning" 0 "$warning
s, 2026-01-01, Ünïque: ok" doubtful.xml
expect "a warning as an error" 1 "$warning
s, 2026-01-01, Ünïque: ok" --warnings=error doubtful.xml
expect "no warnings" 0 "s, 2026-01-01, Ünïque: ok" --warnings=off doubtful.xml

pack 'over="day"' 'over="week"' | sed 's|required="yes"|requird="yes"|' >wrong.xml
expect "two faults" 1 "wrong.xml:2:40: error: 'week' is not one of day, calendar_month, quarter, calendar_year, billing_period, term, incident, ticket
     2 | 	<guarantee id=\"g\" title=\"Größe\" over=\"week\"><breach when=\"account.units above 3\"/><credit value=\"subscription.price * 10%\"/></guarantee>
       | 	                                      ^
wrong.xml:3:10: error: <claim> has no attribute 'requird'; did you mean 'required'?
     3 |   <claim requird=\"yes\"/><remedy kind=\"balance\"/>
       |          ^" wrong.xml
expect "a file that there is not" 1 "redress: absent.xml: there is no such file or folder" absent.xml

"$command" check --format=json doubtful.xml wrong.xml >found.json || true
python3 - <<'PYTHON' || fail "JSON"
import json

rows, end = json.JSONDecoder().raw_decode(open("found.json").read())
assert [(r["severity"], r["code"], r["line"], r["column"], r["field"]) for r in rows] == [("warning", "rate-above-100", 2, 119, "value")], rows
rows = json.loads(open("found.json").read()[end:])
assert [(r["severity"], r["code"], r["record"]) for r in rows] == [("error", "invalid_rules", "guarantee"), ("error", "invalid_rules", "claim")], rows
PYTHON

# on_terminal NAME=VALUE...: what a terminal is shown
on_terminal() {
    env "$@" script --quiet --return --command "'$command' check doubtful.xml" /dev/null
}
coloured() { [[ $1 == *$'\x1b['* ]]; }
coloured "$(on_terminal NO_COLOR=)" || fail "no colours on a terminal"
! coloured "$(on_terminal NO_COLOR=1)" || fail "colours although NO_COLOR is set"
! coloured "$("$command" check doubtful.xml)" || fail "colours in a pipe"

[ "$failures" -eq 0 ]
