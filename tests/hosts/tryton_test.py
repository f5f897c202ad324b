"""Runs Tryton with the sample module redress_sla: real subscriptions, invoices and ledger, in a database in memory.

    tryton_test.py LIBRARY RULES SAMPLES PYTHON

LIBRARY is libredress.so, RULES and SAMPLES are the folders of the rules and samples, PYTHON the one that holds the package
`redress`. It needs trytond and its modules for the interpreter that runs it.
"""
import atexit
import os
import sys
import tempfile
import unittest
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

if len(sys.argv) != 5:
    sys.exit(__doc__)
LIBRARY, RULES, SAMPLES, PYTHON = (Path(argument).resolve(strict=True) for argument in sys.argv[1:])

# Tryton finds a module by its entry point, which installing would write.
WORK = tempfile.TemporaryDirectory()
atexit.register(WORK.cleanup)
installed = Path(WORK.name, 'trytond', 'modules')
installed.mkdir(parents=True)
(installed / 'redress_sla').symlink_to(SAMPLES / 'hosts' / 'tryton' / 'redress_sla')
distribution = Path(WORK.name, 'redress_sla-1.0.dist-info')
distribution.mkdir()
(distribution / 'METADATA').write_text('Metadata-Version: 2.1\nName: redress_sla\nVersion: 1.0\n')
(distribution / 'entry_points.txt').write_text('[trytond.modules]\nredress_sla = trytond.modules.redress_sla\n')
sys.path += [WORK.name, str(PYTHON)]
sys.dont_write_bytecode = True
os.environ.pop('TRYTOND_CONFIG', None)
os.environ.update(TRYTOND_DATABASE_URI='sqlite://', DB_NAME=':memory:', DB_CACHE=WORK.name)

from trytond.config import config  # noqa: E402
config.add_section('redress')
config.set('redress', 'library', str(LIBRARY))
config.set('redress', 'rules', str(RULES))

from proteus import Model, Wizard  # noqa: E402
from proteus.config import get_config  # noqa: E402
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, create_tax, get_accounts  # noqa: E402
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences  # noqa: E402
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402
from trytond.model.fields import SQL_OPERATORS  # noqa: E402
from trytond.modules.sale_subscription.subscription import Line  # noqa: E402
from trytond.tests import test_tryton  # noqa: E402
from trytond.tests.tools import activate_modules  # noqa: E402


def due(cls, domain, tables):
    """The lines to consume. SQLite adds a delay to a date as to a number, and finds every line due in every run; so this
    compares the date itself. No line of these tests has a delay."""
    _, operator, value = domain
    return SQL_OPERATORS[operator](tables[None][0].next_consumption_date, value)


Line.domain_next_consumption_date_delayed = classmethod(due)


class ModuleTest(test_tryton.ModuleTestCase):
    """Tryton's own checks of a module: its views, access rights, dependencies, buttons, ..."""
    module = 'redress_sla'


class ServiceCreditsTest(unittest.TestCase):
    """Each test has customers of its own, and makes invoice runs for the months that it needs."""

    @classmethod
    def setUpClass(cls):
        activate_modules('redress_sla')
        Currency = Model.get('currency.currency')
        cls.currencies = {}
        for code in ('UAH', 'BYN', 'EUR'):
            currency = Currency(name=code, code=code, symbol=code)
            currency.rates.new(date=date(2024, 1, 1), rate=Decimal(1))
            currency.save()
            cls.currencies[code] = currency
        create_company(currency=cls.currencies['UAH'])
        company = get_company()
        company.timezone = 'Europe/Kyiv'
        company.save()
        for year in (2024, 2025):
            fiscal_year = create_fiscalyear(company, date(year, 1, 1))
            set_fiscalyear_invoice_sequences(fiscal_year).click('create_period')
        create_chart(company)
        cls.accounts = get_accounts(company)
        cls.payment_method = cls.create_payment_method()
        cls.monthly = Model.get('sale.subscription.recurrence.rule.set')(name='Monthly')
        rule, = cls.monthly.rules
        rule.freq = 'monthly'
        cls.monthly.save()
        cls.service = cls.create_service('Hosting', [])
        tax = create_tax(Decimal('0.20'), company)
        tax.save()
        cls.taxed_service = cls.create_service('Platform', [tax])
        Fact = Model.get('redress.fact')
        for name, kind in (('occurred', 'datetime'), ('confirmed', 'boolean'), ('misspelt', 'char')):
            Fact(name=name, string=name, type_=kind).save()

    @classmethod
    def create_service(cls, name, taxes):
        category = Model.get('product.category')(name=name, accounting=True)
        category.account_revenue = cls.accounts['revenue']
        category.customer_taxes.extend(taxes)
        category.save()
        unit, = Model.get('product.uom').find([('name', '=', 'Unit')])
        template = Model.get('product.template')(name=name, default_uom=unit, type='service', list_price=Decimal(1))
        template.account_category = category
        template.save()
        service = Model.get('sale.subscription.service')(product=template.products[0])
        service.consumption_recurrence = cls.monthly
        service.save()
        return service

    @classmethod
    def create_payment_method(cls):
        journal, = Model.get('account.journal').find([('type', '=', 'cash')], limit=1)
        method = Model.get('account.invoice.payment.method')(name='Cash', journal=journal)
        method.credit_account = method.debit_account = cls.accounts['cash']
        method.save()
        return method

    def subscribe(self, sla, currency, prices, start, end=None, quantity=1, service=None, party=None):
        """A subscription that runs, with a line for each price."""
        if party is None:
            party = Model.get('party.party')(name='Customer')
            party.save()
        subscription = Model.get('sale.subscription')(party=party, start_date=start)
        subscription.currency = self.currencies[currency]
        subscription.invoice_recurrence = self.monthly
        subscription.end_date = end
        subscription.sla = sla
        for price in prices.split():
            self.add_line(subscription, service or self.service, quantity, price)
        return self.activate(subscription)

    def add_line(self, subscription, service, quantity, price, start=None):
        line = subscription.lines.new()
        line.service = service
        line.quantity = quantity
        line.unit_price = Decimal(price)
        if start:
            line.start_date = start

    def activate(self, subscription):
        subscription.click('quote')
        subscription.click('run')
        return subscription

    def incident(self, subscription, start, end, cause=None, **facts):
        incident = Model.get('redress.incident')(subscription=subscription, start=start, end=end, cause=cause)
        incident.facts = facts
        incident.save()
        return incident

    def claim(self, incident, filed, channel=None, guarantee=None, remedy=None, **facts):
        claim = Model.get('redress.claim')(subscription=incident.subscription, incident=incident, filed=filed)
        claim.channel, claim.guarantee, claim.remedy = channel, guarantee, remedy
        claim.facts = facts
        claim.save()
        return claim

    def run_invoices(self, day):
        for wizard in ('sale.subscription.line.consumption.create', 'sale.subscription.create_invoice'):
            run = Wizard(wizard)
            run.form.date = day
            run.execute('create_')

    def invoices(self, subscription):
        return Model.get('account.invoice').find([('subscription', '=', subscription.id)], order=[('id', 'ASC')])

    def notes(self, subscription):
        found = Model.get('ir.note').find([('resource', '=', 'sale.subscription,%s' % subscription.id)])
        return [note.message for note in found]

    def assert_credits(self, subscription, *expected):
        """Each is an id, a remedy, an amount and what remains of it."""
        found = Model.get('redress.credit').find([('subscription', '=', subscription.id)], order=[('id', 'ASC')])
        self.assertEqual([(c.identifier, c.remedy, c.amount, c.remaining) for c in found],
            [(identifier, remedy, Decimal(amount), Decimal(remaining)) for identifier, remedy, amount, remaining in expected])

    def assert_lines(self, invoice, *amounts):
        self.assertEqual([line.amount for line in invoice.lines], [Decimal(amount) for amount in amounts])

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
            self.assertIn(evidence, august.sla_statement)
        self.assertIn('price="650', august.sla_case)

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
        self.assertIn('end="2025-09-02T21:00:00Z"', self.invoices(site)[2].sla_case)

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

    def platform_with_a_defect(self, year):
        """corpolead, three users at 100.00 EUR in June and one from July, 20 % tax. From 10 June for 37 h of June's 720 h the
        platform does not work: 94.86 % flawless, below 95 %: half of June's fee of 300.00, so 150.00, as a discount."""
        platform = self.subscribe('corpolead', 'EUR', '100', date(year, 6, 1), quantity=3, service=self.taxed_service)
        defect = self.incident(platform, datetime(year, 6, 10), datetime(year, 6, 11, 13), confirmed=True)
        claim = self.claim(defect, datetime(year, 6, 20, 10), channel='contact_form', guarantee='availability',
            occurred=datetime(year, 6, 10, 6))
        self.run_invoices(date(year, 6, 1))
        platform.click('draft')
        platform.lines[0].end_date = date(year, 6, 30)
        self.add_line(platform, self.taxed_service, 1, '100', date(year, 7, 1))
        self.activate(platform)
        return platform, claim, 'corpolead/availability/%s/%s-06-01' % (platform.number, year)

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
        self.assertIn('reason="no_delay_in_payments"', july.sla_statement)
        self.assertIn('overdue_invoices="1"', july.sla_case)
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
        self.assertEqual((august.service_credits_due, august.sla_statement), (True, None))
        note, = self.notes(vps)
        self.assertIn('misspelt', note)
        claim.reload()
        self.assertEqual(claim.state, 'open')
        claim.facts = {}
        claim.save()
        self.run_invoices(date(2025, 9, 1))
        july, august, september = self.invoices(vps)
        self.assertFalse(august.service_credits_due)
        self.assertIn('outcome="granted"', august.sla_statement)
        self.assert_lines(august, '650.00')
        self.assert_lines(september, '650.00', '-65.00')

    def test_a_price_that_changed_between_claims_is_for_a_person(self):
        # One incident at 650.00 a month, another at 700.00: a subscription of a case has one price.
        vps = self.subscribe('ua_hosting', 'UAH', '650', date(2025, 6, 1))
        for month in (6, 7):
            outage = self.incident(vps, datetime(2025, month, 12, 1), datetime(2025, month, 12, 18))
            claim = self.claim(outage, datetime(2025, 7, 31, 9), guarantee='availability')
        self.run_invoices(date(2025, 6, 1))
        vps.click('draft')
        vps.lines[0].end_date = date(2025, 6, 30)
        self.add_line(vps, self.service, 1, '700', date(2025, 7, 1))
        self.activate(vps)
        self.run_invoices(date(2025, 8, 1))
        self.assert_credits(vps)
        self.assertTrue(any('price' in note for note in self.notes(vps)), self.notes(vps))

    def post(self, invoice, day):
        """Posts an invoice of the past, due on that day; Tryton asks whether that is meant."""
        Model.get('res.user.warning')(user=get_config().user, name='invoice_payment_term_%s' % invoice.id).save()
        invoice.invoice_date = invoice.payment_term_date = day
        invoice.click('post')

    def pay(self, invoice, day):
        self.post(invoice, day)
        pay = Wizard('account.invoice.pay', [invoice])
        pay.form.payment_method = self.payment_method
        pay.form.date = day
        pay.execute('choice')
        self.assertEqual(invoice.state, 'paid')


if __name__ == '__main__':
    # Tryton's modules of Debian 12 are full of warnings of their own.
    unittest.main(argv=sys.argv[:1], warnings='ignore')
