"""Invoice runs with service credits, and Tryton's own checks of the module. How it is run: tryton_provider.py."""
from datetime import date, datetime
from decimal import Decimal

from trytond.tests import test_tryton

from tryton_provider import ProviderTest


class ModuleTest(test_tryton.ModuleTestCase):
    """Tryton's own checks of a module: its views, access rights, dependencies, buttons, ..."""
    module = 'redress_sla'


class InvoiceRunTest(ProviderTest):

    def test_a_credit_to_the_balance_is_taken_by_later_invoices(self):
        # ua_hosting, 650.00 UAH a month. Down on 12 July from 04:00 to 21:00 in Kyiv, which is at UTC+3:
        # 17 h / 744 h = 2.28 % = 2.3 %; availability 97.7 %, band 95.0 to 97.8: 10 % of 650.00 = 65.00.
        vps = self.subscribe('ua_hosting', 'UAH', '650', date(2025, 7, 1))
        mail = self.subscribe(None, 'UAH', '30 10', date(2025, 9, 1), party=vps.party)
        outage = self.incident(vps, datetime(2025, 7, 12, 1), datetime(2025, 7, 12, 18))
        claim = self.claim(outage, datetime(2025, 7, 31, 9), guarantee='availability')
        credit = 'ua_hosting/availability/%s/2025-07-01' % vps.number
        self.run_invoices(date(2025, 7, 1))
        self.assertEqual(claim.state, 'open')
        self.run_invoices(date(2025, 8, 1))
        self.run_invoices(date(2025, 8, 1))  # the same run once more does nothing
        july, august = self.invoices(vps)
        self.assert_lines(july, '650.00')
        self.assert_lines(august, '650.00')  # it grants, later ones take
        self.assert_credits(vps, (credit, 'balance', '65.00', '65.00'))
        claim.reload()
        self.assertEqual((claim.state, claim.answer, claim.invoice), ('settled', '65.00 UAH to the balance.', august))
        for evidence in ('outcome="granted"', '<step ', 'credit="%s"' % credit, 'rules_digest='):
            self.assertIn(evidence, august.settlements[0].statement)
        self.assertIn('price="650', august.settlements[0].case)

        # Another 25 h on 20 July become known: 42 h / 744 h = 5.65 % = 5.6 %; 94.4 %, band 90.0 to 94.9: 25 % of 650.00 =
        # 162.50. Of these 65.00 were credited, so 97.50 are due. September takes the 65.00 of August, mail first, as Tryton
        # makes the invoices of later subscriptions first: all of its 10.00 and 30.00, and 25.00 of the server's 650.00.
        self.incident(vps, datetime(2025, 7, 20, 6), datetime(2025, 7, 21, 7))
        claim.click('reopen')
        self.run_invoices(date(2025, 9, 1))
        self.assert_lines(self.invoices(mail)[0], '10.00', '30.00', '-10.00', '-30.00')
        self.assert_lines(self.invoices(vps)[2], '650.00', '-25.00')
        self.assert_credits(vps, (credit, 'balance', '65.00', '0.00'), (credit + '#2', 'balance', '97.50', '97.50'))

        # Settled once more nothing is granted. October takes the rest: 97.50 - 40.00 = 57.50. November finds nothing.
        claim.click('reopen')
        self.run_invoices(date(2025, 10, 1))
        self.run_invoices(date(2025, 11, 1))
        self.assert_lines(self.invoices(mail)[1], '10.00', '30.00', '-10.00', '-30.00')
        self.assert_lines(self.invoices(vps)[3], '650.00', '-57.50')
        self.assert_lines(self.invoices(mail)[2], '10.00', '30.00')
        self.assert_lines(self.invoices(vps)[4], '650.00')
        self.assert_credits(vps, (credit, 'balance', '65.00', '0.00'), (credit + '#2', 'balance', '97.50', '0.00'))

    def test_an_extension_moves_the_end_and_is_not_billed(self):
        # by_hosting, 30.00 BYN a month from June to August. Down for six hours on 10 June and for seven on 12 June (10:00 in
        # Minsk is 07:00 UTC): the SLA gives a day for each. The service ends on 2 September instead of 31 August.
        site = self.subscribe('by_hosting', 'BYN', '30', date(2025, 6, 1), date(2025, 8, 31))
        claims = [self.claim(self.incident(site, datetime(2025, 6, day, 7), end, cause='equipment'),
                datetime(2025, 6, 20, 9), channel='ticket', guarantee='interruption')
            for day, end in ((10, datetime(2025, 6, 10, 13)), (12, datetime(2025, 6, 12, 14)))]
        self.run_invoices(date(2025, 6, 1))
        self.run_invoices(date(2025, 7, 1))
        site.reload()
        self.assertEqual((site.end_date, site.lines[0].end_date, site.free_days), (date(2025, 9, 2), date(2025, 9, 2), 2))
        days = ['by_hosting/interruption/%s/2025-06-%s' % (site.number, day) for day in (10, 12)]
        # A day of June is worth 30.00 / 30 = 1.00.
        self.assert_credits(site, *((day, 'extension', '1.00', '0.00') for day in days))
        # The next run sees the new end, and moves it no further.
        for claim in claims:
            claim.click('reopen')
        for day in (date(2025, 8, 1), date(2025, 9, 1), date(2025, 10, 1)):
            self.run_invoices(day)
        site.reload()
        self.assertEqual((site.end_date, site.free_days), (date(2025, 9, 2), 2))
        self.assert_credits(site, *((day, 'extension', '1.00', '0.00') for day in days))
        # Three months are billed, the two days of September are not.
        self.assertEqual([invoice.total_amount for invoice in self.invoices(site)], 3 * [Decimal('30.00')])
        self.assertIn('end="2025-09-02T21:00:00Z"', self.invoices(site)[2].settlements[0].case)

    def test_a_review_leaves_the_invoice_alone_and_a_note(self):
        # No cause is on record, so by clause 6.1 a person decides. Once it is, the day of 10 June is due.
        site = self.subscribe('by_hosting', 'BYN', '30', date(2025, 6, 1), date(2025, 12, 31))
        outage = self.incident(site, datetime(2025, 6, 10, 7), datetime(2025, 6, 10, 13))
        claim = self.claim(outage, datetime(2025, 6, 20, 9), channel='ticket', guarantee='interruption', remedy='balance')
        for day in (date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1)):
            self.run_invoices(day)
        claim.reload()
        self.assertEqual(claim.state, 'review')
        self.assert_credits(site)
        self.assertEqual([invoice.total_amount for invoice in self.invoices(site)], 3 * [Decimal('30.00')])
        note, = self.notes(site)  # one, though two invoices were made since
        for part in ('Claim %s:' % claim.id, 'by_hosting', 'interruption', 'missing_fact', 'incident %s: cause' % outage.id):
            self.assertIn(part, note)

        outage.cause = 'equipment'
        outage.save()
        claim.click('reopen')
        self.run_invoices(date(2025, 9, 1))
        self.run_invoices(date(2025, 10, 1))
        claim.reload()
        self.assertEqual(claim.state, 'settled')
        september, october = self.invoices(site)[3:]
        self.assert_lines(september, '30.00')
        self.assert_lines(october, '30.00', '-1.00')

    def test_a_discount_is_carried_forward_and_no_invoice_is_negative(self):
        platform, _, credit = self.platform_with_a_defect(2025)
        june, = self.invoices(platform)
        self.pay(june, date(2025, 6, 1))
        self.run_invoices(date(2025, 7, 1))
        july = self.invoices(platform)[1]
        # July's fee of 100.00 takes 100.00 of the 150.00.
        self.assert_lines(july, '100.00', '-100.00')
        self.assertEqual((july.untaxed_amount, july.tax_amount, july.total_amount), (0, 0, 0))
        self.assert_credits(platform, (credit, 'discount', '150.00', '50.00'))
        # August's takes the other 50.00: 100.00 - 50.00 = 50.00, with 20 % tax 60.00.
        self.run_invoices(date(2025, 8, 1))
        august = self.invoices(platform)[2]
        self.assert_lines(august, '100.00', '-50.00')
        self.assertEqual((august.untaxed_amount, august.tax_amount, august.total_amount),
            (Decimal('50.00'), Decimal('10.00'), Decimal('60.00')))
        self.assert_credits(platform, (credit, 'discount', '150.00', '0.00'))
        # An invoice that is cancelled gives back what it took, so September's takes it.
        august.click('cancel')
        self.assert_credits(platform, (credit, 'discount', '150.00', '50.00'))
        self.run_invoices(date(2025, 9, 1))
        september = self.invoices(platform)[3]
        self.assert_lines(september, '100.00', '-50.00')
        # In the ledger: 60.00 receivable from the party, 50.00 of revenue, 10.00 of tax.
        self.post(september, date(2025, 9, 1))
        ledger = {kind: sum(line.debit - line.credit for line in september.move.lines if line.account == self.accounts[kind])
            for kind in ('receivable', 'revenue', 'tax')}
        self.assertEqual(ledger, {'receivable': Decimal('60.00'), 'revenue': Decimal('-50.00'), 'tax': Decimal('-10.00')})

    def test_an_overdue_invoice_is_a_fact_of_the_case(self):
        # June's 360.00 were due on 1 June and are not paid: corpolead gives nothing while payments are late.
        platform, claim, _ = self.platform_with_a_defect(2024)
        self.post(self.invoices(platform)[0], date(2024, 6, 1))
        self.run_invoices(date(2024, 7, 1))
        claim.reload()
        july = self.invoices(platform)[1]
        self.assertEqual(claim.state, 'settled')
        self.assertIn('reason="no_delay_in_payments"', july.settlements[0].statement)
        self.assertIn('overdue_invoices="1"', july.settlements[0].case)
        self.assert_lines(july, '100.00')
        self.assert_credits(platform)

    def test_a_case_that_is_refused_is_noted_and_settled_later(self):
        # Down for 17 h of July as above: 65.00. A misspelt fact keeps the case from being settled, but no invoice from
        # being made.
        vps = self.subscribe('ua_hosting', 'UAH', '650', date(2025, 7, 1))
        outage = self.incident(vps, datetime(2025, 7, 12, 1), datetime(2025, 7, 12, 18))
        claim = self.claim(outage, datetime(2025, 7, 31, 9), guarantee='availability', misspelt='value')
        self.run_invoices(date(2025, 7, 1))
        self.run_invoices(date(2025, 8, 1))
        july, august = self.invoices(vps)
        self.assert_lines(august, '650.00')
        self.assertEqual((august.service_credits_due, len(august.settlements)), (True, 0))
        note, = self.notes(vps)
        self.assertIn('misspelt', note)
        claim.reload()
        self.assertEqual(claim.state, 'open')
        claim.facts = {}
        claim.save()
        self.run_invoices(date(2025, 9, 1))
        july, august, september = self.invoices(vps)
        self.assertFalse(august.service_credits_due)
        self.assertIn('outcome="granted"', august.settlements[0].statement)
        self.assert_lines(august, '650.00')
        self.assert_lines(september, '650.00', '-65.00')

    def test_a_price_that_changed_between_claims_is_for_a_person(self):
        # One incident at 650.00 a month, another at 700.00: a subscription of a case has one price.
        vps = self.subscribe('ua_hosting', 'UAH', '650', date(2025, 6, 1))
        for month in (6, 7):
            outage = self.incident(vps, datetime(2025, month, 12, 1), datetime(2025, month, 12, 18))
            self.claim(outage, datetime(2025, 7, 31, 9), guarantee='availability')
        self.run_invoices(date(2025, 6, 1))
        vps.click('draft')
        vps.lines[0].end_date = date(2025, 6, 30)
        self.add_line(vps, self.service, 1, '700', date(2025, 7, 1))
        self.activate(vps)
        self.run_invoices(date(2025, 8, 1))
        self.assert_credits(vps)
        self.assertTrue(any('price' in note for note in self.notes(vps)), self.notes(vps))
