"""Explains every sample in each format: the pages are whole and hold what was decided.

    check_samples.py COMMAND ROOT [FOLDER ...]

ROOT is the folder of the sources; FOLDER, of samples, [samples].
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import page

STATEMENT = "{urn:redress:statement:1}"
TITLES = {"granted": "Granted", "denied": "Nothing due", "review": "A person decides", "pending": "Not decided yet"}


def unescaped(markdown):
    return re.sub(r"\\(.)", r"\1", markdown)


def check(command, rules, case):
    def explain(form):
        return subprocess.run([command, "explain", "--rules", rules, "--format", form, case], capture_output=True, text=True)

    expected = Path(str(case).removesuffix(".case.xml") + ".statement.xml")
    if not expected.exists():
        done = explain("html")
        return [] if done.returncode == 1 and not done.stdout and str(case) in done.stderr else ["a refused case was explained"]
    decisions = ElementTree.parse(expected).getroot().findall(f"{STATEMENT}decision")
    found = []
    for form in ("html", "markdown", "text"):
        done = explain(form)
        if done.returncode != 0 or done.stderr:
            found.append(f"{form}: exit {done.returncode}, {done.stderr}")
            continue
        out = done.stdout
        if form == "html":
            found += [f"html: {fault}" for fault in page.faults(out)]
            articles = [node for node in page.parse(out).iter("article")]
            if [article.get("id") for article in articles] != [f"decision-{d.get('number')}" for d in decisions]:
                found.append("html: not one article for each decision")
            parts = [page.text_of(article) for article in articles]
        else:
            parts = [re.sub(r"\s+", " ", unescaped(out))] * len(decisions)
        for decision, part in zip(decisions, parts):
            for wanted in (decision.get("amount"), decision.get("subscription")):
                if wanted not in part:
                    found.append(f"{form}: decision {decision.get('number')} does not hold {wanted}")
            outcome = decision.get("outcome")
            if form == "text" and TITLES[outcome] not in part:
                found.append(f"text: decision {decision.get('number')} does not say {TITLES[outcome]}")
        if re.search(r"(?<!\\)</?[a-z]+[ >]", out) and form == "markdown":
            found.append("markdown: markup that is not escaped")
    return found


def main():
    command, root = sys.argv[1], Path(sys.argv[2])
    folders = [Path(folder) for folder in sys.argv[3:]] or [root / "samples"]
    cases = sorted(case for folder in folders for case in folder.rglob("*.case.xml"))
    assert len(cases) > 0, "no samples"
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for case, found in zip(cases, pool.map(lambda case: check(command, root / "rules", case), cases)):
            for fault in found:
                print(f"{case}: {fault}")
            failed += bool(found)
    print(f"{len(cases)} samples explained, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
