#!/usr/bin/env bash
# What `redress settle` makes of one case, of many, of folders and of streams, in each format.
#   settle_test.sh COMMAND
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mkdir -p rules cases/inner
cat >rules/example.xml <<'XML'
<sla xmlns="urn:redress:rules:1" id="example" title="An example" timezone="Europe/Kyiv" effective_from="2017-05-25">
  <guarantee id="availability" clause="1" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down above 1 hour"/>
    <credit value="10% * subscription.monthly_price"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
XML
# case_of ID PRICE: four hours down in January and in February
case_of() {
    cat <<XML
<case xmlns="urn:redress:case:1" id="$1" as_of="2026-03-05T00:00:00Z" currency="UAH">
  <account id="a-1"/>
  <subscription id="s-1" sla="example" price="$2" start="2025-01-01T00:00:00Z"/>
  <incident id="i-1" start="2026-01-05T08:00:00Z" end="2026-01-05T12:00:00Z"/>
  <incident id="i-2" start="2026-02-05T08:00:00Z" end="2026-02-05T12:00:00Z"/>
</case>
XML
}
case_of first 100.00 >cases/b.case.xml
case_of second 9.95 >cases/a.case.xml  # 10 % are 0.995, rounded half up to 1.00
case_of third 1oo >cases/inner/c.case.xml
cat >cases/inner/d.case.json <<'JSON'
{"id": "fourth", "as_of": "2026-03-05T00:00:00Z", "currency": "UAH", "account": {"id": "a-1", "overdue_invoices": 0},
 "incident": [{"id": "i-1", "start": "2026-01-05T08:00:00Z", "end": "2026-01-05T12:00:00Z", "confirmed": true, "cause": null}],
 "subscription": [{"id": "s-1", "sla": "example", "price": "50", "start": "2025-01-01T00:00:00Z"}]}
JSON
# same BEHAVIOUR EXPECTED_FILE FOUND_FILE
same() { diff "$2" "$3" || fail "$1"; }

# settled STATUS ARGUMENTS...: into the files output and errors
settled() {
    local status=$1 found=0
    shift
    "$command" settle --rules rules "$@" >output 2>errors || found=$?
    [ "$found" -eq "$status" ] || { fail "exit status $found for $status: $*"; cat errors; }
}

# Rows stand in the order of the paths, and refused cases among them with place and message.
settled 1 --format csv cases
tr -d '\r' <output | python3 -c '
import csv, sys
for row in csv.DictReader(sys.stdin):
    print("|".join(row[n] for n in "source line column case number window_start outcome amount currency remedy sentence".split()))' >rows
cat >expected <<'ROWS'
cases/a.case.xml|||second|1|2025-12-31T22:00:00Z|granted|1.00|UAH|balance|1.00 UAH to the balance.
cases/a.case.xml|||second|2|2026-01-31T22:00:00Z|granted|1.00|UAH|balance|1.00 UAH to the balance.
cases/b.case.xml|||first|1|2025-12-31T22:00:00Z|granted|10.00|UAH|balance|10.00 UAH to the balance.
cases/b.case.xml|||first|2|2026-01-31T22:00:00Z|granted|10.00|UAH|balance|10.00 UAH to the balance.
cases/inner/c.case.xml|3|47||||refused||||'1oo' is not money: expected a decimal such as 21.72
cases/inner/d.case.json|||fourth|1|2025-12-31T22:00:00Z|granted|5.00|UAH|balance|5.00 UAH to the balance.
ROWS
same "rows of a folder" expected rows

settled 1 --format csv --totals cases
tr -d '\r' <output >rows
cat >expected <<'CSV'
sla,currency,outcome,count,amount
example,UAH,granted,5,27.00
,,refused,1,
CSV
same "totals by SLA, currency and outcome" expected rows

settled 1 --format table cases
grep -qx 'cases/inner/c.case.xml:3:47: .1oo. is not money: expected a decimal such as 21.72' output || fail "a table names refused cases"
grep -qx 'example  UAH       granted      5   27.00' output || fail "a table ends with totals"

settled 1 --format json cases
python3 - <<'PYTHON' || fail "JSON has cases and totals"
import json
found = json.load(open("output"))
assert [c["source"] for c in found["cases"]] == ["cases/a.case.xml", "cases/b.case.xml", "cases/inner/c.case.xml", "cases/inner/d.case.json"]
first = found["cases"][1]["statement"]
assert first["case"] == "first" and first["decision"][0]["amount"] == "10.00" and first["decision"][0]["number"] == 1
assert first["decision"][0]["breached"] is True and first["step"] and first["credit"][0]["amount"] == "10.00"
refused = found["cases"][2]
assert (refused["line"], refused["column"]) == (3, 47) and "is not money" in refused["refused"] and "statement" not in refused
assert found["totals"] == [{"sla": "example", "currency": "UAH", "outcome": "granted", "count": 5, "amount": "27.00"},
                           {"outcome": "refused", "count": 1}], found["totals"]
PYTHON

# Statements one after the other, and messages beside them.
settled 0 cases/b.case.xml
cp output first
settled 0 cases/a.case.xml
cp output second
settled 1 cases
[ "$(cat errors)" = "redress: cases/inner/c.case.xml:3:47: '1oo' is not money: expected a decimal such as 21.72" ] ||
    fail "a refused case's message goes to standard error"
cat second first >expected
head -c "$(wc -c <expected)" output >found
same "statements in the order of the paths" expected found
settled 0 - <cases/b.case.xml
same "standard input is a case" first output

# Streams: documents one after the other, one a line, with comments between them, and with one that never ends.
cat first second >expected
{ echo '<!-- </case> in a comment ends none -->'; cat cases/b.case.xml; echo '<!-- and the next -->'; cat cases/a.case.xml
  echo '<!-- no case follows -->'; } >stream.xml
settled 0 - <stream.xml
same "documents one after the other" expected output
{ tr '\n' ' ' <cases/b.case.xml; echo; tr '\n' ' ' <cases/a.case.xml; } >lines.xml
settled 0 lines.xml
same "a document a line" expected output
{ cat cases/b.case.xml; sed '/<.case>/d' cases/a.case.xml; cat cases/a.case.xml; } >broken.xml
settled 1 broken.xml
same "a document that never ends spoils no other" expected output
grep -q '^redress: broken.xml:12:1: ' errors || { fail "its place is that in the stream"; cat errors; }
settled 1 - </dev/null
grep -q '^redress: -:1:1: ' errors || { fail "an empty stream is no case"; cat errors; }

settled 0 cases/inner/d.case.json
cp output fourth
python3 -c 'import json; print(json.dumps(json.load(open("cases/inner/d.case.json"))))' >line
cat fourth fourth >expected
cat cases/inner/d.case.json cases/inner/d.case.json | settled 0 -
same "JSON objects one after the other" expected output
{ cat line; echo; echo '{"id": "spoiled", "as_of": '; cat line; } >lines.json
settled 1 lines.json
same "a JSON line that is cut off spoils no other" expected output
grep -q '^redress: lines.json:3:2[0-9]: no JSON: ' errors || { fail "its place is that in the stream"; cat errors; }

# What is wrong with a case in JSON is shown at the field.
# json_refused PLACE_AND_MESSAGE: of the case on standard input
json_refused() {
    settled 1 -
    grep -qF -- "redress: -:$1" errors || { fail "expected the refusal $1"; cat errors; }
}
sed 's/"50"/12.5/' cases/inner/d.case.json | json_refused "3:51: 'price': 12.5 is a floating-point number: write it as text, \"12.5\""
sed 's/"50"/"5o"/' cases/inner/d.case.json | json_refused "3:51: '5o' is not money"
sed 's/"cause": null/"clause": "x"/' cases/inner/d.case.json | json_refused "2:112: incident has no field 'clause'"
sed 's/"sla": "example"/"sla": "other"/' cases/inner/d.case.json | json_refused "3:33: the book has no SLA 'other'"
sed 's/"incident": \[/"incidents": [/' cases/inner/d.case.json | json_refused "2:2: 'incidents' holds an object, but case has no records of that name"
sed 's/"account": {[^}]*}/"account": "a-1"/' cases/inner/d.case.json | json_refused "1:70: expected an object for the record 'account', found a value"
sed 's/"id": "fourth"/"id": "fourth", "id": "fifth"/' cases/inner/d.case.json | json_refused "1:18: "

# A range of windows.
settled 0 --format csv --from 2026-02-01T00:00:00+02:00 cases/b.case.xml
[ "$(grep -c granted output)" -eq 1 ] && grep -q 2026-01-31T22:00:00Z output || fail "windows from a moment on"
settled 0 --format csv --until 2026-02-01T00:00:00+02:00 cases/b.case.xml
[ "$(grep -c granted output)" -eq 1 ] && grep -q 2025-12-31T22:00:00Z output || fail "windows until a moment"
settled 1 --from yesterday cases/b.case.xml
grep -q "yesterday' is not an instant" errors || { fail "a range that is none is refused"; cat errors; }

# The same bytes whatever the number of threads.
mkdir many
for i in $(seq 1 200); do case_of "case-$i" "$i.50" >"many/$i.case.xml"; done
for format in xml json csv table; do
    settled 0 --jobs 1 --format "$format" many
    cp output one
    settled 0 --jobs 5 --format "$format" many
    same "the same $format by five threads" one output
done

settled 1 missing.xml
grep -qx 'redress: missing.xml can.t be read' errors || fail "a file that is not there"
mkdir none
settled 1 none
grep -q 'none has no \*.case.xml' errors || fail "a folder without cases"
"$command" settle --rules rules --totals cases >/dev/null 2>&1 && fail "totals alone have no form in XML"

[ "$failures" -eq 0 ]
