#!/usr/bin/env python3
"""Tests of the Python package.

  run_tests.py LIBRARY RULES SAMPLES [TEST...]

TEST is a module such as samples_test; without one, all of them run.
"""

import sys
import unittest
from pathlib import Path

import places

sys.path.insert(0, str(places.PACKAGE))
sys.dont_write_bytecode = True  # the sources stay as they are


def main(library: str, rules: str, samples: str, *tests: str) -> None:
    import redress

    places.library, places.rules, places.samples = (Path(path).resolve() for path in (library, rules, samples))
    redress.library(places.library)
    modules = tests or sorted(path.stem for path in Path(__file__).parent.glob("*_test.py"))
    result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromNames(modules))
    if not result.wasSuccessful() or result.skipped or not result.testsRun:
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
