from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from . import settlement
from .subscription import ONE_DAY


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    subscription = fields.Many2One('sale.subscription', "Subscription", readonly=True)
    service_credits_due = fields.Boolean("Service Credits Due", readonly=True,
        help="Not yet settled with Redress. The next invoice run does it.")
    sla_case = fields.Text("SLA Case", readonly=True, help="The facts that were settled, as XML.")
    sla_statement = fields.Text("SLA Statement", readonly=True, help="What was decided and why, as XML.")

    @classmethod
    def copy(cls, invoices, default=None):
        default = {} if default is None else default.copy()
        for name in ('subscription', 'service_credits_due', 'sla_case', 'sla_statement'):
            default.setdefault(name, None)
        return super().copy(invoices, default=default)

    @classmethod
    def settle_service_credits(cls, date):
        """Settles the invoices of a run, one after the other: each sees the credits that the ones before it granted."""
        pool = Pool()
        Company = pool.get('company.company')
        Party = pool.get('party.party')
        company = Transaction().context.get('company')
        invoices = cls.search([
                ('company', '=', company),
                ('state', '=', 'draft'),
                ('service_credits_due', '=', True),
                ('subscription.state', 'in', ['running', 'closed']),
                ], order=[('id', 'ASC')])
        if invoices:
            Party.lock([invoice.subscription.party for invoice in invoices])  # two runs must not take of one balance
            as_of = end_of(date, Company(company))
            for invoice in invoices:
                settlement.settle(invoice, as_of)


def end_of(date, company):
    """The "now" of an invoice run: the present, or where the run is made up for the end of its day."""
    zone = ZoneInfo(company.timezone) if company.timezone else timezone.utc
    now = datetime.now(timezone.utc).replace(microsecond=0)
    return min(now, datetime.combine(date + ONE_DAY, time(), zone))


class InvoiceLine(metaclass=PoolMeta):
    __name__ = 'account.invoice.line'

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + ['redress.credit']
