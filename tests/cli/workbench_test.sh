#!/usr/bin/env bash
# Packs to start from, what of them samples reach, what a host must deliver for them, digests, and help with names.
#   workbench_test.sh COMMAND
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# says BEHAVIOUR PATTERN: of the file output
says() { grep -qE -- "$2" output || { fail "$1: no '$2' in:"; cat output; }; }

# Each template loads, and its samples agree with what was worked out by hand.
for template in monthly_availability per_outage quarterly billing_period help_desk; do
    "$command" new "$template" packs >output || fail "$template is written"
    says "what was written" "^packs/rules/$template.xml$"
    "$command" check "packs/rules/$template.xml" >output || fail "$template loads"
    "$command" test --rules packs/rules "packs/samples/$template" >output || { fail "samples of $template"; cat output; }
    says "samples of $template" '^[1-9][0-9]* passed, 0 failed$'
done
"$command" replay --rules packs/rules packs/samples >output || fail "all of them replay"
"$command" new quarterly packs >output 2>&1 && fail "nothing is written over"
says "what is there already" 'packs/rules/quarterly.xml is there already'
"$command" new whatever packs >output 2>&1 && fail "a template that is none"

# Coverage: the samples of the monthly template are in the first band and in none.
"$command" test --rules packs/rules packs/samples/monthly_availability --coverage --html page.html >output
says "what was reached is counted" '^monthly_availability, 2026-01-01: 5 of 12 reached$'
says "a band" ': clause credits: tiers rate: never: the tier at least 95.0%$'
says "a bound" ': clause credits: tiers rate: never: just 99.0%$'
says "an exclusion" ': clause maintenance: exclude maintenance where .*: never: time is excluded$'
says "a deadline" ': clause claims: claim until: never: filed too late$'
says "a cap" ': clause credits: cap monthly_fee: never: it makes a credit smaller$'
says "SLAs without a case" '^4 SLAs or versions of them are reached by no case$'
grep -q 'never: the promise is' output && fail "both sides of the breach are reached"
grep -q '<tr class="never"><td>claims<td>claim until<td>filed too late' page.html || fail "the page shows what was never reached"
# Down for exactly 1 %: 7.43 of 743 hours.
sed 's/T12:00:00/T17:25:48/; s/two_hours/one_percent/' packs/samples/monthly_availability/two_hours_down.case.xml \
    >packs/samples/monthly_availability/one_percent_down.case.xml
echo "one_percent_down	availability/granted/granted/3.00/balance" >>packs/samples/monthly_availability/expected.tsv
"$command" test --rules packs/rules packs/samples/monthly_availability --accept --coverage >output
says "a bound that a case is just at" '^monthly_availability, 2026-01-01: 6 of 12 reached$'
grep -q 'just 99.0%' output && fail "the bound is reached"

# Facts.
cat >rules.xml <<'XML'
<sla xmlns="urn:redress:rules:1" id="example" title="An example" timezone="UTC" effective_from="2026-01-01">
  <fact record="account" name="partner" type="flag" default="no" doc="Whether the account is a partner's."/>
  <fact record="incident" name="rack" type="text"/>
  <guarantee id="g" over="billing_period">
    <downtime name="down" where="incident.kind is outage and incident.rack is 'r1' and (incident.cause is unknown or incident.cause is ddos)"/>
    <breach when="down above 1 hour and not account.partner"/>
    <credit value="10% * subscription.monthly_price"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
XML
"$command" facts rules.xml >output
says "a declared fact with a default" '^account +partner +flag +no +example$'
says "a declared fact that is needed" '^incident +rack +text +review +example$'
says "a fact that is asked for" '^incident +cause +text +asked for +example$'
says "what a computed field comes from" '^subscription +price_period +span +P1M +example$'
says "what a window needs" '^subscription +start +instant +review +example$'
grep -q 'incident +confirmed' output && fail "only what the rules name"
"$command" facts --format csv rules.xml | tr -d '\r' >output
says "a meaning" "^account,partner,flag,no,example,Whether the account is a partner's\.$"

# Digests: those that statements name.
case=packs/samples/quarterly/three_hours_down.case.xml
statement=packs/samples/quarterly/three_hours_down.statement.xml
"$command" digest packs/rules/quarterly.xml "$case" "$statement" >output
[ "$(sed -n 's/  rules quarterly, 2026-01-01$//p' output)" = "$(sed -nE 's/.*rules_digest="([^"]*)".*/\1/p' "$statement" | head -n 1)" ] ||
    fail "the digest of rules"
[ "$(sed -n "s|  case $case\$||p" output)" = "$(sed -nE 's/.*case_digest="([^"]*)".*/\1/p' "$statement")" ] || fail "the digest of a case"
[ "$(sed -n "s|  statement $statement\$||p" output)" = "$(sed '/<provenance /d' "$statement" | sha256sum | cut -d' ' -f1)" ] ||
    fail "the digest of a statement"

# Names.
status=0
"$command" setle 2>output || status=$?
[ "$status" -eq 2 ] || fail "a command that is none is bad usage"
says "the nearest command" "^redress: there is no command 'setle'; did you mean 'settle'\?$"
"$command" xyzzy 2>output || true
says "no near command" "^redress: there is no command 'xyzzy'; redress --help lists them$"

# Completion: what it proposes for `redress se` and `redress settle --for`.
"$command" completion bash >completion.sh
proposed() {
    bash -c 'source completion.sh; COMP_WORDS=(redress "$@"); COMP_CWORD=$(($#)); _redress; echo "${COMPREPLY[@]}"' _ "$@"
}
[ "$(proposed se)" = settle ] || fail "a command is completed: $(proposed se)"
[ "$(proposed settle --for)" = --format ] || fail "an option is completed: $(proposed settle --for)"
[ "$(proposed check rul)" = rules.xml ] || fail "a file is completed: $(proposed check rul)"

[ "$failures" -eq 0 ]
