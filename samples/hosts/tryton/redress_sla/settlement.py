"""Settling an invoice: what Redress decides, and what becomes of it in Tryton."""
from datetime import datetime, time, timezone
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

import redress
from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .case import UnclearCase, case_of, what_is_left
from .rules import book
from .subscription import ONE_DAY


def prepare(invoice, as_of, steps=True):
    """The case of an invoice and its statement; nothing is stored. Where the case can't be settled, UnclearCase says why."""
    try:
        case = redress.Case(case_of(invoice, as_of))
        return case, book().settle(case, steps=steps)
    except redress.CaseError as error:
        raise UnclearCase(str(error)) from error


def settle(invoice, as_of):
    """Applies to a draft invoice what is due to its party; once more does no harm, as what was credited is part of the case.

    Where the case can't be settled the invoice stays as it is, a note on the subscription says why, and the next run tries
    again. The settlement is given back; None where there was nothing to settle, or it could not be.
    """
    pool = Pool()
    Credit = pool.get('redress.credit')
    Settlement = pool.get('redress.settlement')
    settlement = None
    try:
        balance = Credit.balance(invoice, as_of)
        deductions = Deductions(invoice)
        if invoice.subscription.sla:
            case, statement = prepare(invoice, as_of)
            settlement = Settlement.store(invoice, as_of, case, statement)
            apply(invoice, statement, deductions)
            answer(invoice, statement)
    except UnclearCase as error:
        note(invoice.subscription, gettext('redress_sla.msg_not_settled', invoice=invoice.id, error=error))
        return None
    for credit in balance:
        deductions.take(credit)
    deductions.save()
    invoice.service_credits_due = False
    invoice.save()
    return settlement


def apply(invoice, statement, deductions):
    pool = Pool()
    Credit = pool.get('redress.credit')
    Subscription = pool.get('sale.subscription')
    subscriptions = {s.number: s for s in Subscription.search([
                ('company', '=', invoice.company.id),
                ('number', 'in', [credit.subscription for credit in statement.credits]),
                ])}
    credits = {credit.id: Credit.store(credit, subscriptions[credit.subscription], invoice)
        for credit in statement.credits}
    for adjustment in statement.adjustments:
        if adjustment.kind is redress.Remedy.EXTENSION:
            subscriptions[adjustment.subscription].extend(adjustment.end_after)
        elif adjustment.kind is redress.Remedy.DISCOUNT:
            deductions.add(int(adjustment.line), credits[adjustment.credit], adjustment.amount)
        elif adjustment.kind == 'forfeit':  # the credit is stored as it is left, with nothing remaining
            continue
        else:  # a top-up is the credit itself: later invoices take of it
            credits[adjustment.credit].top_up()


def answer(invoice, statement):
    """Tells the claims what was decided, and leaves a note for each decision that a person has to take."""
    pool = Pool()
    Claim = pool.get('redress.claim')
    Subscription = pool.get('sale.subscription')

    def claim_of(decision):
        return decision.claim or ''

    for claim_id, decisions in groupby(sorted(statement.decisions, key=claim_of), key=claim_of):
        if claim_id:
            claim = Claim(int(claim_id))
            claim.answered(list(decisions), invoice)
            claim.save()
    for decision in statement.decisions:
        if decision.outcome is redress.Outcome.REVIEW:
            subscription, = Subscription.search([
                    ('company', '=', invoice.company.id),
                    ('number', '=', decision.subscription),
                    ])
            note(subscription, gettext('redress_sla.msg_review', claim=decision.claim or '-', sla=decision.sla,
                    guarantee=decision.guarantee or '-', clause=decision.clause or '-', reason=decision.reason,
                    missing=decision.missing or '-', sentence=decision.sentence))


def note(subscription, message):
    """A note for a person, once."""
    Note = Pool().get('ir.note')
    if not Note.search([('resource', '=', str(subscription)), ('message', '=', message)]):
        Note.create([{'resource': str(subscription), 'message': message}])


class Deductions:
    """The lines that take credits off an invoice. Each reduces another line, with that line's account and taxes, and never by
    more than is left of it: so neither the invoice nor its taxes fall below zero."""

    def __init__(self, invoice):
        self.invoice = invoice
        self.left = {line.id: left for line, left in what_is_left(invoice)}
        self.reduced = {line.id: line for line in invoice.lines}
        self.lines = []

    def add(self, line_id, credit, amount):
        InvoiceLine = Pool().get('account.invoice.line')
        reduced = self.reduced[line_id]
        self.left[line_id] -= amount
        self.lines.append(InvoiceLine(invoice=self.invoice, company=self.invoice.company, currency=self.invoice.currency,
                type='line', sequence=reduced.sequence, quantity=1, unit_price=-amount, account=reduced.account,
                taxes=reduced.taxes, origin=credit, reduces=reduced,
                description=gettext('redress_sla.msg_%s' % credit.remedy, credit=credit.identifier)))

    def take(self, credit):
        """Takes from a credit of the balance as much as it has and the invoice can bear."""
        remaining = min(credit.remaining, sum(self.left.values(), Decimal(0)))
        for line_id in self.left:
            amount = min(remaining, self.left[line_id])
            if amount > 0:
                self.add(line_id, credit, amount)
                remaining -= amount

    def save(self):
        pool = Pool()
        pool.get('account.invoice.line').save(self.lines)
        pool.get('account.invoice').update_taxes([self.invoice])


class SettleStart(ModelView):
    "Settle Service Credits"
    __string__ = __doc__
    __name__ = 'redress.settle.start'

    date = fields.Date("Date", required=True, help="Settled is by what was known when this day ended, or is known now.")

    @classmethod
    def default_date(cls):
        return Pool().get('ir.date').today()


class SettleResult(ModelView):
    "Settled Service Credits"
    __string__ = __doc__
    __name__ = 'redress.settle.result'

    text = fields.Text("Result", readonly=True)


class Settle(Wizard):
    "Settle Service Credits"
    __name__ = 'redress.settle'

    start = StateView('redress.settle.start', 'redress_sla.settle_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Preview", 'preview', 'tryton-search'),
            Button("Settle", 'settle', 'tryton-ok', default=True),
            ])
    preview = StateTransition()
    settle = StateTransition()
    result = StateView('redress.settle.result', 'redress_sla.settle_result_view_form', [
            Button("Close", 'end', 'tryton-close', default=True),
            ])

    def transition_preview(self):
        """What would be decided of each invoice by itself."""
        self.result.text = '\n'.join(self._of_each(previewed))
        return 'result'

    def transition_settle(self):
        self.result.text = '\n'.join(self._of_each(settled))
        return 'result'

    def default_result(self, fields):
        return {'text': self.result.text}

    def _of_each(self, tell):
        Invoice = Pool().get('account.invoice')
        invoices = Invoice.browse(sorted(Transaction().context['active_ids']))
        for invoice in invoices:
            if invoice.state != 'draft' or not invoice.subscription:
                raise UserError(gettext('redress_sla.msg_no_draft', invoice=invoice.rec_name))
        Invoice.lock_parties(invoices)
        for invoice in invoices:
            yield from tell(invoice, end_of(self.start.date, invoice.company))


def previewed(invoice, as_of):
    if not invoice.subscription.sla:
        return
    try:
        _, statement = prepare(invoice, as_of, steps=False)
    except UnclearCase as error:
        yield gettext('redress_sla.msg_not_settled', invoice=invoice.id, error=error)
        return
    for decision in statement.decisions:
        yield told(decision)
    for adjustment in statement.adjustments:
        yield '%s %s: %s' % (adjustment.kind, adjustment.amount, adjustment.credit)


def settled(invoice, as_of):
    settlement = settle(invoice, as_of)
    if settlement:
        for decision in settlement.decisions:
            yield told(decision)
    elif invoice.subscription.sla:
        yield gettext('redress_sla.msg_see_notes', subscription=invoice.subscription.rec_name)


def told(decision):
    subscription = getattr(decision.subscription, 'number', decision.subscription)
    return '%s, %s: %s' % (subscription, decision.guarantee or decision.sla, decision.sentence)


def end_of(date, company):
    """The "now" of an invoice run: the present, or where the run is made up for the end of its day."""
    zone = ZoneInfo(company.timezone) if company.timezone else timezone.utc
    now = datetime.now(timezone.utc).replace(microsecond=0)
    return min(now, datetime.combine(date + ONE_DAY, time(), zone))
