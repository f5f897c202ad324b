from trytond.model import ModelSQL, ModelView, fields
from trytond.pyson import Eval, If
from trytond.transaction import Transaction

from .fact import facts_field, instant, known


class Incident(ModelSQL, ModelView):
    "SLA Incident"
    __string__ = __doc__
    __name__ = 'redress.incident'

    company = fields.Many2One('company.company', "Company", required=True)
    subscription = fields.Many2One('sale.subscription', "Subscription", ondelete='RESTRICT',
        domain=[('company', '=', Eval('company', -1))], depends=['company'],
        help="The subscription that it hit. Leave empty where it hit all.")
    start = fields.DateTime("Start", required=True)
    end = fields.DateTime("End",
        domain=[If(Eval('end', None), ('end', '>=', Eval('start', None)), ())], depends=['start'],
        help="Leave empty while it lasts.")
    kind = fields.Selection([
            ('outage', "Outage"),
            ('degradation', "Degradation"),
            ('hardware_failure', "Hardware Failure"),
            ('data_loss', "Data Loss"),
            ], "Kind", required=True)
    cause = fields.Char("Cause", help="Why it happened, in the SLA's own words.")
    facts = facts_field()
    feed = fields.Many2One('redress.feed', "Feed", readonly=True, ondelete='RESTRICT', help="From which it was imported.")
    feed_id = fields.Char("Id in the Feed", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('start', 'DESC'))

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_kind(cls):
        return 'outage'

    @classmethod
    def copy(cls, incidents, default=None):
        default = {} if default is None else default.copy()
        default.setdefault('feed', None)
        default.setdefault('feed_id', None)
        return super().copy(incidents, default=default)

    def get_rec_name(self, name):
        return '%s %s' % (self.kind, instant(self.start).isoformat())

    def record(self, as_of):
        """The incident as it is known at `as_of`."""
        ended = self.end is not None and instant(self.end) <= as_of
        return known(self.facts, id=str(self.id), start=self.start, end=self.end if ended else None, kind=self.kind,
            cause=self.cause, subscription=self.subscription.number if self.subscription else None)
