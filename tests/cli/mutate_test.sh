#!/usr/bin/env bash
# Which changes of rules `redress mutate` makes, and which of them it calls unnoticed.
#   mutate_test.sh COMMAND
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mkdir rules samples
cat >rules/example.xml <<'XML'
<sla xmlns="urn:redress:rules:1" id="example" title="An example" timezone="UTC" effective_from="2020-01-01">
  <guarantee id="availability" clause="1" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down above 60 minutes"/>
    <credit value="10% * subscription.monthly_price"/>
  </guarantee>
  <cap id="most" amount="5 EUR" over="calendar_month"/>
  <remedy kind="balance"/>
</sla>
XML
sed -i 's/timezone=/currency="EUR" timezone=/' rules/example.xml
# case_of NAME END PRICE: down on 5 January from 00:00 on
case_of() {
    cat >"samples/$1.case.xml" <<XML
<case xmlns="urn:redress:case:1" id="$1" as_of="2026-02-05T00:00:00Z" currency="EUR">
  <account id="a-1"/>
  <subscription id="s-1" sla="example" price="$3" start="2025-01-01T00:00:00Z"/>
  <incident id="i-1" start="2026-01-05T00:00:00Z" end="2026-01-05T$2Z"/>
</case>
XML
}

# mutated STATUS EXPECTED: the whole of what is printed
mutated() {
    local found=0
    "$command" mutate samples >output 2>&1 || found=$?
    [ "$found" -eq "$1" ] || fail "exit status $found for $1"
    diff <(cat) output || fail "$2"
}

# Eight changes: is -> is not; outage -> degradation; above -> at least; 60 -> 61; 10 -> 11; monthly_price -> term_price;
# 5 -> 6; no cap. A case of two hours at 20.00, which is 2.00, notices the first two, the rate and the price.
case_of two_hours 02:00:00 20.00
mutated 1 "what one case leaves open" <<'TEXT'
rules/example.xml:4: breach when: 'down above 60 minutes' becomes 'down at least 60 minutes': no case notices
rules/example.xml:4: breach when: 'down above 60 minutes' becomes 'down above 61 minutes': no case notices
rules/example.xml:7: cap amount: '5 EUR' becomes '6 EUR': no case notices
rules/example.xml:7: cap is left out: no case notices
8 changes: 4 noticed, 4 not, 0 do not load
TEXT
case_of just_an_hour 01:00:00 20.00
case_of a_second_more 01:00:01 20.00
case_of dear 02:00:00 100.00
mutated 0 "cases at the bounds notice all" <<'TEXT'
8 changes: 8 noticed, 0 not, 0 do not load
TEXT

# Half an hour keeps the promise, whatever is changed.
rm samples/*
case_of half_an_hour 00:30:00 20.00
mutated 1 "all that one case in which nothing is due leaves open" <<'TEXT'
rules/example.xml:3: downtime where: 'incident.kind is outage' becomes 'incident.kind is not outage': no case notices
rules/example.xml:3: downtime where: 'incident.kind is outage' becomes 'incident.kind is degradation': no case notices
rules/example.xml:4: breach when: 'down above 60 minutes' becomes 'down at least 60 minutes': no case notices
rules/example.xml:4: breach when: 'down above 60 minutes' becomes 'down above 61 minutes': no case notices
rules/example.xml:5: credit value: '10% * subscription.monthly_price' becomes '11% * subscription.monthly_price': no case notices
rules/example.xml:5: credit value: '10% * subscription.monthly_price' becomes '10% * subscription.term_price': no case notices
rules/example.xml:7: cap amount: '5 EUR' becomes '6 EUR': no case notices
rules/example.xml:7: cap is left out: no case notices
8 changes: 0 noticed, 8 not, 0 do not load
TEXT
rm samples/*
mutated 1 "no case notices nothing" <<'TEXT'
0 changes: 0 noticed, 0 not, 0 do not load
TEXT

[ "$failures" -eq 0 ]
