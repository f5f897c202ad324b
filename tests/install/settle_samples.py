"""Prints the statement of each sample, or why it is refused, from the Python package that is installed.

  settle_samples.py RULES SAMPLES
"""

import sys
from pathlib import Path

import redress

book = redress.Book.load(sys.argv[1])
for case in sorted(Path(sys.argv[2]).glob("*/*.case.xml")):
    print(case.parent.name, case.name)
    try:
        print(book.settle(case.read_bytes()).xml.decode())
    except redress.CaseError as error:
        print(error)
