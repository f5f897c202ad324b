#!/usr/bin/env bash
# Which cases `redress explain` takes, with which kept statements, and which level it names.
#   explain_test.sh COMMAND
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
explained() { "$command" explain --rules rules.xml "$@" >output 2>&1; }

# rules_of LEVEL_AT
rules_of() {
    cat >rules.xml <<XML
<sla xmlns="urn:redress:rules:1" id="example" title="An example" currency="EUR" timezone="UTC" effective_from="2020-01-01">
  <level id="basic" title="Basic plan"/>
  <level id="gold" title="Gold plan"/>
  <guarantee id="availability" over="calendar_month" level_at="$1" when="subscription.level one of (basic, gold)">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down above 1 hour"/>
    <credit value="10% * subscription.monthly_price"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
XML
}
cat >case.xml <<'XML'
<case xmlns="urn:redress:case:1" id="c" as_of="2026-02-05T00:00:00Z" currency="EUR" windows_from="2026-01-01T00:00:00Z">
  <account id="a-1"/>
  <subscription id="s-1" sla="example" level="basic" price="100.00" start="2025-01-01T00:00:00Z"/>
  <plan subscription="s-1" from="2026-01-10T00:00:00Z" level="gold" price="100.00"/>
  <incident id="i-1" start="2026-01-20T00:00:00Z" end="2026-01-20T02:00:00Z"/>
</case>
XML

# The plan changes within January: basic at its start, gold at its end.
rules_of end
explained case.xml || fail "a plan that changes"
grep -q '^s-1 · Gold plan · January 2026' output || fail "the head names the plan at the window's end"
rules_of start
explained case.xml || fail "a plan that changes"
grep -q '^s-1 · Basic plan · January 2026' output || fail "the head names the plan at the window's start"

# The same case in JSON is explained in the same words.
cp output expected
cat >case.json <<'JSON'
{"id": "c", "as_of": "2026-02-05T00:00:00Z", "currency": "EUR", "windows_from": "2026-01-01T00:00:00Z",
 "account": {"id": "a-1"},
 "subscription": [{"id": "s-1", "sla": "example", "level": "basic", "price": "100.00", "start": "2025-01-01T00:00:00Z"}],
 "plan": [{"subscription": "s-1", "from": "2026-01-10T00:00:00Z", "level": "gold", "price": "100.00"}],
 "incident": [{"id": "i-1", "start": "2026-01-20T00:00:00Z", "end": "2026-01-20T02:00:00Z"}]}
JSON
explained case.json || fail "a case in JSON"
cmp -s output expected || fail "a case in JSON is explained as its XML"

# A kept statement is explained with its own facts alone, also where today's rules refuse the case.
"$command" settle --rules rules.xml case.xml >statement.xml
explained --statement statement.xml case.json || fail "a kept statement"
cmp -s output expected || fail "a kept statement is explained as it was"
sed 's/02:00:00Z/03:00:00Z/' case.xml >other.xml
explained --statement statement.xml other.xml && fail "facts of another case"
grep -q 'the statement is of other facts than the case: their digests differ' output || fail "digests that differ are named"
sed 's/"i-1"/"i-1" rack="r1"/' case.xml >more.xml
explained --statement statement.xml more.xml && fail "facts of another case that the rules refuse"
grep -q 'the statement is of other facts than the case: their digests differ' output || fail "they differ whether or not the rules take the case"

[ "$failures" -eq 0 ]
