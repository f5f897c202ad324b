from decimal import Decimal

from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.pyson import Eval

from .claim import Claim
from .fact import known, stored


class Credit(ModelSQL, ModelView):
    "SLA Credit"
    __string__ = __doc__
    __name__ = 'redress.credit'
    _rec_name = 'identifier'

    identifier = fields.Char("Identifier", required=True, readonly=True,
        help="The id that Redress gave to it; it is granted once.")
    company = fields.Many2One('company.company', "Company", required=True, readonly=True)
    subscription = fields.Many2One('sale.subscription', "Subscription", required=True, readonly=True,
        ondelete='RESTRICT')
    sla = fields.Char("SLA", readonly=True)
    effective_from = fields.Date("Version In Effect From", readonly=True)
    guarantee = fields.Char("Guarantee", readonly=True)
    window_start = fields.DateTime("Window Start", readonly=True)
    window_end = fields.DateTime("Window End", readonly=True)
    incident = fields.Char("Incident", readonly=True, help="The incident that it is about, as the statement names it.")
    ticket = fields.Char("Ticket", readonly=True, help="The ticket that it is about, as the statement names it.")
    claim = fields.Many2One('redress.claim', "Claim", readonly=True, ondelete='RESTRICT')
    invoice = fields.Many2One('account.invoice', "Granted With", required=True, readonly=True, ondelete='RESTRICT',
        help="The invoice that keeps the statement.")
    remedy = fields.Selection('get_remedies', "Remedy", required=True, readonly=True)
    currency_digits = fields.Function(fields.Integer("Currency Digits"), 'get_currency_digits')
    amount = fields.Numeric("Amount", digits=(16, Eval('currency_digits', 2)), required=True, readonly=True,
        depends=['currency_digits'])
    granted = fields.DateTime("Granted", required=True, readonly=True)
    available_from = fields.DateTime("Available From", readonly=True)
    expires = fields.DateTime("Expires", readonly=True)
    lines = fields.One2Many('account.invoice.line', 'origin', "Taken By", readonly=True)
    remaining = fields.Function(
        fields.Numeric("Remaining", digits=(16, Eval('currency_digits', 2)), depends=['currency_digits']),
        'get_remaining')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        # The database itself keeps two runs from granting the same credit.
        cls._sql_constraints += [
            ('identifier_unique', Unique(table, table.company, table.identifier), 'redress_sla.msg_credit_unique'),
            ]
        cls._order.insert(0, ('granted', 'DESC'))

    @staticmethod
    def get_remedies():
        return [remedy for remedy in Claim.get_remedies() if remedy[0]]

    def get_currency_digits(self, name):
        return self.subscription.currency.digits

    def get_remaining(self, name):
        """What invoices have not taken. An invoice that is deleted or cancelled gives back what it took."""
        if self.remedy == 'extension':
            return Decimal(0)
        taken = -sum((line.amount for line in self.lines if line.invoice.state != 'cancelled'), Decimal(0))
        return max(self.amount - taken, Decimal(0))

    @classmethod
    def balance(cls, invoice, as_of):
        """The credits that make up the balance of an invoice's party, the oldest first. What is granted with an invoice is for
        later ones."""
        return [credit for credit in cls.search([
                    ('company', '=', invoice.company.id),
                    ('subscription.party', '=', invoice.subscription.party.id),
                    ('subscription.currency', '=', invoice.currency.id),
                    ('remedy', '=', 'balance'),
                    ('invoice', '!=', invoice.id),
                    ['OR', ('expires', '=', None), ('expires', '>', stored(as_of))],
                    ], order=[('granted', 'ASC'), ('id', 'ASC')]) if credit.remaining]

    @classmethod
    def store(cls, credit, subscription, invoice):
        """The record of a credit of a statement, with all that the next case gives back as it came: so Redress knows what
        was credited for what. One that is stored already has not changed: invoices took of it."""
        found = cls.search([('company', '=', invoice.company.id), ('identifier', '=', credit.id)])
        if found:
            return found[0]
        record, = cls.create([{
                    'identifier': credit.id,
                    'company': invoice.company.id,
                    'subscription': subscription.id,
                    'sla': credit.sla,
                    'effective_from': credit.effective_from,
                    'guarantee': credit.guarantee,
                    'window_start': stored(credit.window_start),
                    'window_end': stored(credit.window_end),
                    'incident': credit.incident,
                    'ticket': credit.ticket,
                    'claim': int(credit.claim) if credit.claim else None,
                    'invoice': invoice.id,
                    'remedy': credit.remedy.value,
                    'amount': credit.amount,
                    'granted': stored(credit.granted),
                    'available_from': stored(credit.available_from),
                    'expires': stored(credit.expires),
                    }])
        return record

    def top_up(self):
        """What is left of a discount can become a credit to the balance, when the subscription ends."""
        if self.remedy != 'balance':
            self.remedy = 'balance'
            self.save()

    def record(self):
        return known(id=self.identifier, subscription=self.subscription.number, sla=self.sla,
            effective_from=self.effective_from, guarantee=self.guarantee, window_start=self.window_start,
            window_end=self.window_end, incident=self.incident, ticket=self.ticket, amount=self.amount,
            granted=self.granted, claim=str(self.claim.id) if self.claim else None, remedy=self.remedy,
            remaining=self.remaining if self.remedy == 'discount' else None, available_from=self.available_from,
            expires=self.expires)
