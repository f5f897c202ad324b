"""Service credits by Redress on the invoices of Tryton's subscriptions."""
from trytond.pool import Pool

from . import claim, credit, decision, fact, feed, incident, invoice, party, rules, series, settlement, subscription


def register():
    series.register()
    Pool.register(
        rules.Rules,
        fact.Fact,
        feed.Feed,
        feed.Monitor,
        feed.ImportStart,
        feed.ImportResult,
        incident.Incident,
        claim.Claim,
        credit.Credit,
        subscription.Subscription,
        subscription.Line,
        invoice.Invoice,
        invoice.InvoiceLine,
        decision.Settlement,
        decision.Decision,
        settlement.SettleStart,
        settlement.SettleResult,
        party.Party,
        module='redress_sla', type_='model')
    Pool.register(
        feed.Import,
        settlement.Settle,
        module='redress_sla', type_='wizard')
    Pool.register(
        decision.Explanation,
        decision.AuditorExplanation,
        module='redress_sla', type_='report')
