"""Every sample statement agrees with the reference interpreter.

    check_samples.py [FOLDER...]
"""

import sys
from pathlib import Path

import compare
import statement
from pack import Book

ROOT = Path(__file__).resolve().parents[2]


def main(folders):
    book = Book([file.read_text() for file in sorted((ROOT / "rules").rglob("*.xml"))])
    cases = [case for folder in folders for case in sorted(folder.glob("*.case.xml"))]
    checked = failed = 0
    for file in cases:
        stated = file.with_name(file.name.replace(".case.xml", ".statement.xml"))
        if not stated.exists():
            continue
        checked += 1
        found = list(compare.differences(statement.settle(book, file.read_text()), compare.rows_of(stated.read_text())))
        failed += bool(found)
        for difference in found:
            print(f"{file.parent.name}/{file.name}: {difference}")
    print(f"{checked - failed} of {checked} samples agree")
    return 0 if checked and not failed else 1


if __name__ == "__main__":
    given = [Path(name).resolve() for name in sys.argv[1:]]
    sys.exit(main(given or sorted({case.parent for case in (ROOT / "samples").glob("*/*.case.xml")})))
