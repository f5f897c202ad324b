package redress.killbill;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.joda.time.DateTime;
import org.joda.time.LocalDate;
import org.killbill.billing.account.api.Account;
import org.killbill.billing.account.api.AccountApiException;
import org.killbill.billing.catalog.api.CatalogApiException;
import org.killbill.billing.entitlement.api.SubscriptionApiException;
import org.killbill.billing.invoice.api.Invoice;
import org.killbill.billing.invoice.api.InvoiceApiException;
import org.killbill.billing.invoice.api.InvoiceItem;
import org.killbill.billing.invoice.api.InvoiceItemType;
import org.killbill.billing.invoice.api.InvoiceStatus;
import org.killbill.billing.osgi.api.OSGIKillbill;
import org.killbill.billing.util.callcontext.CallContext;
import org.killbill.billing.util.callcontext.TenantContext;
import org.killbill.clock.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles an account. Kill Bill's tables and the plugin's are not stored together, so it goes in two steps: a settlement is kept
 * as prepared, and its items are given to Kill Bill; it is committed once they are known to be on an invoice. Kill Bill makes one
 * invoice of an account at a time, under a lock. So what the next one finds prepared is no longer under way: its items are on an
 * invoice, or never will be.
 */
final class Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    /** Longer than Kill Bill takes from the plugin's items to their invoice. */
    private static final int MINUTES_UNDER_WAY = 10;

    /** Another settlement of the account is under way; the same call can be tried again. */
    static final class Busy extends Exception {
        Busy(final String message) { super(message); }
    }

    /** What the account's earlier settlements left. */
    private record History(int sequence, DateTime asOf, List<Map<String, String>> credits, Map<String, DateTime> ends) {}

    private final OSGIKillbill killbill;
    private final Clock clock;
    private final Rules rules;
    private final CaseMaker cases;
    private final Store store;
    private final Watch watch;
    private final Runnable afterCommit;

    Settler(final OSGIKillbill killbill, final Clock clock, final Rules rules, final CaseMaker cases, final Store store,
            final Watch watch, final Runnable afterCommit) {
        this.killbill = killbill;
        this.clock = clock;
        this.rules = rules;
        this.cases = cases;
        this.store = store;
        this.watch = watch;
        this.afterCommit = afterCommit;
    }

    /**
     * The items to add to an invoice that is being made, under Kill Bill's lock of the account. Where anything fails there are
     * none: what is due then is so at the next invoice too.
     */
    List<InvoiceItem> items(final Invoice invoice, final boolean dryRun, final CallContext context) {
        final Store.Owner owner = new Store.Owner(context.getTenantId().toString(), invoice.getAccountId().toString());
        if (isOwnCredit(owner, invoice) || !charges(invoice)) return List.of();
        final long began = System.nanoTime();
        try {
            final List<InvoiceItem> items = settle(owner, invoice, dryRun, context);
            watch.settled(dryRun, System.nanoTime() - began);
            return items;
        } catch (final Redress.Refused e) {
            watch.refused();
            LOG.warn("the case of account {} is refused, invoice {} has no credits: {}", owner.account(), invoice.getId(), e.getMessage());
            if (!dryRun) refused(owner, e.getMessage());
            return List.of();
        } catch (final Exception e) {
            watch.failed(e);
            LOG.error("account {} can't be settled, invoice {} has no credits", owner.account(), invoice.getId(), e);
            return List.of();
        }
    }

    private List<InvoiceItem> settle(final Store.Owner owner, final Invoice invoice, final boolean dryRun,
                                     final CallContext context) throws Exception {
        final Redress.Book book = rules.book(owner.tenant());
        if (book == null) return List.of();
        final Account account = killbill.getAccountUserApi().getAccountById(invoice.getAccountId(), context);
        final List<Invoice> invoices = invoices(account, context);
        // Kill Bill also asks when somebody adjusts what was stored before; only a draft can still be settled.
        if (invoices.stream().anyMatch(stored -> stored.getId().equals(invoice.getId()) && stored.getStatus() != InvoiceStatus.DRAFT)) {
            return List.of();
        }
        final History history = history(owner, invoices, dryRun);
        final DateTime day = Text.startOf(invoice.getInvoiceDate(), account.getTimeZone());
        final DateTime asOf = history.asOf == null || history.asOf.isBefore(day) ? day : history.asOf;
        try (Redress.Case made = make(invoice.getId().toString(), owner, account, invoice, invoices, asOf, history, context)) {
            if (made == null) return List.of();
            final Statement statement = made.settle(book, !dryRun);
            final List<Store.Posting> postings = Posting.of(statement, history.sequence, invoice.getId().toString());
            if (!dryRun) {
                store.add(owner, history.sequence, invoice.getId().toString(), asOf, Store.PREPARED, made.xml(), statement, postings, now());
            }
            return Posting.items(postings, invoice, clock.getUTCNow());
        }
    }

    /**
     * Settles an account without an invoice, such as one whose services have all ended. What goes to the balance becomes an invoice
     * of credits.
     *
     * @param context of a user who may give credits
     * @return the settlement's statement, or null where nothing is under an SLA
     */
    Statement settleNow(final UUID accountId, final CallContext context)
        throws Busy, Redress.Refused, SQLException, AccountApiException, InvoiceApiException, SubscriptionApiException,
               CatalogApiException {
        final Account account = killbill.getAccountUserApi().getAccountById(accountId, context);
        final Store.Owner owner = new Store.Owner(context.getTenantId().toString(), accountId.toString());
        for (final Store.Settlement settlement : store.settlements(owner)) {
            if (settlement.state().equals(Store.PREPARED)
                && settlement.stored().plusMinutes(MINUTES_UNDER_WAY).isAfter(DateTime.now())) {
                throw new Busy("an invoice of the account is being made");
            }
        }
        final Redress.Book book = rules.book(owner.tenant());
        if (book == null) return null;
        final List<Invoice> invoices = invoices(account, context);
        final History history = history(owner, invoices, false);
        final DateTime now = clock.getUTCNow();
        final DateTime asOf = history.asOf != null && history.asOf.isAfter(now) ? history.asOf : now;
        final String id = accountId + "-" + history.sequence;
        try (Redress.Case made = make(id, owner, account, null, invoices, asOf, history, context)) {
            if (made == null) return null;
            final Statement statement = made.settle(book, true);
            final List<Store.Posting> postings = Posting.of(statement, history.sequence, id);
            final LocalDate day = now.withZone(account.getTimeZone()).toLocalDate();
            final List<InvoiceItem> credits = Posting.credits(postings, accountId, account.getCurrency(), day);
            try {
                store.add(owner, history.sequence, null, asOf, credits.isEmpty() ? Store.COMMITTED : Store.PREPARED, made.xml(),
                    statement, postings, now());
            } catch (final SQLException e) {
                if (Database.isConflict(e)) throw new Busy("the account is being settled");
                throw e;
            }
            if (!credits.isEmpty()) {
                killbill.getInvoiceUserApi().insertCredits(accountId, day, credits, true, List.of(), context);
                store.commit(owner, history.sequence, now());
            }
            afterCommit.run();
            return statement;
        }
    }

    private Redress.Case make(final String id, final Store.Owner owner, final Account account, final Invoice invoice,
                              final List<Invoice> invoices, final DateTime asOf, final History history, final TenantContext context)
        throws Redress.Refused, SQLException, SubscriptionApiException, CatalogApiException {
        return cases.make(id,
            new CaseMaker.Given(account, invoice, invoices, asOf, history.credits, history.ends, store.billedCharges(owner)), context);
    }

    /** The invoice is stored, with the items that were given for it. */
    void stored(final Invoice invoice, final TenantContext context) {
        final Store.Owner owner = new Store.Owner(context.getTenantId().toString(), invoice.getAccountId().toString());
        try {
            for (final Store.Settlement settlement : store.settlements(owner)) {
                if (!settlement.state().equals(Store.PREPARED) || !invoice.getId().toString().equals(settlement.invoice())) continue;
                store.commit(owner, settlement.sequence(), now());
                afterCommit.run();
            }
        } catch (final SQLException | RuntimeException e) {
            // The next settlement of the account finds it prepared, looks for its items, and commits it.
            watch.failed(e);
            LOG.error("the settlement for invoice {} stays prepared", invoice.getId(), e);
        }
    }

    /**
     * Credits of the plugin's own invoice come by Kill Bill's lock of the account as every other. While they waited for it an
     * invoice may have been made, which gave up their settlement: then they must not be posted.
     */
    private boolean isOwnCredit(final Store.Owner owner, final Invoice invoice) {
        final Set<String> own = new HashSet<>();
        for (final InvoiceItem item : invoice.getInvoiceItems()) {
            if (Posting.posting(item) != null) own.add(Posting.posting(item));
        }
        if (own.isEmpty()) return false;
        try {
            final Set<Integer> standing = new HashSet<>();
            for (final Store.Settlement settlement : store.settlements(owner)) standing.add(settlement.sequence());
            for (final Store.Posting posting : store.postings(owner)) {
                if (standing.contains(posting.sequence())) own.remove(posting.id());
            }
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
        if (!own.isEmpty()) throw new IllegalStateException("the account was settled meanwhile; settle it again");
        return true;
    }

    /** Whether services are billed. Others' charges and credits are no time to settle. */
    private static boolean charges(final Invoice invoice) {
        for (final InvoiceItem item : invoice.getInvoiceItems()) {
            if (item.getSubscriptionId() != null && item.getInvoiceItemType() != InvoiceItemType.ITEM_ADJ) return true;
        }
        return false;
    }

    private List<Invoice> invoices(final Account account, final TenantContext context) {
        return killbill.getInvoiceUserApi().getInvoicesByAccount(account.getId(), false, true, context);
    }

    /** Finds out what became of settlements that are not finished, and which were undone. */
    private History history(final Store.Owner owner, final List<Invoice> invoices, final boolean dryRun) throws SQLException {
        final Map<String, Invoice> byId = new HashMap<>();
        final Set<String> posted = new HashSet<>();
        for (final Invoice invoice : invoices) {
            byId.put(invoice.getId().toString(), invoice);
            for (final InvoiceItem item : invoice.getInvoiceItems()) {
                if (Posting.posting(item) != null) posted.add(Posting.posting(item));
            }
        }
        final List<Store.Settlement> settlements = store.settlements(owner);
        final List<Store.Posting> postings = store.postings(owner);
        final List<Store.Settlement> effective = new ArrayList<>();
        int sequence = store.lastSequence(owner) + 1;
        for (final Store.Settlement settlement : settlements) {
            final Invoice invoice = settlement.invoice() == null ? null : byId.get(settlement.invoice());
            if (settlement.state().equals(Store.PREPARED)) {
                final boolean stored = settlement.invoice() != null
                    ? invoice != null
                    : postings.stream().anyMatch(posting -> posting.sequence() == settlement.sequence() && posted.contains(posting.id()));
                if (!dryRun && stored) store.commit(owner, settlement.sequence(), now());
                if (!dryRun && !stored) store.leave(owner, settlement.sequence(), Store.PREPARED, Store.ABANDONED);
                if (!dryRun) watch.recovered(stored);
                if (stored) effective.add(settlement);
            } else if (invoice != null && invoice.getStatus() == InvoiceStatus.VOID) {
                if (!isBuiltUpon(owner, settlement, settlements, postings)) {
                    if (!dryRun) store.leave(owner, settlement.sequence(), Store.COMMITTED, Store.VOIDED);
                } else {
                    effective.add(settlement);
                    if (!dryRun) voided(owner, settlement);
                }
            } else {
                effective.add(settlement);
            }
        }
        final Set<Integer> sequences = new HashSet<>();
        DateTime asOf = null;
        for (final Store.Settlement settlement : effective) {
            sequences.add(settlement.sequence());
            if (asOf == null || settlement.asOf().isAfter(asOf)) asOf = settlement.asOf();
        }
        final Map<String, DateTime> ends = new HashMap<>();
        for (final Store.Posting posting : postings) {
            if (!sequences.contains(posting.sequence()) || posting.fields().get("end_after") == null) continue;
            ends.merge(posting.fields().get("subscription"), Text.instant(posting.fields().get("end_after")),
                (one, other) -> one.isAfter(other) ? one : other);
        }
        return new History(sequence, asOf, store.credits(owner, sequences), ends);
    }

    /** Whether what a settlement granted went on: a later one took from its credits, or an end of service was moved. */
    private boolean isBuiltUpon(final Store.Owner owner, final Store.Settlement settlement,
                                final List<Store.Settlement> settlements, final List<Store.Posting> postings) throws SQLException {
        for (final Store.Posting posting : postings) {
            if (posting.sequence() == settlement.sequence() && posting.fields().get("end_after") != null) return true;
        }
        final Set<String> credits = new HashSet<>();
        for (final Map<String, String> credit : store.credits(owner, Set.of(settlement.sequence()))) credits.add(credit.get("id"));
        final Set<Integer> later = new HashSet<>();
        for (final Store.Settlement other : settlements) {
            if (other.sequence() > settlement.sequence()) later.add(other.sequence());
        }
        return store.credits(owner, later).stream().anyMatch(credit -> credits.contains(credit.get("id")));
    }

    private void voided(final Store.Owner owner, final Store.Settlement settlement) throws SQLException {
        final Map<String, String> about = new LinkedHashMap<>();
        about.put("invoice", settlement.invoice());
        store.review(owner, Store.matter(Store.INVOICE_VOIDED, settlement.invoice()), Store.INVOICE_VOIDED,
            "Invoice " + settlement.invoice() + " was voided, but later invoices or extensions have used its credits: give the "
                + "customer what the voided one took off.",
            about, now());
    }

    private void refused(final Store.Owner owner, final String message) {
        try {
            store.review(owner, Store.matter(Store.REFUSED), Store.REFUSED, message, Map.of(), now());
        } catch (final SQLException e) {
            watch.failed(e);
            LOG.error("the refused case of account {} is not in the queue", owner.account(), e);
        }
    }

    private String now() { return Text.instant(clock.getUTCNow()); }
}
