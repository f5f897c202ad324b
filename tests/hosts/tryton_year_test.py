"""A year of a provider: what its people enter, what its invoices say, and who may do what. How it is run: tryton_provider.py."""
import json
from datetime import date, datetime
from decimal import Decimal

from proteus import Model, Report, Wizard
from proteus.config import get_config
from trytond.exceptions import UserError

from tryton_provider import ProviderTest

# Servers at 600.00 UAH a month: half of it back where they were down for more than an hour; above {limit} a person approves.
MANAGED = """<sla xmlns="urn:redress:rules:1" id="managed" title="Managed servers" currency="UAH" timezone="Europe/Kyiv"
     effective_from="2025-01-01">
  <guarantee id="availability" title="At most an hour of downtime a month" clause="2" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down above 1 hour"/>
    <credit value="subscription.monthly_price * 50%"/>
  </guarantee>
  <claim required="yes" clause="4" until="date(window.end - 1 second) + 30 days"/>
  <approve when="due above {limit} UAH" clause="5"/>
  <remedy kind="balance"/>
</sla>
"""
# Of each outage 50 % without a claim; above 100.00 a person approves.
UNASKED = """<sla xmlns="urn:redress:rules:1" id="unasked" title="Servers, unasked" currency="UAH" timezone="Europe/Kyiv"
     effective_from="2025-01-01">
  <guarantee id="outage" clause="2" over="incident">
    <breach when="subject.duration above 1 hour"/>
    <credit value="subscription.monthly_price * 50%"/>
  </guarantee>
  <approve when="due above 100 UAH" clause="5"/>
  <remedy kind="balance"/>
</sla>
"""
FLIPS = [
    {'timestamp': '2025-01-10T08:00:00+00:00', 'up': 0},
    {'timestamp': '2025-01-10T11:00:00+00:00', 'up': 1},
    {'timestamp': '2025-01-20T11:00:00+00:00', 'up': 0},
    {'timestamp': '2025-01-20T11:20:00+00:00', 'up': 1},
    ]


class YearTest(ProviderTest):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = Model.get('redress.rules')(name='managed', xml=MANAGED.format(limit=100))
        cls.rules.save()
        cls.clerk = cls.create_user('clerk', 'Sales', 'Sales Administrator', 'Accounting', 'Account')
        cls.chief = cls.create_user('chief', 'Sales', 'SLA Approval')

    @classmethod
    def create_user(cls, login, *groups):
        user = Model.get('res.user')(name=login, login=login)
        user.companies.append(cls.company())
        user.company = cls.company()
        return cls.add_groups(*groups, user=user)

    def as_user(self, user, call):
        """What the call gives while that user makes it."""
        config = get_config()
        before, config.user = config.user, user.id
        try:
            return call()
        finally:
            config.user = before

    def settle(self, invoice, day, button):
        wizard = Wizard('redress.settle', [invoice])
        wizard.form.date = day
        wizard.execute(button)
        text = wizard.form.text
        wizard.execute('end')
        return text

    def import_flips(self, feed, flips):
        wizard = Wizard('redress.feed.import')
        wizard.form.feed = feed
        wizard.form.content = json.dumps(flips).encode()
        wizard.form.file_name = 'flips.json'
        wizard.execute('import_')
        text = wizard.form.text
        wizard.execute('end')
        return text

    def decisions(self, subscription):
        return Model.get('redress.decision').find([('subscription', '=', subscription.id)], order=[('id', 'ASC')])

    def stored(self, invoice):
        """What a settlement would change."""
        invoice.reload()
        return [len(Model.get(name).find([])) for name in ('redress.credit', 'redress.decision', 'redress.settlement',
                'ir.note')] + [[line.amount for line in invoice.lines], invoice.service_credits_due]

    def test_a_year(self):
        # --- January: what monitoring saw becomes incidents, and the customer claims ---
        party = Model.get('party.party')(name='Olena')
        party.lang, = Model.get('ir.lang').find([('code', '=', 'de')])
        party.save()
        vps = self.subscribe('managed', 'UAH', '600', date(2025, 1, 1), party=party)
        feed = Model.get('redress.feed')(name='Pings', kind='healthchecks', options='favour = customer')
        feed.company = self.company()
        monitor = feed.monitors.new()
        monitor.name, monitor.subscription = 'vps-1', vps
        with self.assertRaises(UserError) as refusal:
            feed.save()
        self.assertIn("option 'check' is missing", refusal.exception.message)
        feed.options = 'check = vps-1\nfavour = customer'
        feed.save()
        self.assertIn('2 incidents were created, 0 corrected, 0 were known', self.import_flips(feed, FLIPS))
        self.assertIn('0 incidents were created, 0 corrected, 2 were known', self.import_flips(feed, FLIPS))
        Incident = Model.get('redress.incident')
        outage, short = Incident.find([('subscription', '=', vps.id)], order=[('start', 'ASC')])
        self.assertEqual((outage.start, outage.end), (datetime(2025, 1, 10, 8), datetime(2025, 1, 10, 11)))
        self.run_invoices(date(2025, 1, 1))
        claim = self.claim(outage, datetime(2025, 1, 31, 9))

        # --- February: 3 h 20 min are more than an hour, so 50 % of 600.00 are due: 300.00, more than 100.00 ---
        self.run_invoices(date(2025, 2, 1))
        february = self.invoices(vps)[1]
        self.assert_lines(february, '600.00')
        self.assert_credits(vps)
        claim.reload()
        self.assertEqual(claim.state, 'review')
        waiting, = self.decisions(vps)
        self.assertEqual((waiting.outcome, waiting.reason, waiting.amount, waiting.due),
            ('review', 'approval', Decimal(0), Decimal(300)))
        with self.assertRaises(Exception) as refusal:  # an AccessError in 6.0, an AccessButtonError in 8.2
            self.as_user(self.clerk, lambda: waiting.click('approve'))
        self.assertIn('Access', type(refusal.exception).__name__)
        self.as_user(self.chief, lambda: waiting.click('approve'))
        waiting.reload()
        self.assertEqual(waiting.approved_by, self.chief)
        claim.reload()
        self.assertEqual((claim.state, claim.approved), ('open', Decimal(300)))

        before = self.stored(february)
        text = self.settle(february, date(2025, 2, 1), 'preview')
        self.assertEqual(text.splitlines(), [
                '%s, availability: 300.00 UAH to the balance.' % vps.number,
                'balance 300.00: managed/availability/%s/2025-01-01' % vps.number])
        self.assertEqual(self.stored(february), before)
        text = self.as_user(self.clerk, lambda: self.settle(february, date(2025, 2, 1), 'settle'))
        self.assertEqual(text, '%s, availability: 300.00 UAH to the balance.' % vps.number)
        january_credit = ('managed/availability/%s/2025-01-01' % vps.number, 'balance', '300.00')
        self.assert_credits(vps, (*january_credit, '300.00'))
        for _ in range(2):  # and again, with and without the claim: nothing is granted twice
            self.settle(february, date(2025, 2, 1), 'settle')
            self.assert_credits(vps, (*january_credit, '300.00'))
            self.assert_lines(february, '600.00')
            claim.click('reopen')
        self.settle(february, date(2025, 2, 1), 'settle')
        self.assertEqual(self.decisions(vps)[-1].reason, 'already_credited')
        self.post(february, date(2025, 2, 1))
        with self.assertRaises(UserError):
            self.settle(february, date(2025, 2, 1), 'settle')

        # --- March takes the credit; settled once more, it takes nothing more ---
        self.run_invoices(date(2025, 3, 1))
        march = self.invoices(vps)[2]
        self.assert_lines(march, '600.00', '-300.00')
        self.settle(march, date(2025, 3, 1), 'settle')
        self.assert_lines(march, '600.00', '-300.00')
        self.assert_credits(vps, (*january_credit, '0.00'))

        # --- The incident is corrected: it was 20 minutes. Nothing is taken back, and nothing is due ---
        corrected = [FLIPS[0], {**FLIPS[1], 'timestamp': '2025-01-10T08:20:00+00:00'}, *FLIPS[2:]]
        self.assertIn('0 incidents were created, 1 corrected, 1 were known', self.import_flips(feed, corrected))
        outage.reload()
        self.assertEqual(outage.end, datetime(2025, 1, 10, 8, 20))
        claim.click('reopen')
        self.run_invoices(date(2025, 4, 1))
        self.assert_credits(vps, (*january_credit, '0.00'))
        self.assertEqual(self.decisions(vps)[-1].reason, 'not_breached')

        # --- A claim that comes too late: April ends on the 30th, so the last day is 30 May ---
        april = self.incident(vps, datetime(2025, 4, 12, 8), datetime(2025, 4, 12, 11))
        late = self.claim(april, datetime(2025, 6, 5, 9))
        for day in (date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)):
            self.run_invoices(day)
        late.reload()
        self.assertEqual(late.state, 'settled')
        denied = self.decisions(vps)[-1]
        self.assertEqual((denied.outcome, denied.reason), ('denied', 'claim_too_late'))
        self.assert_credits(vps, (*january_credit, '0.00'))

        # --- The rules change. Bad ones are refused with their place, and the old ones stay ---
        old = self.rules.xml
        wrong = MANAGED.format(limit=1000).replace('"down above 1 hour"', '"dwon above 1 hour"')
        line = wrong.splitlines().index('    <breach when="dwon above 1 hour"/>') + 1
        self.rules.xml = wrong
        with self.assertRaises(UserError) as refusal:
            self.rules.save()
        self.assertIn('managed.xml:%s:' % line, refusal.exception.message)
        self.assertRegex(refusal.exception.message, r'managed\.xml:\d+:\d+: .*dwon.*down')
        self.rules.reload()
        self.assertEqual(self.rules.xml, old)
        with self.assertRaises(UserError):  # a subscription is under it
            self.rules.delete()
        with self.assertRaises(Exception) as refusal:
            self.as_user(self.clerk, lambda: self.change_rules(500))
        self.assertEqual(type(refusal.exception).__name__, 'AccessError')
        self.rules.reload()
        self.change_rules(1000)

        # --- July: 2 h. 300.00 again, and by the new rules nobody has to approve them ---
        july = self.incident(vps, datetime(2025, 7, 12, 8), datetime(2025, 7, 12, 10))
        self.claim(july, datetime(2025, 7, 31, 9))
        self.run_invoices(date(2025, 8, 1))
        self.run_invoices(date(2025, 9, 1))
        self.assert_lines(self.invoices(vps)[8], '600.00', '-300.00')
        self.assert_credits(vps, (*january_credit, '0.00'),
            ('managed/availability/%s/2025-07-01' % vps.number, 'balance', '300.00', '0.00'))

        # --- The same customer has a site whose outage extends its term, and a platform with a discount ---
        site = self.subscribe('by_hosting', 'BYN', '30', date(2025, 6, 1), date(2025, 11, 30), party=party)
        day = self.incident(site, datetime(2025, 9, 10, 7), datetime(2025, 9, 10, 13), cause='equipment')
        self.claim(day, datetime(2025, 9, 20, 9), channel='ticket', guarantee='interruption')
        for first in (date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)):
            self.run_invoices(first)
        site.reload()
        self.assertEqual((site.end_date, site.free_days), (date(2025, 12, 1), 1))
        platform, _, discount = self.platform_with_a_defect(2025)
        self.pay(self.invoices(platform)[0], date(2025, 6, 1))
        self.run_invoices(date(2025, 7, 1))
        taking = self.invoices(platform)[1]
        self.assert_lines(taking, '100.00', '-100.00')
        self.settle(taking, date(2025, 7, 1), 'settle')  # what is left of its line is nothing, so it takes nothing more
        self.assert_lines(taking, '100.00', '-100.00')
        self.assert_credits(platform, (discount, 'discount', '150.00', '50.00'))

        # --- In the year: 12 invoices of 600.00 less twice 300.00 ---
        year = self.invoices(vps)
        self.assertEqual((len(year), sum(invoice.untaxed_amount for invoice in year)), (12, Decimal('6600.00')))

        self.explained(waiting, self.decisions(vps))

    def test_what_needs_no_claim_is_approved_by_one(self):
        # 3 h are more than an hour, and half of 600.00 is more than 100.00.
        Model.get('redress.rules')(name='unasked', xml=UNASKED).save()
        vps = self.subscribe('unasked', 'UAH', '600', date(2025, 1, 1))
        outage = self.incident(vps, datetime(2025, 1, 10, 8), datetime(2025, 1, 10, 11))
        for day in (date(2025, 1, 1), date(2025, 2, 1)):
            self.run_invoices(day)
        february = self.invoices(vps)[1]
        waiting = self.decisions(vps)[-1]
        self.assertEqual((waiting.reason, waiting.due, waiting.claim), ('approval', Decimal(300), None))
        self.as_user(self.chief, lambda: waiting.click('approve'))
        waiting.reload()
        self.assertEqual((waiting.claim.incident, waiting.claim.guarantee, waiting.claim.approved),
            (outage, 'outage', Decimal(300)))
        self.settle(february, date(2025, 2, 1), 'settle')
        self.assert_credits(vps, ('unasked/outage/%s/2025-01-10/%s' % (vps.number, outage.id), 'balance', '300.00', '300.00'))

    def change_rules(self, limit):
        self.rules.xml = MANAGED.format(limit=limit)
        self.rules.save()

    def explained(self, waiting, decisions):
        granted = next(decision for decision in decisions if decision.outcome == 'granted')
        kind, page, _, name = Report('redress.decision.explanation').execute([granted])
        page = page.decode()
        self.assertEqual(kind, 'html')
        for part in ('<html lang="de">', 'Managed servers', 'At most an hour of downtime a month', '300,00 UAH',
                '3 Std. 20 Min.'):
            self.assertIn(part, page)
        self.assertNotIn('subscription.monthly_price', page)
        # The auditor sees the formulas, and the rules as they were: those of today have another digest.
        _, page, _, _ = Report('redress.decision.explanation.auditor').execute([waiting])
        page = page.decode()
        for part in ('<html lang="en">', 'subscription.monthly_price * 50%', '100 UAH'):
            self.assertIn(part, page)
        self.assertNotIn('The rules at hand are others', page)
        self.assertNotIn('1000 UAH', page)
