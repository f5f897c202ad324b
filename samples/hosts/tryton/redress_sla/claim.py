from trytond.model import ModelSQL, ModelView, Workflow, fields
from trytond.pyson import Eval

from .fact import facts_field, known


class Claim(Workflow, ModelSQL, ModelView):
    "SLA Claim"
    __string__ = __doc__
    __name__ = 'redress.claim'

    subscription = fields.Many2One('sale.subscription', "Subscription", required=True, ondelete='RESTRICT',
        domain=[('sla', '!=', None)])
    incident = fields.Many2One('redress.incident', "Incident", required=True, ondelete='RESTRICT',
        domain=['OR', ('subscription', '=', Eval('subscription', -1)), ('subscription', '=', None)],
        depends=['subscription'])
    filed = fields.DateTime("Filed", required=True)
    channel = fields.Char("Channel", help="By which way it was filed, in the SLA's own words.")
    guarantee = fields.Char("Guarantee", help="The promise that it names, by its id in the rules.")
    remedy = fields.Selection('get_remedies', "Remedy Wished")
    facts = facts_field()
    currency_digits = fields.Function(fields.Integer("Currency Digits"), 'get_currency_digits')
    approved = fields.Numeric("Approved", digits=(16, Eval('currency_digits', 2)), depends=['currency_digits'], readonly=True,
        help="Up to which amount a person has approved what is due.")
    answer = fields.Text("Answer", readonly=True)
    invoice = fields.Many2One('account.invoice', "Answered With", readonly=True, ondelete='SET NULL',
        help="The invoice that keeps the statement.")
    state = fields.Selection([
            ('open', "Open"),
            ('review', "For Review"),
            ('settled', "Settled"),
            ], "State", required=True, readonly=True,
        help="Open claims are settled with the next invoice of the party.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('filed', 'DESC'))
        cls._transitions |= {('review', 'open'), ('settled', 'open')}
        cls._buttons.update({
                'reopen': {'invisible': Eval('state') == 'open', 'depends': ['state']},
                })

    @classmethod
    def default_state(cls):
        return 'open'

    @staticmethod
    def get_remedies():
        return [(None, ""), ('balance', "Balance"), ('extension', "Extension"), ('discount', "Discount")]

    def get_currency_digits(self, name):
        return self.subscription.currency.digits

    def get_rec_name(self, name):
        return '%s @ %s' % (self.id, self.subscription.rec_name)

    @classmethod
    @ModelView.button
    @Workflow.transition('open')
    def reopen(cls, claims):
        """To be settled again: a fact was added, or there is new evidence. What was granted is not granted again."""

    def record(self):
        return known(self.facts, id=str(self.id), filed=self.filed, subscription=self.subscription.number,
            channel=self.channel, guarantee=self.guarantee, incident=str(self.incident.id), remedy=self.remedy,
            approved=self.approved)

    def answered(self, decisions, invoice):
        """Takes over what the decisions say. One that is too early, or for a person, keeps the claim from being settled."""
        outcomes = {decision.outcome for decision in decisions}
        self.state = 'review' if 'review' in outcomes else 'open' if 'pending' in outcomes else 'settled'
        if self.state == 'settled':
            self.approved = None  # what grows beyond it later is looked at anew
        self.answer = '\n'.join(decision.sentence for decision in decisions)
        self.invoice = invoice
