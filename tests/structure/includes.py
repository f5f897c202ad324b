"""Whether the rooms of the library stand above each other: a file includes only its own room and those below.

    includes.py PLUGIN

A planted include shows that the check finds one.
"""

import re
import sys
from pathlib import Path

ROOMS = ["exact", "time", "xml", "facts", "formula", "rules", "settle", "statement", "review"]
INCLUDE = re.compile(r'^#include "([a-z_]+)/[a-z_]+\.h"', re.MULTILINE)


def wrong_includes(files):
    """(path, included room) of each include that goes up; `files` gives the text of each path below plugin/."""
    for path, text in sorted(files.items()):
        room = path.split("/")[0]
        if room not in ROOMS:
            continue  # what stands above all rooms: the ABI
        for included in INCLUDE.findall(text):
            if included not in ROOMS or ROOMS.index(included) > ROOMS.index(room):
                yield path, included


def main():
    plugin = Path(sys.argv[1])
    files = {path.relative_to(plugin).as_posix(): path.read_text() for path in plugin.rglob("*") if path.suffix in (".h", ".cpp")}
    rooms = {path.split("/")[0] for path in files if "/" in path}
    assert rooms == set(ROOMS), f"the rooms are {sorted(rooms)}: say here where each stands"
    planted = dict(files, **{"exact/money.h": '#include "settle/ledger.h"\n'})
    assert list(wrong_includes(planted)) == [("exact/money.h", "settle")], "a planted include was not found"
    found = list(wrong_includes(files))
    for path, included in found:
        print(f"{path} includes {included}/, which stands above it")
    print(f"{len(files)} files, {len(found)} includes that go up")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
