"""The texts of each language, hostile names, the options, and some explanations as a whole.

    check_texts.py COMMAND ROOT

ROOT is the folder of the sources. The explanations of `expected/` were read against the case, the rules and the statement.
"""

import difflib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import page

COMMAND, ROOT = sys.argv[1], Path(sys.argv[2])
EXPLAIN = ROOT / "cli" / "explain"
HERE = Path(__file__).parent
SAMPLE = ROOT / "samples/ua_hosting/scheduled_work_across.case.xml"
HOSTILE = "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&quot;'`|*_[x](y)"
SPOKEN = "<script>alert(1)</script>&amp;\"'`|*_[x](y)"

faults = []


def expect(holds, fault):
    if not holds:
        faults.append(fault)


def explain(*arguments, rules=ROOT / "rules", case=SAMPLE):
    return subprocess.run([COMMAND, "explain", "--rules", rules, *arguments, case], capture_output=True, text=True)


def texts(path):
    found = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, _, text = line.partition("=")
        expect(key.strip() not in found, f"{path.name}:{number}: {key.strip()} stands twice")
        expect(text.count("**") % 2 == 0, f"{path.name}:{number}: an odd number of **")
        found[key.strip()] = text.strip()
    return found


def placeholders(text):
    return sorted(re.findall(r"\{(\w+)\}", text))


def check_languages():
    english = texts(EXPLAIN / "languages/en.ini")
    source = "".join(path.read_text() for path in [*EXPLAIN.glob("*.cpp"), *EXPLAIN.glob("templates/*.mustache")])
    # Keys that are put together of a beginning and a name.
    built = ("month_", "of_month_", "reason_", "outcome_", "remedy_", "applied_", "row_", "name_", "bound_", "value_")
    for key in english:
        stem = re.sub(r"_(one|few|many)$", "", key)
        expect(stem in source or key.startswith(built), f"no text needs {key}")
    # What a statement can name has its text.
    vocabulary = subprocess.run([COMMAND, "vocabulary"], capture_output=True, text=True).stdout.split("## The statement")[1]
    words = {field: re.findall("`([a-z_]+)`", values) for field, values in
             re.findall(r"^\| `(\w+)` \| token \| \w+ \| ([^|]+) \|", vocabulary, re.MULTILINE)}
    kinds = re.findall(r"^\| `kind` \| token \| always \| ([^|]+) \|", vocabulary, re.MULTILINE)
    steps, adjustments = (re.findall("`([a-z_]+)`", row) for row in kinds)
    reasons = re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| `(?:denied|review|pending)` \| (.*) \|$",
                                                           (ROOT / "docs/rules.md").read_text(), re.MULTILINE)))
    expect(len(steps) > 15 and len(adjustments) > 3 and len(reasons) > 15 and len(words["outcome"]) == 4, "the vocabulary is another")
    for kind in set(steps) - {"claim", "reading"}:
        expect(f"row_{kind}" in english, f"a step {kind} has no text row_{kind}")
    for begin, names in (("applied_", adjustments), ("reason_", reasons), ("outcome_", words["outcome"]), ("remedy_", words["remedy"])):
        for name in names:
            expect(begin + name in english, f"there is no text {begin}{name}")
    for path in sorted(EXPLAIN.glob("languages/*.ini")):
        other = texts(path)
        for key in sorted(english.keys() ^ other.keys()):
            faults.append(f"{path.name}: {key} is in one of the languages only")
        for key in english.keys() & other.keys():
            expect(placeholders(english[key]) == placeholders(other[key]), f"{path.name}: {key} has other placeholders")
        done = explain("--language", path.stem, "--format", "html")
        expect(done.returncode == 0 and f'<html lang="{path.stem}">' in done.stdout, f"{path.name}: no page: {done.stderr}")
        faults.extend(f"{path.name}: {fault}" for fault in page.faults(done.stdout))
        again = explain("--language", path, "--format", "html")
        expect(again.stdout == done.stdout, f"{path.name}: as a file it gives another page")


def check_language_files(folder):
    def with_texts(text):
        (folder / "mine.ini").write_text(text)
        return explain("--language", folder / "mine.ini", "--for", "customer")

    done = with_texts("# mine\nsaid_balance = {amount} for you.\n")
    expect("15.00 UAH for you." in done.stdout and "How it was computed" in done.stdout, "a missing key is not said in English")
    for text, fault in [
        ("said_balence = x", "mine.ini:1: no text is called 'said_balence'"),
        ("\nsaid_balance = {amout}", "mine.ini:2: 'said_balance' has no placeholder {amout}"),
        ("said_balance", "mine.ini:1: expected key = text"),
    ]:
        done = with_texts(text)
        expect(done.returncode == 1 and fault in done.stderr, f"{text!r}: {done.stderr}")


RULES = f"""<sla xmlns="urn:redress:rules:1" id="hostile" title="{HOSTILE}" timezone="Europe/Berlin" effective_from="2026-01-01">
  <reading clause="{HOSTILE}">{HOSTILE}</reading>
  <level id="gold" title="{HOSTILE}"/>
  <require id="checked" that="account.standing is good">{HOSTILE}</require>
  <guarantee id="up" clause="{HOSTILE}" title="{HOSTILE}" over="calendar_month">
    <downtime name="down" where="incident.cause is not '{HOSTILE.replace("'", "")}'"/>
    <breach when="down above 1 minute"/>
    <credit value="1 hour"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
"""


def hostile_case(standing):
    return f"""<case xmlns="urn:redress:case:1" id="hostile" as_of="2026-04-01T09:00:00Z" currency="EUR">
  <account id="a" standing="{standing}"/>
  <subscription id="s" sla="hostile" price="30" level="gold"/>
  <incident id="i" start="2026-03-03T10:00:00Z" end="2026-03-03T12:00:00Z" cause="{HOSTILE}"/>
</case>
"""


def check_hostile(folder):
    (folder / "hostile.xml").write_text(RULES)
    for standing in ("good", "suspended"):
        case = folder / "hostile.case.xml"
        case.write_text(hostile_case(standing))
        done = explain("--format", "html", rules=folder / "hostile.xml", case=case)
        expect(done.returncode == 0, f"hostile names: {done.stderr}")
        faults.extend(f"hostile names: {fault}" for fault in page.faults(done.stdout))
        expect(page.text_of(page.parse(done.stdout)).count(SPOKEN) >= 3, "hostile names are not shown as they are")
        markdown = explain("--format", "markdown", rules=folder / "hostile.xml", case=case).stdout
        outside_code = re.sub(r"(`+) ?.*?[^`]\1(?!`)", "", re.sub(r"\\.", "", markdown))
        expect("<" not in outside_code and "](" not in outside_code, "markdown: markup that is not escaped")
    # Ids are plain words to the library, and what stands in a title of a drawing is text as well.
    case.write_text(hostile_case("good").replace('id="i"', f'id="{HOSTILE}"'))
    done = explain("--format", "html", rules=folder / "hostile.xml", case=case)
    expect(done.returncode == 1 or not list(page.faults(done.stdout)), "a hostile id is not escaped")


CLOCK = """<sla xmlns="urn:redress:rules:1" id="desk" title="Desk" currency="EUR" timezone="Europe/Berlin" effective_from="2026-01-01">
  <calendar weekend="saturday sunday"><hours days="working_days" daily="09:00-17:00"/></calendar>
  <clock clause="4" hours="opening" pauses="stop"/>
  <level id="gold" title="Gold"><parameter name="limit" value="2 hours"/></level>
  <guarantee id="answer" clause="5" title="An answer in time" over="ticket">
    <breach when="subject.response_time above level.limit"/>
    <tiers name="per_hour" of="subject.response_time">
      <tier at_most="level.limit" value="0 EUR"/>
      <tier below="1 day" value="10 EUR"/>
      <tier value="60 EUR"/>
    </tiers>
    <credit value="per_hour"/>
    <cap id="most" clause="6" amount="subscription.price / 4"/>
  </guarantee>
  <approve when="due above 5 EUR" clause="7"/>
  <remedy kind="balance"/>
  <forfeit when="account.standing is violation" clause="8"/>
</sla>
"""
# Opened on Monday at 16:00, answered on Tuesday at 12:00, with a pause from 10:00 to 10:30: 1 h and 2 h 30 min are 3 h 30 min.
# That is above 2 hours and below a day: 10 EUR, and the cap leaves 30 / 4.
DESK_CASE = """<case xmlns="urn:redress:case:1" id="desk" as_of="2026-03-04T09:00:00Z" currency="EUR">
  <account id="a" standing="violation"/>
  <subscription id="s" sla="desk" price="30" level="gold"/>
  <ticket id="t" opened="2026-03-02T16:00:00+01:00" first_response="2026-03-03T12:00:00+01:00" resolved="2026-03-03T13:00:00+01:00"/>
  <pause ticket="t" start="2026-03-03T10:00:00+01:00" end="2026-03-03T10:30:00+01:00" reason="customer"/>
  <credit id="gift" subscription="s" amount="3" granted="2026-01-05T00:00:00Z" remedy="discount" remaining="2"/>
</case>
"""


# What no sample has: a clock, opening hours, a pause, parameters in a ladder, a cap of a promise, an approval, a forfeit.
def check_clock(folder):
    (folder / "desk.xml").write_text(CLOCK)
    (folder / "desk.case.xml").write_text(DESK_CASE)
    rules, case = folder / "desk.xml", folder / "desk.case.xml"
    out = re.sub(r"\s+", " ", explain(rules=rules, case=case).stdout)
    for wanted in [
        "Response time by the clock of the contract: 3 h 30 min (clause 4).",
        "As response time is 3 h 30 min (below 1 day), the band is 10.00 EUR.",
        "The limit “most” of the promise allows no more than 7.50 EUR (clause 6).",
        "A person must approve 7.50 EUR (clause 7).",
        "7.50 EUR would be posted.",
        "A person decides, 7.50 EUR wait for approval",
        "clock: response time: 2 March 2026, 16:00 to 17:00 (1 h); 3 March 2026, 09:00 to 10:00 (1 h); 3 March 2026, 10:30 to 12:00 (1 h 30 min)",
        "pause: customer, 3 March 2026, 10:00 to 10:30 (30 min)",
        "nothing, at most 2 h > 10.00 EUR, below 1 day: 3 h 30 min 60.00 EUR, at least 1 day",
        "2.00 EUR that were left end.",
        "Answered: 3 March 2026, 12:00",
        "t (ticket): 2 March 2026, 16:00 to 3 March 2026, 13:00 is what this is about",
    ]:
        expect(wanted in out, f"a clock: the text lacks {wanted!r}:\n{out}")
    faults.extend(f"a clock: {fault}" for fault in page.faults(explain("--format", "html", rules=rules, case=case).stdout))
    approved = DESK_CASE.replace("</case>", '<claim id="c" filed="2026-03-04T08:00:00Z" subscription="s" ticket="t" approved="7.50"/></case>')
    case.write_text(approved)
    out = explain(rules=rules, case=case).stdout
    expect("7.50 EUR go to the balance." in out and "A person had to approve 7.50 EUR, and did (clause 7)." in out, f"approved: {out}")


PERIODS = """<sla xmlns="urn:redress:rules:1" id="joined" title="Joined" currency="EUR" timezone="Europe/Berlin" effective_from="2026-01-01">
  <periods name="outage" join="10 minutes" clause="3"/>
  <guarantee id="each" clause="4" title="Each outage" over="outage">
    <breach when="outage.length above 1 hour"/>
    <credit value="1 EUR * ceil(outage.length / 1 hour)"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
"""
# Ten minutes between them are closed and do not count: 50 and 70 minutes are two hours, 2 EUR. The third is another period.
PERIODS_CASE = """<case xmlns="urn:redress:case:1" id="joined" as_of="2026-03-04T09:00:00Z" currency="EUR">
  <account id="a"/>
  <subscription id="s" sla="joined" price="30"/>
  <incident id="i1" start="2026-03-02T10:00:00Z" end="2026-03-02T10:50:00Z"/>
  <incident id="i2" start="2026-03-02T11:00:00Z" end="2026-03-02T12:10:00Z"/>
  <incident id="i3" start="2026-03-03T11:00:00Z" end="2026-03-03T11:30:00Z"/>
</case>
"""


# A decision about a period is about all of its records.
def check_periods(folder):
    (folder / "joined.xml").write_text(PERIODS)
    (folder / "joined.case.xml").write_text(PERIODS_CASE)
    arguments = {"rules": folder / "joined.xml", "case": folder / "joined.case.xml"}
    out = re.sub(r"\s+", " ", explain("--decision", "1", **arguments).stdout)
    for wanted in [
        "2 March 2026, 11:00 to 13:10: the promise “Each outage” (clause 4) was broken.",
        "2.00 EUR go to the balance.",
        "recorded: i1, 2 March 2026, 11:00 to 11:50 (50 min); i2, 2 March 2026, 12:00 to 13:10 (1 h 10 min)",
        "i1 (outage): 2 March 2026, 11:00 to 11:50 50 min count",
        "i2 (outage): 2 March 2026, 12:00 to 13:10 1 h 10 min count",
        "i3 (outage): 3 March 2026, 12:00 to 12:30 does not count: outside of the window",
    ]:
        expect(wanted in out, f"a period: the text lacks {wanted!r}:\n{out}")
    faults.extend(f"a period: {fault}" for fault in page.faults(explain("--format", "html", **arguments).stdout))


def check_options(folder):
    whole = explain("--format", "html")
    statement = ROOT / "samples/ua_hosting/scheduled_work_across.statement.xml"
    expect(explain("--format", "html", "--statement", statement).stdout == whole.stdout, "a kept statement gives another page")
    other = explain("--statement", ROOT / "samples/ua_hosting/worked_example.statement.xml")
    expect(other.returncode == 1 and "not of 'scheduled-work-across'" in other.stderr, f"the statement of another case: {other.stderr}")
    changed = folder / "changed.case.xml"
    changed.write_text(SAMPLE.read_text().replace('price="300.00"', 'price="301.00"'))
    done = explain("--statement", statement, case=changed)
    expect(done.returncode == 1 and "digests differ" in done.stderr, f"the statement of other facts: {done.stderr}")
    expect("SHA-256" not in explain("--for", "customer", "--format", "html").stdout, "a customer reads digests")
    expect("rate * month_fee" in whole.stdout and "5\u00a0% * 300.00 UAH" in whole.stdout, "a formula or its values are missing")
    two = ROOT / "samples/by_hosting/tickets_answered.case.xml"
    expect("ticket-2" not in explain("--decision", "1", case=two).stdout.split("Records")[0], "--decision 1 shows decision 2")
    expect(explain("--guarantee", "ticket_response", case=two).stdout == explain(case=two).stdout, "--guarantee leaves its own out")
    for arguments in (["--decision", "3"], ["--guarantee", "availability"]):
        done = explain(*arguments, case=two)
        expect(done.returncode == 1 and "no decision" in done.stderr, f"{arguments}: {done.stderr}")
    late = explain("--format", "markdown", case=ROOT / "samples/atlassian/claimed_a_second_too_late.case.xml").stdout
    # An hour of 720 is 0.139 %: 99.861 % is in the band of 10 % of 1000 USD.
    expect("**100.00 USD** would have been due." in late, "it does not say what would have been due")
    expect(explain("--decision", "1", "--guarantee", "x").returncode == 2, "--decision and --guarantee stand together")


def check_expected():
    files = sorted((HERE / "expected").glob("*.txt"))
    expect(len(files) >= 4, "there are fewer explanations to compare with")
    for file in files:
        sla, name, language = file.stem.split(".")
        done = explain("--for", "customer", "--language", language, case=ROOT / f"samples/{sla}/{name}.case.xml")
        if done.stdout != file.read_text():
            faults.append(f"{file.name}:\n" + "".join(difflib.unified_diff(
                file.read_text().splitlines(True), done.stdout.splitlines(True), "expected", "found")))


def main():
    check_languages()
    with tempfile.TemporaryDirectory() as folder:
        check_language_files(Path(folder))
        check_hostile(Path(folder))
        check_clock(Path(folder))
        check_periods(Path(folder))
        check_options(Path(folder))
    check_expected()
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


sys.exit(main())
