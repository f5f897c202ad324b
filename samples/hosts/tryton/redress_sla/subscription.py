from datetime import datetime, time, timedelta

from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from . import rules
from .fact import facts_field

ONE_DAY = timedelta(days=1)


class Subscription(metaclass=PoolMeta):
    __name__ = 'sale.subscription'

    sla = fields.Selection('get_slas', "SLA", sort=False,
        states={'readonly': Eval('state') != 'draft'}, depends=['state'])
    sla_level = fields.Char("Service Level",
        states={'readonly': Eval('state') != 'draft', 'invisible': ~Eval('sla')}, depends=['state', 'sla'])
    sla_facts = facts_field()
    free_days = fields.Integer("Free Days", readonly=True,
        help="The last days of the subscription, by which service credits have extended it. They are not billed.")

    @classmethod
    def default_free_days(cls):
        return 0

    @staticmethod
    def get_slas():
        return [(None, "")] + sorted(rules.titles().items())

    @classmethod
    def copy(cls, subscriptions, default=None):
        default = {} if default is None else default.copy()
        default.setdefault('free_days', 0)
        return super().copy(subscriptions, default=default)

    @classmethod
    def generate_invoice(cls, date=None):
        pool = Pool()
        Date = pool.get('ir.date')
        Invoice = pool.get('account.invoice')
        if date is None:
            date = Date.today()
        super().generate_invoice(date=date)
        Invoice.settle_service_credits(date)

    def _get_invoice(self):
        invoice = super()._get_invoice()
        invoice.subscription = self
        invoice.service_credits_due = True
        return invoice

    def begin(self, date):
        """The moment at which a day begins, where the SLA's days are counted."""
        return datetime.combine(date, time(), rules.zone(self.sla))

    @property
    def term_end(self):
        """The moment at which the last day ends; None where the subscription runs on."""
        return self.begin(self.end_date + ONE_DAY) if self.end_date else None

    def extend(self, end):
        """Moves the end to `end`. Tryton knows whole days only, so an end within a day becomes the end of that day."""
        Line = Pool().get('sale.subscription.line')
        before = self.end_date
        self.end_date = (end.astimezone(rules.zone(self.sla)) - timedelta(microseconds=1)).date()
        self.free_days = (self.free_days or 0) + (self.end_date - before).days
        self.save()
        lines = [line for line in self.lines if line.end_date == before]
        for line in lines:
            line.end_date = self.end_date
        Line.save(lines)


class Line(metaclass=PoolMeta):
    __name__ = 'sale.subscription.line'

    def get_consumption(self, date):
        if not self.is_free(date):
            return super().get_consumption(date)

    def is_free(self, date):
        end, free_days = self.subscription.end_date, self.subscription.free_days
        return bool(end and free_days) and date > end - timedelta(days=free_days)

    def consumption_after(self, date):
        """The day at which the period of a consumption ends: that of the next one, were there a next one."""
        recurrences = self.consumption_recurrence.rruleset(self.start_date)
        return recurrences.after(datetime.combine(date, time())).date()

    def runs_on(self, date):
        return self.start_date <= date and (self.end_date is None or date <= self.end_date)
