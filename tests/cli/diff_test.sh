#!/usr/bin/env bash
# What `redress diff` says of two books of rules, of an archive, and of rules that begin earlier.
#   diff_test.sh COMMAND
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# rules_of FROM TO SHARE [LIMIT]: a version of the SLA
rules_of() {
    cat <<XML
<sla xmlns="urn:redress:rules:1" id="example" title="An example" timezone="UTC" effective_from="$1"${2:+ effective_to=\"$2\"}>
  <guarantee id="availability" clause="1" over="calendar_month">
    <downtime name="down" clause="1.1" where="incident.kind is outage"/>
    <breach when="down above ${4:-1 hour}" clause="1.2"/>
    <tiers name="rate" of="down" clause="1.3">
      <tier at_most="8 hours" value="$3"/>
      <tier value="50%"/>
    </tiers>
    <credit value="rate * subscription.monthly_price" clause="1.4"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
XML
}
# case_of ID HOURS: down on 5 January from 00:00 on
case_of() {
    cat <<XML
<case xmlns="urn:redress:case:1" id="$1" as_of="2026-02-05T00:00:00Z" currency="EUR">
  <account id="a-1"/>
  <subscription id="s-1" sla="example" price="100.00" start="2025-01-01T00:00:00Z"/>
  <incident id="i-1" start="2026-01-05T00:00:00Z" end="2026-01-05T$2:00:00Z"/>
</case>
XML
}
mkdir -p old new cases
rules_of 2020-01-01 "" 10% >old/example.xml
rules_of 2020-01-01 "" 15% >new/example.xml
case_of two 02 >cases/two.case.xml      # 10.00, then 15.00
case_of nine 09 >cases/nine.case.xml    # 50.00 by either
case_of kept 01 >cases/kept.case.xml    # just kept
# compared STATUS ARGUMENTS...
compared() {
    local status=$1 found=0
    shift
    "$command" diff "$@" >output 2>errors || found=$?
    [ "$found" -eq "$status" ] || fail "exit status $found for $status: $*"
}

compared 0 old old --cases cases
grep -qx '0 of 3 cases change, in 0 decisions' output || fail "the same rules change nothing"

compared 1 old new --cases cases
cat >expected <<'TEXT'
cases/two.case.xml: s-1: example/availability from 2026-01-01T00:00:00Z
    sentence: 10.00 EUR to the balance. -> 15.00 EUR to the balance.
    entitled: 10 -> 15
    amount: 10.00 -> 15.00
    by tier rate (clause 1.3): 10% -> 15%

sla      guarantee     currency  outcome  before  after  amount_before  amount_after  difference
example  availability  EUR       denied        1      1           0.00          0.00        0.00
example  availability  EUR       granted       2      2          60.00         65.00       +5.00

1 of 3 cases change, in 1 decisions
TEXT
diff expected output || fail "a decision that changes, by which rule, and what all come to"

# A comment changes no digest, a reading does, and neither changes a decision.
sed 's|<remedy|<reading clause="9">As it says.</reading><remedy|' old/example.xml >read.xml
compared 0 old read.xml --cases cases

rules_of 2020-01-01 "" 10% "3 hours" >strict.xml
compared 1 old strict.xml --cases cases/two.case.xml
grep -qx '    outcome: granted -> denied' output || fail "an outcome that changes"
grep -qx '    by breach availability (clause 1.2): yes -> no' output || fail "the breach that changes it"
grep -qE '^example  availability  EUR       granted +1      0          10.00 +-10.00$' output || fail "what is no longer granted"

compared 1 old new --cases cases --format csv
[ "$(tr -d '\r' <output)" = "source,change,subscription,sla,guarantee,window_start,record,outcome_before,outcome_after,amount_before,amount_after,fields,by
cases/two.case.xml,changed,s-1,example,availability,2026-01-01T00:00:00Z,,,,10.00,15.00,sentence entitled amount,tier rate (clause 1.3): 10% -> 15%" ] ||
    fail "a row for a change"
compared 1 old new --cases cases --format json
python3 - <<'PYTHON' || fail "changes as JSON"
import json
found = json.load(open("output"))
assert [c["fields"]["amount"] for c in found["changes"]] == [["10.00", "15.00"]]
assert found["totals"][1]["difference"] == "+5.00" and found["totals"][1]["sla"] == "example"
PYTHON

compared 1 old new --cases cases --html page.html
grep -q '<tr><td>+1 to +10<td><span class="bar" style="width: 400px"></span> 1' page.html || fail "how often amounts change by how much"
compared 1 new old --cases cases --html page.html
grep -q '<tr><td>-1 to -10<td><span class="bar" style="width: 400px"></span> 1' page.html || fail "amounts that fall"

# An archive: statements beside the cases.
for name in two nine kept; do "$command" settle --rules old "cases/$name.case.xml" >"cases/$name.statement.xml"; done
compared 0 read.xml --cases cases
compared 1 new --cases cases
grep -qx '    amount: 10.00 -> 15.00' output || fail "an archived decision that changes"
rm cases/nine.statement.xml
compared 1 old --cases cases
grep -q 'cases/nine.statement.xml is no statement, or is not there' output || fail "an archive that lacks a statement"

mkdir alone
cp cases/two.case.xml alone
compared 2 old --cases alone
grep -qx "redress: no case has a statement beside it: expected OLD and NEW rules, or NAME.statement.xml beside NAME.case.xml" errors ||
    fail "no archive at all"
compared 2 old --cases - <cases/two.case.xml
grep -q 'redress: cases on standard input have no statements beside them' errors || fail "an archive on standard input"

# Next year's version on last year's cases.
mkdir both
rules_of 2020-01-01 2027-01-01 10% >both/example.xml
rules_of 2027-01-01 "" 15% >both/next.xml
compared 0 old both --cases cases
compared 1 old both --cases cases --as-if-from 2026-01-01
grep -qx '    amount: 10.00 -> 15.00' output || fail "as if the newest version had been in effect"
compared 0 old both --cases cases --as-if-from 2026-01-02  # January begins before
compared 1 both both --cases cases --as-if-from 2019-01-01  # the version before would never have been in effect
grep -qx '1 of 3 cases change, in 1 decisions' output || fail "a version that is replaced for good"

# Refusals on one side.
sed 's/currency="EUR"/currency="USD"/' cases/two.case.xml >cases/two_usd.case.xml
sed 's/timezone=/currency="EUR" timezone=/' new/example.xml >euro.xml
compared 1 old euro.xml --cases cases/two_usd.case.xml
grep -q 'refused: nothing -> the case is in USD' output || fail "a case that the new rules refuse"

compared 2 old missing --cases cases
compared 2 old new --cases missing

[ "$failures" -eq 0 ]
