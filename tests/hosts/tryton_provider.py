"""A provider of hosting in Tryton, for the tests of the sample module redress_sla: a company with its accounts, its rules and its
services, in a database in memory.

    tryton_tests.py LIBRARY COMMAND RULES [what unittest takes]

LIBRARY is libredress.so, COMMAND the command redress, RULES the folder of the rules. The interpreter has Tryton, the module
and the package `redress` installed.
"""
import atexit
import os
import sys
import tempfile
import unittest
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

if len(sys.argv) < 4:
    sys.exit(__doc__)
LIBRARY, COMMAND, RULES = (Path(argument).resolve(strict=True) for argument in sys.argv[1:4])
WORK = tempfile.TemporaryDirectory()
atexit.register(WORK.cleanup)
os.environ.pop('TRYTOND_CONFIG', None)
os.environ.update(TRYTOND_DATABASE_URI='sqlite://', DB_NAME=':memory:',
    TRYTOND_DATABASE__PATH=WORK.name, TRYTOND_REDRESS__LIBRARY=str(LIBRARY), TRYTOND_REDRESS__COMMAND=str(COMMAND))
os.environ.setdefault('DB_CACHE', WORK.name)  # what is activated once is copied for each test class

from proteus import Model, Wizard  # noqa: E402
from proteus.config import get_config  # noqa: E402
from trytond.exceptions import UserWarning  # noqa: E402
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, create_tax, get_accounts  # noqa: E402
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences  # noqa: E402
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402
from trytond.model.fields import SQL_OPERATORS  # noqa: E402
from trytond.modules.sale_subscription.subscription import Line  # noqa: E402
from trytond.tests.tools import activate_modules  # noqa: E402

FILES = ('corpolead', 'calendars/belarus', 'by_hosting', 'ua_hosting')  # a calendar before the rules that use it, after others


def due(cls, domain, tables):
    """The lines to consume. SQLite adds a delay to a date as to a number, and finds every line due in every run; so this
    compares the date itself. No line of these tests has a delay."""
    _, operator, value = domain
    return SQL_OPERATORS[operator](tables[None][0].next_consumption_date, value)


Line.domain_next_consumption_date_delayed = classmethod(due)


class ProviderTest(unittest.TestCase):
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
            fiscal_year = create_fiscalyear(company, date(year, 7, 15))
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
        cls.add_groups('SLA Rules', 'SLA Approval')
        for name in FILES:
            Model.get('redress.rules')(name=name.replace('/', '-'), xml=Path(RULES, name + '.xml').read_text()).save()
        Fact = Model.get('redress.fact')
        for name, kind in (('occurred', 'datetime'), ('confirmed', 'boolean'), ('misspelt', 'char')):
            Fact(name=name, string=name, type_=kind).save()

    @staticmethod
    def company():
        return get_company()

    @staticmethod
    def add_groups(*names, user=None):
        user = user or Model.get('res.user')(get_config().user)
        user.groups.extend(Model.get('res.group').find([('name', 'in', names)]))
        user.save()
        return user

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

    def post(self, invoice, day):
        """Posts an invoice of the past, due on that day; Tryton asks whether that is meant."""
        invoice.invoice_date = invoice.payment_term_date = day
        invoice.save()
        try:
            invoice.click('post')
        except UserWarning as warning:
            Model.get('res.user.warning')(user=get_config().user, name=warning.name).save()
            invoice.click('post')

    def pay(self, invoice, day):
        self.post(invoice, day)
        pay = Wizard('account.invoice.pay', [invoice])
        pay.form.payment_method = self.payment_method
        pay.form.date = day
        pay.execute('choice')
        self.assertEqual(invoice.state, 'paid')
