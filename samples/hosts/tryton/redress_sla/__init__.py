"""Service credits by Redress on the invoices of Tryton's subscriptions."""
from trytond.pool import Pool

from . import claim, credit, fact, incident, invoice, party, subscription


def register():
    Pool.register(
        fact.Fact,
        incident.Incident,
        claim.Claim,
        credit.Credit,
        subscription.Subscription,
        subscription.Line,
        invoice.Invoice,
        invoice.InvoiceLine,
        party.Party,
        module='redress_sla', type_='model')
