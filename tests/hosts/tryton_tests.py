"""Runs the tests of the sample module redress_sla in the Tryton of the interpreter; tryton.sh does so in each series.

    tryton_tests.py LIBRARY COMMAND RULES [what unittest takes]
"""
import sys
import unittest

import tryton_provider  # first, as it says to Tryton where its database is  # noqa: F401
from tryton_languages_test import *  # noqa: F401, F403
from tryton_runs_test import *  # noqa: F401, F403
from tryton_year_test import *  # noqa: F401, F403

if __name__ == '__main__':
    # Tryton's modules of Debian 12 are full of warnings of their own.
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], warnings='ignore')
