#!/usr/bin/env bash
# What `redress replay` lets pass and what it calls a failure. The expected statement is the command's own: here it is the
# comparison that is tested, not the amounts.
#   replay_test.sh COMMAND
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mkdir -p rules samples/example
cat >rules/example.xml <<'XML'
<sla xmlns="urn:redress:rules:1" id="example" title="An example" timezone="Europe/Kyiv" effective_from="2017-05-25" rounding="half_up">
  <guarantee id="availability" clause="1" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down above 1 hour"/>
    <credit value="10% * subscription.monthly_price"/>
  </guarantee>
  <claim required="no"/>
  <remedy kind="balance"/>
</sla>
XML
cat >samples/example/first.case.xml <<'XML'
<case xmlns="urn:redress:case:1" id="c-1" as_of="2026-02-05T00:00:00Z" currency="UAH">
  <account id="a-1"/>
  <subscription id="s-1" sla="example" price="100.00" start="2025-01-01T00:00:00Z"/>
  <incident id="i-1" start="2026-01-05T08:00:00Z" end="2026-01-05T12:00:00Z"/>
</case>
XML
case=samples/example/first.case.xml
expected=samples/example/first.statement.xml
refusal=samples/example/first.error.txt

# expect BEHAVIOUR EXIT_STATUS OUTPUT_PATTERN ERROR_PATTERN: replays and looks at what came of it
expect() {
    local behaviour=$1 status=$2 output_pattern=$3 error_pattern=$4 found=0
    "$command" replay samples >output 2>errors </dev/null || found=$?
    if [ "$found" -ne "$status" ] || ! grep -qE -- "$output_pattern" <(cat output; echo) || ! grep -qE -- "$error_pattern" <(cat errors; echo)
    then
        echo "FAILED: $behaviour: exit status $found for $status, or no '$output_pattern' or '$error_pattern' in:"
        cat output errors
        failures=$((failures + 1))
    fi
}

expect "a case without an expected statement fails" 1 'no expected statement$' '^$'
"$command" settle --rules rules "$case" >"$expected"
expect "the same statement passes" 0 '^example  first  .* ok$' '^$'
expect "the count stands alone on the last line" 0 '^1 passed, 0 failed$' '^$'
cp "$expected" kept

sed -E 's/<provenance .*\/>/<provenance version="0.0.1"\/>/' kept >"$expected"
expect "another provenance passes with a note" 0 ' ok$' 'note: some expected statements were computed by another version'
sed '/<provenance /d' kept >"$expected"
expect "no provenance passes with a note" 0 ' ok$' 'note: '

# The files of other zone data, in which Kyiv has the time of Tokyo.
mkdir -p zones/Europe
cp /usr/share/zoneinfo/Asia/Tokyo zones/Europe/Kyiv
echo '# version 2099a' >zones/tzdata.zi
expect_zones() {
    local behaviour=$1 pattern=$2
    shift 2
    "$command" "$@" --zones zones >output 2>&1 </dev/null || true
    if ! grep -qE -- "$pattern" output; then
        echo "FAILED: $behaviour: no '$pattern' in:"
        cat output
        failures=$((failures + 1))
    fi
}
expect_zones "a case is settled by other zone data" 'window_start="2025-12-31T15:00:00Z"' settle --rules rules "$case"
expect_zones "the statement names other zone data" 'zone_data_version="2099a"' settle --rules rules "$case"
expect_zones "samples are replayed by other zone data" 'expected .*T22:00:00Z.*, found .*T15:00:00Z' replay samples
sed 's|Europe/Kyiv|Europe/Paris|' rules/example.xml >paris.xml
expect_zones "rules are checked by other zone data" "there is no time zone database" check paris.xml
expect_zones "a schema is made by other zone data" "there is no time zone database" schema case --rules paris.xml
cp kept "$expected"

sed 's/outcome="granted"/outcome="denied"/' kept >"$expected"
expect "a changed byte is shown with its line" 1 'line [0-9]+: expected .*denied.*, found .*granted' '^$'
sed 's/outcome="granted"/outcome="denied"/; s/amount="10.00"/amount="11.00"/' kept >"$expected"
expect "every difference of a decision is shown" 1 '^    decision 1: outcome: expected denied, found granted$' '^$'
expect "also those after the first of a line" 1 '^    decision 1: amount: expected 11.00, found 10.00$' '^$'
sed -E 's/(rules_digest|case_digest)="./\1="x/' kept >"$expected"
expect "digests that alone differ are told as such" 1 ' only digests differ$' 'note: 1 statements differ in digests alone'
expect "with what they are" 1 '^    statement: case_digest: expected x' ''
"$command" replay --ignore-digests samples >output 2>errors && grep -qx '1 passed, 0 failed' output || {
    echo "FAILED: digests can be ignored"
    failures=$((failures + 1))
}
sed '$d' kept >"$expected"
expect "a missing line is shown" 1 'expected the end, found </' '^$'
head -c -1 kept >"$expected"
expect "a missing line end is shown" 1 'without a line end, found' '^$'
expect "a failure is counted" 1 '^0 passed, 1 failed$' '^$'

cp kept "$expected"
echo '1:1: whatever' >"$refusal"
expect "a statement and an error cannot both be expected" 1 'both a statement and an error are expected$' '^$'
rm "$expected"
expect "a statement where an error is expected fails" 1 'expected an error, found a statement$' '^$'

sed -i 's/price="100.00"/price="1oo.00"/' "$case"
expect "another error fails" 1 'error message: expected .*whatever' '^$'
"$command" settle --rules rules "$case" 2>message && exit 1
sed "s|^redress: $case:||" message >"$refusal"
expect "the expected error passes" 0 'refused .* ok$' '^$'
rm "$refusal"
cp kept "$expected"
expect "an error where a statement is expected fails" 1 'expected a statement, found the error ' '^$'

rm -r samples/example
expect "no case at all is a failure" 1 '^0 passed, 0 failed$' '^$'
echo '<sla/>' >rules/example.xml
expect "rules that cannot be loaded are bad usage" 2 '' 'redress: rules/example.xml:'
rm -r samples
expect "a folder that is not there is bad usage" 2 '' 'samples'

[ "$failures" -eq 0 ]
