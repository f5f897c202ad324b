"""Prints the statement of a case by the installed package.

  client.py RULES CASE.xml"""

import pathlib
import sys

import redress

rules, case = sys.argv[1:]
statement = redress.Book.load(rules).settle(pathlib.Path(case).read_bytes())
sys.stdout.buffer.write(statement.xml)
