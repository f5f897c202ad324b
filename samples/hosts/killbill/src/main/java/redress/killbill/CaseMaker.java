package redress.killbill;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.LocalDate;
import org.killbill.billing.account.api.Account;
import org.killbill.billing.catalog.api.BillingPeriod;
import org.killbill.billing.catalog.api.CatalogApiException;
import org.killbill.billing.catalog.api.Currency;
import org.killbill.billing.entitlement.api.Subscription;
import org.killbill.billing.entitlement.api.SubscriptionApi;
import org.killbill.billing.entitlement.api.SubscriptionApiException;
import org.killbill.billing.entitlement.api.SubscriptionBundle;
import org.killbill.billing.entitlement.api.SubscriptionEvent;
import org.killbill.billing.entitlement.api.SubscriptionEventType;
import org.killbill.billing.invoice.api.Invoice;
import org.killbill.billing.invoice.api.InvoiceItem;
import org.killbill.billing.invoice.api.InvoiceItemType;
import org.killbill.billing.invoice.api.InvoiceStatus;
import org.killbill.billing.util.callcontext.TenantContext;

/** Makes the case of an account out of what Kill Bill knows and what was told to the plugin; nothing of it is after as_of. */
final class CaseMaker {
    /** How far back the evidence goes. Rules that look back farther are rules for a person. */
    static final int MONTHS_BACK = 24;

    /** What can't have happened yet, by record: the field without which there is no record, then those that are left out. */
    private static final Map<String, List<String>> PAST = Map.of("incident", List.of("start", "end", "reported"), "ticket",
        List.of("opened", "first_response", "resolved"), "measurement", List.of("start"), "claim", List.of("filed"), "pause",
        List.of("start", "end"));

    /**
     * @param invoice  the one that is being made, or null
     * @param invoices the account's earlier ones
     * @param credits  given before
     * @param ends     how far extensions moved the end of subscriptions
     * @param billed   charges of earlier statements that were billed
     */
    record Given(Account account, Invoice invoice, List<Invoice> invoices, DateTime asOf, List<Map<String, String>> credits,
                 Map<String, DateTime> ends, List<Map<String, String>> billed) {}

    private record Price(BigDecimal amount, BillingPeriod period, String plan, String product) {}

    private final Redress redress;
    private final Facts facts;
    private final SubscriptionApi subscriptionApi;

    CaseMaker(final Redress redress, final Facts facts, final SubscriptionApi subscriptionApi) {
        this.redress = redress;
        this.facts = facts;
        this.subscriptionApi = subscriptionApi;
    }

    /** @return the case, or null where nothing of the account is under an SLA */
    Redress.Case make(final String id, final Given given, final TenantContext context)
        throws Redress.Refused, SQLException, SubscriptionApiException, CatalogApiException {
        final String account = given.account.getId().toString();
        final DateTime since = given.asOf.minusMonths(MONTHS_BACK);
        final List<Facts.Fact> told = facts.of(context.getTenantId().toString(), account, since);
        final Map<String, Map<String, String>> coverage = new HashMap<>();
        for (final Facts.Fact fact : told) {
            if (fact.kind().equals(Facts.COVERAGE)) coverage.put(fact.id(), fact.fields());
        }
        final Redress.Case made = redress.newCase();
        try {
            made.record("case", fields("id", id, "as_of", Text.instant(given.asOf), "currency", given.account.getCurrency().name()));
            final Map<String, String> holder = fields("id", account);
            told.stream().filter(fact -> fact.kind().equals("accounts")).forEach(fact -> holder.putAll(fact.fields()));
            made.record("account", holder);
            final Map<String, Set<String>> products = subscriptions(made, given, coverage, since, context);
            if (products.isEmpty()) {
                made.close();
                return null;
            }
            told(made, told, products, given.asOf);
            for (final Map<String, String> credit : given.credits) {
                if (products.containsKey(credit.get("subscription"))) made.record("credit", credit);
            }
            charges(made, given, products.keySet(), since);
            if (given.invoice != null) invoice(made, given, products.keySet());
            return made;
        } catch (final Redress.Refused | SubscriptionApiException | CatalogApiException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** @return the products that each subscription of the case had */
    private Map<String, Set<String>> subscriptions(final Redress.Case made, final Given given,
                                                   final Map<String, Map<String, String>> coverage, final DateTime since,
                                                   final TenantContext context)
        throws Redress.Refused, SubscriptionApiException, CatalogApiException {
        final Map<String, Set<String>> products = new LinkedHashMap<>();
        final DateTimeZone zone = given.account.getTimeZone();
        final Currency currency = given.account.getCurrency();
        final LocalDate today = given.asOf.withZone(zone).toLocalDate();
        for (final SubscriptionBundle bundle : subscriptionApi.getSubscriptionBundlesForAccountId(given.account.getId(), context)) {
            for (final Subscription subscription : bundle.getSubscriptions()) {
                final String id = subscription.getId().toString();
                final TreeMap<LocalDate, Price> prices = prices(subscription, currency);
                final LocalDate ended = subscription.getBillingEndDate();
                if (prices.floorKey(today) == null || ended != null && Text.startOf(ended, zone).isBefore(since)) continue;
                final Map<String, String> covered = covered(prices.floorEntry(today).getValue(), currency, coverage, id, given.credits);
                if (covered == null) continue;

                final Price first = prices.firstEntry().getValue();
                final Map<String, String> record = new LinkedHashMap<>(covered);
                record.putAll(level(first, currency, coverage));
                record.put("id", id);
                record.putAll(price(first));
                record.put("start", Text.instant(Text.startOf(prices.firstKey(), zone)));
                final DateTime end = end(subscription, given, zone);
                if (end != null) record.put("end", Text.instant(end));
                final String period = span(prices.floorEntry(today).getValue().period);
                if (period != null) record.put("billing_period", period);
                made.record("subscription", record);
                for (final Map.Entry<LocalDate, Price> later : prices.tailMap(prices.firstKey(), false).entrySet()) {
                    final Map<String, String> plan = fields("subscription", id, "from", Text.instant(Text.startOf(later.getKey(), zone)));
                    plan.putAll(price(later.getValue()));
                    plan.putAll(level(later.getValue(), currency, coverage));
                    made.record("plan", plan);
                }
                final Set<String> had = new HashSet<>();
                prices.values().forEach(price -> had.add(price.product));
                products.put(id, had);
            }
        }
        return products;
    }

    /** From when the subscription has which price; two changes of one day are the last of them. */
    private static TreeMap<LocalDate, Price> prices(final Subscription subscription, final Currency currency)
        throws CatalogApiException {
        final TreeMap<LocalDate, Price> prices = new TreeMap<>();
        for (final SubscriptionEvent event : subscription.getSubscriptionEvents()) {
            final SubscriptionEventType type = event.getSubscriptionEventType();
            if (type != SubscriptionEventType.START_BILLING && type != SubscriptionEventType.CHANGE
                && type != SubscriptionEventType.PHASE) {
                continue;
            }
            if (event.getNextPlan() == null || event.getNextPhase() == null) continue;
            final var recurring = event.getNextPhase().getRecurring();
            final BigDecimal amount =
                recurring == null || recurring.getRecurringPrice() == null || recurring.getRecurringPrice().isZero()
                    ? BigDecimal.ZERO
                    : recurring.getRecurringPrice().getPrice(currency);
            prices.put(event.getEffectiveDate(),
                new Price(amount, recurring == null ? null : recurring.getBillingPeriod(), event.getNextPlan().getName(),
                    event.getNextPlan().getProduct().getName()));
        }
        return prices;
    }

    /** Coverage is told for a plan or a product, and for one currency or for all. */
    private static Map<String, String> coverage(final Price price, final Currency currency,
                                                final Map<String, Map<String, String>> coverage) {
        for (final String name : List.of(price.plan, price.product)) {
            final Map<String, String> found = coverage.getOrDefault(name + "/" + currency, coverage.get(name));
            if (found != null) return found;
        }
        return null;
    }

    /** What no SLA covers any more stays in the case as long as credits were given for it. */
    private static Map<String, String> covered(final Price price, final Currency currency,
                                               final Map<String, Map<String, String>> coverage, final String subscription,
                                               final List<Map<String, String>> credits) {
        final Map<String, String> covered = coverage(price, currency, coverage);
        if (covered != null) return covered;
        for (final Map<String, String> credit : credits) {
            if (credit.get("subscription").equals(subscription) && credit.get("sla") != null) return Map.of("sla", credit.get("sla"));
        }
        return null;
    }

    private static Map<String, String> level(final Price price, final Currency currency,
                                             final Map<String, Map<String, String>> coverage) {
        final Map<String, String> level = new LinkedHashMap<>();
        final Map<String, String> covered = coverage(price, currency, coverage);
        if (covered != null && covered.get("level") != null) level.put("level", covered.get("level"));
        if (covered != null && covered.get("kind") != null) level.put("kind", covered.get("kind"));
        return level;
    }

    private static Map<String, String> price(final Price price) {
        final Map<String, String> fields = fields("price", Text.money(price.amount));
        final String span = span(price.period);
        if (span != null) fields.put("price_period", span);
        return fields;
    }

    private static String span(final BillingPeriod period) {
        if (period == null || period == BillingPeriod.NO_BILLING_PERIOD) return null;
        return period.getPeriod().toString().replaceAll("^P(\\d+)W$", "P$1W");
    }

    /** The end of service where it was cancelled; else the end of what is charged, which extensions may have moved. */
    private static DateTime end(final Subscription subscription, final Given given, final DateTimeZone zone) {
        if (subscription.getBillingEndDate() != null) return Text.startOf(subscription.getBillingEndDate(), zone);
        LocalDate charged = subscription.getChargedThroughDate();
        if (given.invoice != null) {
            for (final InvoiceItem item : given.invoice.getInvoiceItems()) {
                if (!subscription.getId().equals(item.getSubscriptionId()) || item.getEndDate() == null) continue;
                if (item.getInvoiceItemType() != InvoiceItemType.RECURRING) continue;
                if (charged == null || item.getEndDate().isAfter(charged)) charged = item.getEndDate();
            }
        }
        final DateTime moved = given.ends.get(subscription.getId().toString());
        if (charged == null) return moved;
        final DateTime end = Text.startOf(charged, zone);
        return moved != null && moved.isAfter(end) ? moved : end;
    }

    private static void told(final Redress.Case made, final List<Facts.Fact> told, final Map<String, Set<String>> products,
                             final DateTime asOf) throws Redress.Refused {
        final Set<String> tickets = new HashSet<>();
        final List<Facts.Fact> pauses = new ArrayList<>();
        for (final Facts.Fact fact : told) {
            final String record = fact.record();
            if (record == null || record.equals("account")) continue;
            final Map<String, String> fields = concerning(fact, products);
            if (fields == null || !happened(record, fields, asOf)) continue;
            if (record.equals("pause")) {
                pauses.add(fact);
                continue;
            }
            if (record.equals("ticket")) tickets.add(fact.id());
            made.record(record, fields);
        }
        for (final Facts.Fact pause : pauses) {
            final Map<String, String> fields = new LinkedHashMap<>(pause.fields());
            if (tickets.contains(fields.get("ticket")) && happened("pause", fields, asOf)) made.record("pause", fields);
        }
    }

    /** The fields of the record as far as it concerns subscriptions of the case; null where it concerns others only. */
    private static Map<String, String> concerning(final Facts.Fact fact, final Map<String, Set<String>> products) {
        final Map<String, String> fields = new LinkedHashMap<>(fact.fields());
        final String one = fields.get("subscription");
        if (one != null) return products.containsKey(one) ? fields : null;
        final List<String> concerned = new ArrayList<>();
        final String several = fields.get("subscriptions");
        if (several != null) {
            for (final String id : several.split(" ")) {
                if (products.containsKey(id)) concerned.add(id);
            }
        } else if (!fact.products().isEmpty()) {
            products.forEach((id, had) -> {
                if (fact.products().stream().anyMatch(had::contains)) concerned.add(id);
            });
        } else {
            return fields;
        }
        if (concerned.isEmpty()) return null;
        fields.put("subscriptions", String.join(" ", concerned));
        return fields;
    }

    /** Leaves out of the fields what lies ahead; false where the whole record does. */
    private static boolean happened(final String record, final Map<String, String> fields, final DateTime asOf) {
        final List<String> past = PAST.getOrDefault(record, List.of());
        for (int i = 0; i < past.size(); ++i) {
            final String at = fields.get(past.get(i));
            if (at == null || !Text.instant(at).isAfter(asOf)) continue;
            if (i == 0) return false;
            fields.remove(past.get(i));
        }
        return true;
    }

    private static void charges(final Redress.Case made, final Given given, final Set<String> subscriptions, final DateTime since)
        throws Redress.Refused {
        final DateTimeZone zone = given.account.getTimeZone();
        for (final Invoice invoice : given.invoices) {
            if (invoice.getStatus() != InvoiceStatus.COMMITTED) continue;
            if (given.invoice != null && invoice.getId().equals(given.invoice.getId())) continue;
            final DateTime issued = Text.startOf(invoice.getInvoiceDate(), zone);
            if (issued.isAfter(given.asOf) || issued.isBefore(since)) continue;
            for (final InvoiceItem item : invoice.getInvoiceItems()) {
                final String kind = chargeKind(item);
                if (kind == null || item.getSubscriptionId() == null || item.getStartDate() == null) continue;
                if (!subscriptions.contains(item.getSubscriptionId().toString())) continue;
                final Map<String, String> charge = period(item, zone);
                charge.put("subscription", item.getSubscriptionId().toString());
                charge.put("amount", Text.money(item.getAmount()));
                charge.put("kind", kind);
                made.record("charge", charge);
            }
        }
        for (final Map<String, String> billed : given.billed) {
            made.record("charge", fields("subscription", subscriptions.iterator().next(), "amount",
                billed.getOrDefault("amount", "0"), "period_start", billed.get("billed"), "period_end", billed.get("billed"), "kind",
                "one_time", "bills", billed.get("id")));
        }
    }

    private static String chargeKind(final InvoiceItem item) {
        switch (item.getInvoiceItemType()) {
            case RECURRING:
            case REPAIR_ADJ:
                return "recurring";
            case USAGE:
                return "usage";
            case FIXED:
                return "one_time";
            default:
                return null;
        }
    }

    private static void invoice(final Redress.Case made, final Given given, final Set<String> subscriptions) throws Redress.Refused {
        made.record("invoice", fields("id", given.invoice.getId().toString(), "issued", Text.instant(given.asOf)));
        for (final InvoiceItem item : given.invoice.getInvoiceItems()) {
            if (item.getInvoiceItemType() == InvoiceItemType.CBA_ADJ || item.getStartDate() == null) continue;
            final String subscription = item.getSubscriptionId() == null ? null : item.getSubscriptionId().toString();
            final boolean covered = subscription != null && subscriptions.contains(subscription);
            final Map<String, String> line = period(item, given.account.getTimeZone());
            line.put("id", item.getId().toString());
            line.put("amount", Text.money(item.getAmount()));
            if (covered) line.put("subscription", subscription);
            line.put("kind", item.getInvoiceItemType() == InvoiceItemType.TAX ? "tax" : covered ? "service" : "other");
            made.record("line", line);
        }
    }

    private static Map<String, String> period(final InvoiceItem item, final DateTimeZone zone) {
        final LocalDate end = item.getEndDate() == null ? item.getStartDate() : item.getEndDate();
        return fields("period_start", Text.instant(Text.startOf(item.getStartDate(), zone)), "period_end",
            Text.instant(Text.startOf(end, zone)));
    }

    static Map<String, String> fields(final String... pairs) {
        final Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) fields.put(pairs[i], pairs[i + 1]);
        return fields;
    }
}
