#!/usr/bin/env bash
# Which cases `redress probe` writes, that each stands where it says, and that nothing else is touched.
#   probe_test.sh COMMAND SOURCE
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source_folder=$2

mkdir -p rules samples
cat >rules/example.xml <<'XML'
<sla xmlns="urn:redress:rules:1" id="example" title="An example" currency="EUR" timezone="UTC" effective_from="2020-01-01">
  <require id="paid" clause="2" that="account.overdue_invoices is 0">All invoices must be paid.</require>
  <require id="real" clause="2" that="subscription.kind not one of (test, free)">A service that costs nothing has no credit.</require>
  <exclude clause="3" of="maintenance" where="maintenance.announced is known and maintenance.notice at least 24 hours"/>
  <guarantee id="uptime" clause="1" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <let name="share" value="100% - down / window.length"/>
    <breach when="share below 99%"/>
    <tiers name="rate" of="share">
      <tier at_least="98%" value="10%"/>
      <tier at_least="90%" value="20%"/>
      <tier value="50%"/>
    </tiers>
    <credit value="rate * subscription.monthly_price"/>
  </guarantee>
  <claim required="yes" clause="4" channel="ticket" until="date(window.end) + 9 days"/>
  <cap id="most" amount="25 EUR" over="calendar_month"/>
  <minimum clause="5" amount="2 EUR" below="drop"/>
  <remedy kind="balance"/>
</sla>
XML
# June has 2 592 000 s, of which 1 % is 25 920 s = 7:12:00. Down for 10 hours: 1.39 %, 10 % of 100.00 = 10.00.
cat >samples/ten_hours.case.xml <<'XML'
<case xmlns="urn:redress:case:1" id="ten-hours" as_of="2026-07-20T09:00:00Z" currency="EUR">
  <account id="a-1"/>
  <subscription id="s-1" sla="example" price="100.00"/>
  <incident id="i-1" start="2026-06-10T00:00:00Z" end="2026-06-10T10:00:00Z"/>
  <maintenance id="m-1" start="2026-06-20T00:00:00Z" end="2026-06-20T01:00:00Z" announced="2026-06-01T00:00:00Z"/>
  <claim id="c-1" filed="2026-07-05T10:00:00Z" subscription="s-1" channel="ticket" guarantee="uptime" window="2026-06-01"/>
</case>
XML
printf 'ten_hours\tuptime/granted/granted/10.00/balance\n' >samples/expected.tsv
"$command" test samples --accept >output
find rules samples -type f | sort | xargs sha256sum >before

# probed STATUS ARGUMENTS...
probed() {
    local status=$1 found=0
    shift
    "$command" probe "$@" >output 2>errors || found=$?
    [ "$found" -eq "$status" ] || fail "exit status $found for $status: $*"
}
says() { grep -qE -- "$1" output || fail "no '$1'"; }
# fact NAME RECORD FIELD: of a case that was written
fact() { xmllint --xpath "string(//*[local-name()='$2']/@$3)" "probes/example/$1.case.xml"; }
# has NAME RECORD FIELD VALUE
has() { [ "$(fact "$1" "$2" "$3")" = "$4" ] || fail "$1: $2 $3 is '$(fact "$1" "$2" "$3")', not $4"; }

probed 0 --into probes samples
says '^example, 2020-01-01: [0-9]+ cases written$'
diff before <(find rules samples -type f | sort | xargs sha256sum) || fail "the rules and samples stay as they are"
diff <(printf '%s\n' before errors output probes rules samples) <(ls -A) || fail "nothing is written outside of the folder"
[ "$(find probes -type f | wc -l)" -eq "$(($(grep -c '^    probes/example/.*\.case\.xml$' output) + 1))" ] || fail "each file is named"

# What the text of the rules says, to the second: 1 % of June is 7:12:00, 2 % 14:24:00, 10 % 72:00:00.
has uptime_breach_last_kept incident end 2026-06-10T07:12:00Z
has uptime_breach_last_broken incident end 2026-06-10T07:12:01Z
has uptime_tier_1_last_at_least incident end 2026-06-10T14:24:00Z
has uptime_tier_1_last_below incident end 2026-06-10T14:24:01Z
has uptime_tier_2_last_at_least incident end 2026-06-13T00:00:00Z
has uptime_tier_2_last_below incident end 2026-06-13T00:00:01Z
# 10 July is the last day for June.
has claim_until_last_in_time claim filed 2026-07-10T23:59:59Z
has claim_until_last_too_late claim filed 2026-07-11T00:00:00Z
# 10 % of 20.00 is just the minimum, and a cent less gives 1.999 EUR; 250.00 gives just the cap.
has minimum_last_at_least subscription price 20.00
has minimum_last_below subscription price 19.99
has cap_most_last_within subscription price 250.00
has cap_most_last_above subscription price 250.01
# 1 % of 28 days is 6:43:12, of 29 days 6:57:36, of 31 days 7:26:24.
has uptime_breach_last_kept_in_28_days incident end 2027-02-10T06:43:12Z
has uptime_breach_last_broken_in_28_days incident end 2027-02-10T06:43:13Z
has uptime_breach_last_kept_in_29_days incident end 2028-02-10T06:57:36Z
has uptime_breach_last_broken_in_31_days incident end 2026-07-10T07:26:25Z
[ "$(fact require_paid_alone account overdue_invoices)" != 0 ] && [ "$(fact require_paid_alone subscription kind)" = "" ] ||
    fail "only an invoice is overdue"
[ "$(fact require_real_alone account overdue_invoices)" = "" ] && grep -qE '^(test|free)$' <(fact require_real_alone subscription kind) ||
    fail "only the kind of the service is wrong"
has uptime_settled_again credit amount 10.00
has uptime_late_evidence credit amount 10.00

# Records that make no difference are left out, and a remark says what the case is for.
grep -q '<maintenance' probes/example/uptime_breach_last_kept.case.xml && fail "a work that makes no difference"
for part in 'rules/example.xml:8, clause 1: breach uptime' 'Here the promise is kept' 'end of incident i-1, a second away, the promise is broken' \
    'The library found: down PT7H12M' 'Made from ten_hours'; do
    grep -q "$part" probes/example/uptime_breach_last_kept.case.xml || fail "the remark says: $part"
done

# Nothing of it passes before a person has worked it out.
"$command" test --rules rules probes >output && fail "open cases do not pass"
says '^  open      uptime_breach_last_kept$'
grep -q ' 0 failed, [0-9]* open$' output && says '^0 passed, ' || fail "open cases are counted as open"
"$command" test --rules rules probes --accept --junit results.xml >output && fail "open cases are not accepted"
[ -z "$(find probes -name '*.statement.xml')" ] || fail "no statement of an open case is written"
[ "$(xmllint --xpath 'count(//skipped)' results.xml)" -eq "$(find probes -name '*.case.xml' | wc -l)" ] || fail "the results for other programs"
sed -i 's|^uptime_breach_last_kept	.*|uptime_breach_last_kept	uptime/denied/not_breached/0.00/-|; s|^uptime_breach_last_broken	.*|uptime_breach_last_broken	uptime/denied/?/?/?|' probes/example/expected.tsv
"$command" test --rules rules probes --accept >output || true
says '^  accepted  uptime_breach_last_kept$'
says '^  FAILED    uptime_breach_last_broken$'  # what is worked out of it is wrong
rm probes/example/*.statement.xml

# With the probes as samples nothing of it is missing any more, and the same search writes the same.
probed 0 --into again samples probes
says '^example, 2020-01-01: 0 cases written$'
[ ! -e again ] || fail "no folder for nothing"
probed 0 --into twin samples
git diff --no-index --quiet probes/example/uptime_tier_1_last_below.case.xml twin/example/uptime_tier_1_last_below.case.xml &&
    diff -r -x expected.tsv probes twin >/dev/null || fail "the same cases a second time"
"$command" test --rules rules samples probes --coverage >output || true
grep -q 'example.xml.*never: .*the tier at least' output && fail "each tier is reached"

# What is there stays.
probed 1 --into probes samples
grep -q '^redress: probes/example/.* is there already$' errors || fail "what is there already"
diff -r -x expected.tsv probes twin >/dev/null || fail "nothing is written over"

# What no change of a fact leads to is told, with the reason: no change gives a second claim for the month.
sed 's|<cap .*|<cap id="once" count="1" over="calendar_month"/>|' rules/example.xml >once.xml
probed 0 --rules once.xml --into once samples
says '^    once.xml:[0-9]+.*: cap once: neither side of .it makes a credit smaller.: in every case that was tried it leaves a credit as it is$'

# A link in the folder of rules leads nowhere else.
mkdir linked
ln -s ../once.xml linked/inside.xml
probed 0 --rules linked --into once samples
says '^    once/inside/uptime_breach_last_kept.case.xml$'

# Without samples it begins with cases of its own.
probed 0 --into own
says '^    own/example/uptime_breach_last_kept.case.xml$'

# Real packs: a month of 31 days in Kyiv that has 743 hours, and a pack for which the samples have all but a few.
probed 0 --rules "$source_folder/rules/ua_hosting.xml" --into real "$source_folder/samples/ua_hosting"
says '^    sides of bounds: [0-9]+ of 24 by the samples, 22 with the probes$'
says '^    lengths of windows: 4 of 6 by the samples, 6 with the probes$'
says '^    real/ua_hosting/availability_breach_last_kept_in_28_days.case.xml$'

[ "$failures" -eq 0 ]
