"""The case of an invoice: what Tryton knows of its party's subscriptions, as records for Redress."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from .fact import instant, known, stored
from .rules import titles
from .subscription import ONE_DAY

# How recurrences are written as calendar spans, which have no years or weeks; and which day of a period they may name.
SPANS = {
    'yearly': (12, 'M', None),
    'monthly': (1, 'M', 'bymonthday'),
    'weekly': (7, 'D', 'byweekday'),
    'daily': (1, 'D', None),
    }
BY = ('byweekday', 'bymonthday', 'byyearday', 'byweekno', 'bymonth', 'bysetpos')


class UnclearCase(Exception):
    """Tryton's records don't say what a case has to: a person decides."""


def case_of(invoice, as_of):
    """All that Redress needs to settle with this invoice: of the party's subscriptions in its currency, not of it alone,
    because limits of an SLA may be shared by them."""
    Subscription = Pool().get('sale.subscription')
    company, party, currency = invoice.company, invoice.subscription.party, invoice.currency
    subscriptions = Subscription.search([
            ('company', '=', company.id),
            ('party', '=', party.id),
            ('currency', '=', currency.id),
            ('sla', '!=', None),
            ('state', 'in', ['running', 'closed']),
            ])
    for subscription in subscriptions:
        if subscription.sla not in titles():
            raise UnclearCase(gettext('redress_sla.msg_no_sla', subscription=subscription.rec_name, sla=subscription.sla))
    claims = open_claims(subscriptions, as_of)
    return {
        'case': {'id': 'invoice-%s' % invoice.id, 'as_of': as_of, 'currency': currency.code},
        'account': known(party.sla_facts, id=party.code, overdue_invoices=overdue_invoices(company, party, as_of)),
        'subscription': [subscription_record(s, [c for c in claims if c.subscription == s], as_of)
            for s in subscriptions],
        'incident': [incident.record(as_of) for incident in incidents(company, subscriptions, as_of)],
        'claim': [claim.record() for claim in claims],
        'credit': [credit.record() for credit in credits_granted(subscriptions)],
        'invoice': {'id': str(invoice.id), 'issued': as_of},
        'line': [line_record(line, left) for line, left in what_is_left(invoice)],
        }


def open_claims(subscriptions, as_of):
    return Pool().get('redress.claim').search([
            ('subscription', 'in', [s.id for s in subscriptions]),
            ('state', '=', 'open'),
            ('filed', '<=', stored(as_of)),
            ('incident.start', '<=', stored(as_of)),
            ], order=[('id', 'ASC')])


def incidents(company, subscriptions, as_of):
    return Pool().get('redress.incident').search([
            ('company', '=', company.id),
            ('start', '<=', stored(as_of)),
            ['OR', ('subscription', '=', None), ('subscription', 'in', [s.id for s in subscriptions])],
            ], order=[('id', 'ASC')])


def credits_granted(subscriptions):
    return Pool().get('redress.credit').search([
            ('subscription', 'in', [s.id for s in subscriptions]),
            ], order=[('id', 'ASC')])


def overdue_invoices(company, party, as_of):
    Invoice = Pool().get('account.invoice')
    posted = Invoice.search([
            ('company', '=', company.id),
            ('party', '=', party.id),
            ('type', '=', 'out'),
            ('state', '=', 'posted'),
            ])
    return sum(any(line.maturity_date and line.maturity_date < as_of.date() for line in invoice.lines_to_pay)
        for invoice in posted)


def subscription_record(subscription, claims, as_of):
    price, price_period = price_of(subscription, claims, as_of)
    return known(subscription.sla_facts,
        id=subscription.number, sla=subscription.sla, level=subscription.sla_level, price=price,
        price_period=price_period, start=subscription.begin(subscription.start_date), end=subscription.term_end,
        billing_period=span(subscription.invoice_recurrence))


def price_of(subscription, claims, as_of):
    """The price on the day of the incident that is claimed, and the span that it pays for. Without a claim it decides
    nothing new, and the day before the invoice run will do."""
    zone = subscription.begin(subscription.start_date).tzinfo
    last = min(as_of.astimezone(zone).date() - ONE_DAY, subscription.end_date or as_of.date())
    days = ({instant(claim.incident.start).astimezone(zone).date() for claim in claims}
        or {max(last, subscription.start_date)})
    prices = {price_on(subscription, day) for day in days}
    if len(prices) > 1:
        raise UnclearCase(gettext('redress_sla.msg_price_changed', subscription=subscription.rec_name))
    return prices.pop()


def price_on(subscription, day):
    lines = [line for line in subscription.lines if line.consumption_recurrence and line.runs_on(day)]
    spans = {span(line.consumption_recurrence) for line in lines}
    if len(spans) != 1:
        raise UnclearCase(gettext('redress_sla.msg_no_price', subscription=subscription.rec_name, day=day))
    price = sum((Decimal(str(line.quantity)) * line.unit_price for line in lines), Decimal(0))
    return price, spans.pop()


def span(recurrence):
    """A recurrence as a calendar span, such as P6M. One that comes several times in a span, such as twice a month, is none."""
    if len(recurrence.rules) == 1:
        rule, = recurrence.rules
        count, unit, day = SPANS[rule.freq]
        named = {name: getattr(rule, name) for name in BY if getattr(rule, name)}
        if not rule.exclusive and set(named) <= {day} and ',' not in named.get(day, ''):
            return 'P%d%s' % (count * rule.interval, unit)
    raise UnclearCase(gettext('redress_sla.msg_no_span', recurrence=recurrence.rec_name))


def what_is_left(invoice):
    """The lines of an invoice that bill something, with what service credits have left of them."""
    left = {line: line.amount for line in invoice.lines if line.type == 'line' and not line.takes_credit}
    for line in invoice.lines:
        if line.type == 'line' and line.takes_credit:
            if not line.reduces:
                raise UnclearCase(gettext('redress_sla.msg_line_by_hand', line=line.rec_name))
            left[line.reduces] += line.amount
    return list(left.items())


def line_record(line, left):
    Consumption = Pool().get('sale.subscription.line.consumption')
    consumptions = Consumption.search([('invoice_line', '=', line.id)])
    if not consumptions:
        raise UnclearCase(gettext('redress_sla.msg_line_by_hand', line=line.rec_name))
    consumed, subscription = line.origin, line.invoice.subscription
    dates = [consumption.date for consumption in consumptions]
    return known(id=str(line.id), amount=left, subscription=subscription.number,
        period_start=subscription.begin(min(dates)), period_end=subscription.begin(consumed.consumption_after(max(dates))))
