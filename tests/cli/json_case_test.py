"""A case in JSON is the same case: every sample, written as JSON, has the same canonical XML, and the JSON Schema holds for it.

  json_case_test.py COMMAND ROOT
"""

import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema

MANY = {"subscription", "plan", "incident", "maintenance", "ticket", "pause", "charge", "measurement", "claim", "credit", "line", "holiday",
        "working_day"}
COUNTS = {("account", "overdue_invoices"), ("account", "units")}
FLAGS = {("case", "estimates"), ("incident", "confirmed"), ("incident", "recovered"), ("maintenance", "emergency"), ("ticket", "escalated"),
         ("ticket", "priority_accepted"), ("claim", "leaving")}


def local(tag):
    return tag.rpartition("}")[2]


def declare_facts(root):
    """Facts that the rules declare are counts and flags as those of the vocabulary are."""
    for file in pathlib.Path(root).glob("rules/*.xml"):
        for fact in ElementTree.parse(file).getroot().iter("{urn:redress:rules:1}fact"):
            kinds = {"count": COUNTS, "flag": FLAGS}.get(fact.get("type"))
            if kinds is not None:
                kinds.add((fact.get("record"), fact.get("name")))


def value(record, field, text):
    if (record, field) in COUNTS:
        return int(text)
    if (record, field) in FLAGS:
        return text == "yes"
    return text.split() if field == "subscriptions" else text


def as_json(element):
    record = local(element.tag)
    out = {}
    for child in element:
        name = local(child.tag)
        if name in MANY:
            out.setdefault(name, []).append(as_json(child))
        else:
            out[name] = as_json(child)
    # Fields after records: their order is free.
    out.update({name: value(record, name, text) for name, text in element.attrib.items()})
    return out


def main(command, root, *slas):
    def run(*arguments, given=None):
        return subprocess.run([command, *arguments], input=given, capture_output=True, check=False)

    declare_facts(root)
    schema = json.loads(run("schema", "case", "--json", "--rules", f"{root}/rules").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    checked = failed = 0
    lines, documents = [], []
    for file in sorted(file for sla in slas or ["*"] for file in pathlib.Path(root).glob(f"samples/{sla}/*.case.xml")):
        canonical = run("canonical", str(file))
        if canonical.returncode != 0:
            continue
        case = as_json(ElementTree.parse(file).getroot())
        text = json.dumps(case, ensure_ascii=False).encode()
        found = run("canonical", "-", given=text)
        wrong = [error.message for error in validator.iter_errors(case)]
        if file.with_suffix("").with_suffix(".error.txt").exists():
            wrong = []  # what the library refuses the schema may refuse as well
        if found.stdout != canonical.stdout or wrong:
            failed += 1
            print(f"{file}: {found.stderr.decode()}{wrong}")
        checked += 1
        lines.append(text)
        documents.append(file.read_bytes())
    settled = [run("settle", "--rules", f"{root}/rules", "-", given=b"\n".join(many)).stdout for many in (lines, documents)]
    if not settled[0] or settled[0] != settled[1]:
        failed += 1
        print("the samples as lines of JSON give other statements than as XML")
    print(f"{checked} samples, {failed} failed")
    return 0 if checked > (10 if slas else 1000) and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
