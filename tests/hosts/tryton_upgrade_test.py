"""A database that version 6.0.0 of the module made in Tryton 6.0 is upgraded to this version, and nothing is lost.

tryton_database_6.0.sql.xz is that database, as SQLite writes it. Its four subscriptions were billed for July and August 2025:

    1 ua_hosting, a credit of 65.00 to the balance, of which nothing is taken yet
    2 by_hosting, a claim for review, as no cause of the outage is on record
    3 corpolead, a discount of 150.00 that July and August have taken
    4 ua_hosting, a claim with a misspelt fact: August's invoice 7 could not be settled

How it is run: tryton_provider.py.
"""
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest
from datetime import date
from decimal import Decimal
from pathlib import Path

from proteus import Model, Report, config
from tryton_provider import RULES, WORK, ProviderTest


class UpgradeTest(ProviderTest):

    @classmethod
    def setUpClass(cls):
        dump = Path(__file__).with_name('tryton_database_6.0.sql.xz')
        connection = sqlite3.connect(Path(WORK.name, 'previous.sqlite'))
        connection.executescript(lzma.open(dump, 'rt', encoding='utf-8').read())
        connection.close()
        for _ in range(2):  # the second time there is nothing left to do
            cls.upgrade()
        config.set_trytond('sqlite:///previous')
        cls.add_groups('SLA Rules', 'SLA Approval')

    @staticmethod
    def upgrade():
        admin = shutil.which('trytond-admin')
        done = subprocess.run([sys.executable, admin, '-d', 'previous', '-u', 'redress_sla'], capture_output=True, text=True,
            env={**os.environ, 'TRYTOND_REDRESS__RULES': str(RULES), 'PYTHONWARNINGS': 'ignore'})
        assert done.returncode == 0, done.stderr
        assert 'not updated' not in done.stderr, done.stderr  # access rights that somebody is said to have changed

    def test_an_upgrade(self):
        self.assertEqual(sorted(rules.name for rules in Model.get('redress.rules').find([])),
            sorted('-'.join(path.relative_to(RULES).with_suffix('').parts) for path in RULES.rglob('*.xml')))
        vps, site, platform, unclear = (Model.get('sale.subscription').find([('number', '=', str(number))])[0]
            for number in range(1, 5))
        self.assert_credits(vps, ('ua_hosting/availability/1/2025-07-01', 'balance', '65.00', '65.00'))
        self.assert_credits(platform, ('corpolead/availability/3/2025-06-01', 'discount', '150.00', '0.00'))
        self.assertEqual([(claim.id, claim.state) for claim in Model.get('redress.claim').find([], order=[('id', 'ASC')])],
            [(1, 'settled'), (2, 'review'), (3, 'settled'), (4, 'open')])
        for subscription in (vps, site, platform, unclear):
            for invoice in self.invoices(subscription):
                self.assertEqual(len(invoice.settlements), 0 if invoice.id == 7 else 1, invoice.id)
                self.assertEqual(invoice.service_credits_due, invoice.id == 7)
        Decision = Model.get('redress.decision')
        granted, = Decision.find([('subscription', '=', vps.id), ('outcome', '=', 'granted')])
        self.assertEqual((granted.amount, granted.remedy, granted.claim.id), (Decimal('65.00'), 'balance', 1))
        review = Decision.find([('subscription', '=', site.id), ('outcome', '=', 'review')])
        self.assertEqual({decision.reason for decision in review}, {'missing_fact'})
        _, page, _, _ = Report('redress.decision.explanation.auditor').execute([granted])
        self.assertIn('65.00 UAH', page.decode())
        self.assertNotIn('The rules at hand are others', page.decode())

        # What was open goes on: the misspelt fact is taken out, so August's invoice is settled, and September's take 65.00 each.
        claim = Model.get('redress.claim')(4)
        claim.facts = {}
        claim.save()
        self.run_invoices(date(2025, 9, 1))
        self.assert_lines(self.invoices(vps)[2], '650.00', '-65.00')
        self.assert_lines(self.invoices(unclear)[2], '650.00', '-65.00')
        self.assert_credits(unclear, ('ua_hosting/availability/4/2025-07-01', 'balance', '65.00', '0.00'))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], warnings='ignore')
