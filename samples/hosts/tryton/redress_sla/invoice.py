from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from . import settlement


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    subscription = fields.Many2One('sale.subscription', "Subscription", readonly=True)
    service_credits_due = fields.Boolean("Service Credits Due", readonly=True,
        help="Not yet settled with Redress. The next invoice run does it.")
    settlements = fields.One2Many('redress.settlement', 'invoice', "Settlements", readonly=True)

    @classmethod
    def copy(cls, invoices, default=None):
        default = {} if default is None else default.copy()
        default.setdefault('service_credits_due', False)
        for name in ('subscription', 'settlements'):
            default.setdefault(name, None)
        return super().copy(invoices, default=default)

    @classmethod
    def settle_service_credits(cls, date):
        """Settles the invoices of a run, one after the other: each sees the credits that the ones before it granted."""
        pool = Pool()
        Company = pool.get('company.company')
        company = Transaction().context.get('company')
        invoices = cls.search([
                ('company', '=', company),
                ('state', '=', 'draft'),
                ('service_credits_due', '=', True),
                ('subscription.state', 'in', ['running', 'closed']),
                ], order=[('id', 'ASC')])
        if invoices:
            cls.lock_parties(invoices)
            as_of = settlement.end_of(date, Company(company))
            for invoice in invoices:
                settlement.settle(invoice, as_of)

    @classmethod
    def lock_parties(cls, invoices):
        """Two settlements must not take of one balance."""
        Pool().get('party.party').lock([invoice.subscription.party for invoice in invoices])


class InvoiceLine(metaclass=PoolMeta):
    __name__ = 'account.invoice.line'

    reduces = fields.Many2One('account.invoice.line', "Reduces", readonly=True, ondelete='CASCADE',
        help="The line of which it takes a service credit.")

    @classmethod
    def copy(cls, lines, default=None):
        default = {} if default is None else default.copy()
        default.setdefault('reduces', None)
        return super().copy(lines, default=default)

    @property
    def takes_credit(self):
        return bool(self.origin) and self.origin.__name__ == 'redress.credit'

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + ['redress.credit']
