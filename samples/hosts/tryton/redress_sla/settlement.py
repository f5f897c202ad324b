"""Settling an invoice: what Redress decides, and what becomes of it in Tryton."""
from decimal import Decimal
from itertools import groupby

import redress
from trytond.i18n import gettext
from trytond.pool import Pool

from .case import UnclearCase, case_of
from .rules import book


def settle(invoice, as_of):
    """Applies to a draft invoice what is due to its party.

    Where the case can't be settled the invoice stays as it is, a note on the subscription says why, and the next run tries
    again.
    """
    Credit = Pool().get('redress.credit')
    balance = Credit.balance(invoice, as_of)  # what this invoice adds to it is for later ones
    deductions = Deductions(invoice)
    if invoice.subscription.sla:
        try:
            case = redress.Case(case_of(invoice, as_of))
            statement = book().settle(case)
        except (UnclearCase, redress.CaseError) as error:
            note(invoice.subscription, gettext('redress_sla.msg_not_settled', invoice=invoice.id, error=error))
            return
        invoice.sla_case = case.xml.decode()
        invoice.sla_statement = statement.xml.decode()
        apply(invoice, statement, deductions)
        answer(invoice, statement)
    for credit in balance:
        deductions.take(credit)
    deductions.save()
    invoice.service_credits_due = False
    invoice.save()


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
        self.reduced = {line.id: line for line in invoice.lines if line.type == 'line'}
        self.left = {line.id: line.amount for line in self.reduced.values()}
        self.lines = []

    def add(self, line_id, credit, amount):
        InvoiceLine = Pool().get('account.invoice.line')
        reduced = self.reduced[line_id]
        self.left[line_id] -= amount
        self.lines.append(InvoiceLine(invoice=self.invoice, company=self.invoice.company, currency=self.invoice.currency,
                type='line', sequence=reduced.sequence, quantity=1, unit_price=-amount, account=reduced.account,
                taxes=reduced.taxes, origin=credit,
                description=gettext('redress_sla.msg_%s' % credit.remedy, credit=credit.identifier)))

    def take(self, credit):
        """Takes from a credit of the balance as much as it has and the invoice can bear."""
        remaining = min(credit.remaining, sum(self.left.values(), Decimal(0)))
        for line_id in self.reduced:
            amount = min(remaining, self.left[line_id])
            if amount > 0:
                self.add(line_id, credit, amount)
                remaining -= amount

    def save(self):
        pool = Pool()
        pool.get('account.invoice.line').save(self.lines)
        pool.get('account.invoice').update_taxes([self.invoice])
