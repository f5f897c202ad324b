"""Every promise of the header has a test, and every test cites a promise that there is.

ids.py HEADER FOLDER...

A promise is a sentence with an id in brackets: [C4], or [settle-3] for the third of redress_settle. A test cites it by the
same text, in its name or in a comment. Every function says what the header says that each function says.
"""

import pathlib
import re
import sys
from collections import Counter

from declarations import functions

ID = re.compile(r"\[(C[0-9]+|[a-z][a-z_]{3,}-[0-9]+)\]")
TESTS = {".cpp", ".c", ".h", ".py", ".sh", ".php"}
LABELS = ["Thread", "Lifetime", "NULL", "Errors", "Memory", "Since"]


def of_functions(header: str) -> dict[str, str]:
    """The comment in front of each function, by the function's name without its prefix."""
    comments = {}
    for function in functions(header):
        declared = re.search(rf"^[a-z][^;]*\b{function.name}\(", header, flags=re.MULTILINE)
        before = header[: declared.start()].rstrip()
        comments[function.name.removeprefix("redress_")] = before[before.rfind("/*") :] if before.endswith("*/") else ""
    return comments


def wrong_in(header: str) -> list[str]:
    """Ids that stand twice or elsewhere than with their function, and functions that lack something."""
    wrong = []
    comments = of_functions(header)
    for name, comment in comments.items():
        labels = re.findall(r"^ \*   ([A-Z][A-Za-z]+) +\S", comment, flags=re.MULTILINE)
        if labels != LABELS:
            wrong.append(f"redress_{name} says {labels}, not {LABELS}")
        if not re.search(r"^ \*   Since +[0-9]+\.[0-9]+ \*/$", comment, flags=re.MULTILINE):
            wrong.append(f"redress_{name} does not say since which version")
    promises = re.findall(r"^ \* \[(C[0-9]+)\]", header, flags=re.MULTILINE)
    if promises != [f"C{number}" for number in range(1, len(promises) + 1)]:
        wrong.append(f"the conventions are not numbered from 1: {promises}")
    for identifier in set(ID.findall(header)) - set(promises):
        name = identifier.rpartition("-")[0]
        if f"[{identifier}]" not in comments.get(name, ""):
            wrong.append(f"[{identifier}] does not stand with redress_{name}")
    for name, comment in comments.items():
        own = [identifier for identifier in ID.findall(comment) if identifier.rpartition("-")[0] == name]
        twice = [identifier for identifier, count in Counter(own).items() if count > 1]
        if twice or sorted(int(i.rpartition("-")[2]) for i in own) != list(range(1, len(own) + 1)):
            wrong.append(f"the promises of redress_{name} are not numbered from 1: {own}")
    return wrong


def main(header_path: str, *folders: str) -> None:
    header = pathlib.Path(header_path).read_text()
    promises = set(ID.findall(header))
    wrong = wrong_in(header)
    cited: dict[str, list[str]] = {}
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix not in TESTS or path.name == "ids.py" or path.parent.name == "faults":
                continue
            for identifier in ID.findall(path.read_text()):
                cited.setdefault(identifier, []).append(path.name)
    wrong += [f"[{identifier}] has no test" for identifier in sorted(promises - cited.keys())]
    wrong += [f"[{identifier}] is no promise: {', '.join(cited[identifier])}" for identifier in sorted(cited.keys() - promises)]
    if not promises or wrong:
        sys.exit("\n".join(["FAILED: promises and tests do not match", *wrong]))
    print(f"{len(promises)} promises, cited {sum(map(len, cited.values()))} times")


main(*sys.argv[1:])
