"""What was settled, kept as evidence: the case, the statement, and each decision with its explanation."""
import subprocess
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from xml.etree import ElementTree

from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.report import Report
from trytond.transaction import Transaction

from . import rules
from .claim import Claim
from .fact import stored
from .series import config

SECONDS_TO_EXPLAIN = 30
LANGUAGES = ('en', 'de', 'uk')  # in which the command explains


class Settlement(ModelSQL, ModelView):
    "SLA Settlement"
    __string__ = __doc__
    __name__ = 'redress.settlement'

    invoice = fields.Many2One('account.invoice', "Invoice", required=True, readonly=True, ondelete='CASCADE')
    as_of = fields.DateTime("As Of", required=True, readonly=True, help="What was taken for now.")
    case = fields.Text("Case", required=True, readonly=True, help="The facts that were settled, as XML.")
    statement = fields.Text("Statement", required=True, readonly=True, help="What was decided and why, as XML.")
    decisions = fields.One2Many('redress.decision', 'settlement', "Decisions", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('id', 'DESC'))

    def get_rec_name(self, name):
        return '%s %s' % (self.invoice.rec_name, self.as_of)

    @classmethod
    def store(cls, invoice, as_of, case, statement):
        settlement, = cls.create([{
                    'invoice': invoice.id,
                    'as_of': stored(as_of),
                    'case': case.xml.decode(),
                    'statement': statement.xml.decode(),
                    }])
        Pool().get('redress.decision').store(settlement, statement.decisions)
        return settlement


class Decision(ModelSQL, ModelView):
    "SLA Decision"
    __string__ = __doc__
    __name__ = 'redress.decision'

    settlement = fields.Many2One('redress.settlement', "Settlement", required=True, readonly=True, ondelete='CASCADE')
    number = fields.Integer("Number", required=True, readonly=True, help="By which the statement names it.")
    subscription = fields.Many2One('sale.subscription', "Subscription", required=True, readonly=True, ondelete='RESTRICT')
    claim = fields.Many2One('redress.claim', "Claim", readonly=True, ondelete='SET NULL')
    incident = fields.Many2One('redress.incident', "Incident", readonly=True, ondelete='SET NULL')
    sla = fields.Char("SLA", readonly=True)
    guarantee = fields.Char("Guarantee", readonly=True)
    clause = fields.Char("Clause", readonly=True)
    window_start = fields.DateTime("Window Start", readonly=True)
    window_end = fields.DateTime("Window End", readonly=True)
    outcome = fields.Selection([
            ('granted', "Granted"),
            ('denied', "Denied"),
            ('review', "For Review"),
            ('pending', "Pending"),
            ], "Outcome", required=True, readonly=True)
    reason = fields.Char("Reason", readonly=True)
    missing = fields.Char("Missing", readonly=True, help="The fact that is missing, where that is the reason.")
    sentence = fields.Text("Sentence", readonly=True)
    currency_digits = fields.Function(fields.Integer("Currency Digits"), 'get_currency_digits')
    amount = fields.Numeric("Amount", digits=(16, Eval('currency_digits', 2)), depends=['currency_digits'], readonly=True,
        help="What was posted.")
    due = fields.Numeric("Due", digits=(16, Eval('currency_digits', 2)), depends=['currency_digits'], readonly=True,
        help="What is posted once a person approves it.")
    remedy = fields.Selection('get_remedies', "Remedy", readonly=True)
    approved_by = fields.Many2One('res.user', "Approved by", readonly=True, ondelete='RESTRICT')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('settlement', 'DESC'), ('number', 'ASC'), ('id', 'ASC')]
        cls._buttons.update({
                'approve': {
                    'invisible': (Eval('reason') != 'approval') | (~Eval('claim') & ~Eval('incident')),
                    'readonly': ~~Eval('approved_by'),
                    'depends': ['reason', 'claim', 'incident', 'approved_by'],
                    },
                })

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        cls._take_over(module_name)

    @classmethod
    def _take_over(cls, module_name):
        """Until version 8.2 of the module an invoice had one case and one statement, in columns of its own."""
        pool = Pool()
        Invoice, Settlement = pool.get('account.invoice'), pool.get('redress.settlement')
        if not Invoice.__table_handler__(module_name).column_exist('sla_statement'):
            return
        cursor = Transaction().connection.cursor()
        cursor.execute('SELECT id, sla_case, sla_statement FROM account_invoice WHERE sla_statement IS NOT NULL ORDER BY id')
        table = Settlement.__table__()
        for invoice, case, statement in cursor.fetchall():
            root = ElementTree.fromstring(statement)
            as_of = stored(instant_of(root.get('as_of')))
            cursor.execute(*table.insert([table.create_date, table.invoice, table.as_of, table.case, table.statement],
                    [[as_of, invoice, as_of, case, statement]]))
            cursor.execute(*table.select(table.id, where=table.invoice == invoice))
            (settlement,), = cursor.fetchall()
            cls._insert(cursor, settlement, [archived(element) for element in root if element.tag.endswith('}decision')])
        cursor.execute('UPDATE account_invoice SET sla_case = NULL, sla_statement = NULL WHERE sla_statement IS NOT NULL')

    @classmethod
    def _insert(cls, cursor, settlement, decisions):
        """As `store` does, while the tables of other models may not be up to date yet."""
        table = cls.__table__()
        cursor.execute('SELECT number, id FROM sale_subscription')
        subscriptions = dict(cursor.fetchall())
        for decision in decisions:
            values = {'settlement': settlement, 'subscription': subscriptions[decision.subscription], **cls.fields_of(decision)}
            cursor.execute(*table.insert([getattr(table, name) for name in values], [list(values.values())]))

    @staticmethod
    def get_remedies():
        return Claim.get_remedies()

    def get_currency_digits(self, name):
        return self.subscription.currency.digits

    def get_rec_name(self, name):
        return ' '.join(filter(None, (self.subscription.rec_name, self.guarantee, self.outcome)))

    @classmethod
    def store(cls, settlement, decisions):
        found = Pool().get('sale.subscription').search([
                ('company', '=', settlement.invoice.company.id),
                ('number', 'in', [decision.subscription for decision in decisions]),
                ])
        subscriptions = {subscription.number: subscription.id for subscription in found}
        return cls.create([{
                    'settlement': settlement.id,
                    'subscription': subscriptions[decision.subscription],
                    **cls.fields_of(decision),
                    } for decision in decisions])

    @staticmethod
    def fields_of(decision):
        return {
            'number': decision.number,
            'claim': int(decision.claim) if decision.claim else None,
            'incident': int(decision.incident) if decision.incident else None,
            'sla': decision.sla,
            'guarantee': decision.guarantee,
            'clause': decision.clause,
            'window_start': stored(decision.window_start),
            'window_end': stored(decision.window_end),
            'outcome': str(getattr(decision.outcome, 'value', decision.outcome)),
            'reason': decision.reason,
            'missing': decision.missing,
            'sentence': decision.sentence,
            'amount': decision.amount,
            'due': decision.due,
            'remedy': getattr(decision.remedy, 'value', decision.remedy),
            }

    @classmethod
    @ModelView.button
    def approve(cls, decisions):
        """Gives what is due back as approved by its claim, and has the claim settled again. A promise that needs no claim gets
        one, which names the incident."""
        pool = Pool()
        Claim = pool.get('redress.claim')
        for decision in decisions:
            if decision.reason != 'approval' or decision.approved_by:
                continue
            others = [other for other in decision.settlement.decisions
                if other.reason == 'approval' and other.claim and other.claim == decision.claim]
            if len(others) > 1:
                raise UserError(gettext('redress_sla.msg_approval_unclear', claim=decision.claim.rec_name))
            claim = decision.claim or Claim(subscription=decision.subscription, incident=decision.incident,
                guarantee=decision.guarantee, filed=decision.settlement.as_of)
            claim.approved = decision.due
            claim.state = 'open'
            claim.save()
            decision.claim = claim
            decision.approved_by = Transaction().user
        cls.save(decisions)

    def explanation(self, reader, language):
        """The page that says why, by the command `redress explain`, from what is kept: nothing is settled a second time."""
        with rules.folder(rules.texts(self.settlement.create_date)) as folder, TemporaryDirectory(prefix='redress') as work:
            case, statement = Path(work, 'case.xml'), Path(work, 'statement.xml')
            case.write_text(self.settlement.case, encoding='utf-8')
            statement.write_text(self.settlement.statement, encoding='utf-8')
            command = [config.get('redress', 'command', default='redress'), 'explain', '--rules', folder,
                '--statement', str(statement), '--decision', str(self.number), '--format', 'html', '--for', reader,
                '--language', language if language in LANGUAGES else 'en', str(case)]
            try:
                return subprocess.run(command, capture_output=True, check=True, timeout=SECONDS_TO_EXPLAIN,
                    stdin=subprocess.DEVNULL).stdout
            except subprocess.CalledProcessError as error:
                reason = error.stderr.decode(errors='replace').strip()
            except (OSError, subprocess.TimeoutExpired) as error:
                reason = str(error)
        raise UserError(gettext('redress_sla.msg_not_explained', decision=self.rec_name, error=reason))


def instant_of(text):
    return datetime.fromisoformat(text.replace('Z', '+00:00')) if text else None


def archived(element):
    """A decision of a statement that was kept, with the fields that are stored of it."""
    texts = {name: element.get(name) for name in ('claim', 'subscription', 'sla', 'guarantee', 'clause', 'incident', 'outcome',
            'reason', 'missing', 'sentence', 'remedy')}
    instants = {name: instant_of(element.get(name)) for name in ('window_start', 'window_end')}
    amounts = {name: Decimal(element.get(name)) if element.get(name) else None for name in ('amount', 'due')}
    return SimpleNamespace(number=int(element.get('number')), **texts, **instants, **amounts)


class Explanation(Report):
    "What the customer reads, in the customer's language."
    __name__ = 'redress.decision.explanation'
    reader = 'customer'

    @classmethod
    def language(cls, decision):
        party = decision.subscription.party
        return party.lang.code if party.lang else Transaction().language

    @classmethod
    def _execute(cls, records, header, data, action):
        decision = Pool().get('redress.decision')(records[0].id)
        return 'html', decision.explanation(cls.reader, cls.language(decision))


class AuditorExplanation(Explanation):
    "All of it, in the language of the reader."
    __name__ = 'redress.decision.explanation.auditor'
    reader = 'auditor'

    @classmethod
    def language(cls, decision):
        return Transaction().language
