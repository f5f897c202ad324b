package redress.killbill;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.joda.time.DateTime;
import org.joda.time.LocalDate;
import org.killbill.billing.catalog.api.Currency;
import org.killbill.billing.invoice.api.Invoice;
import org.killbill.billing.invoice.api.InvoiceItem;
import org.killbill.billing.invoice.api.InvoiceItemType;

/**
 * Adjustments in Kill Bill's terms. A discount is a CREDIT_ADJ on the invoice of its line. A credit to the balance is one too: of
 * what the invoice can't take Kill Bill makes credit of the account (CBA_ADJ). An extension is applied after the invoice.
 */
final class Posting {
    private static final int LONGEST_DESCRIPTION = 255;
    private static final String MARK = "redress";

    private Posting() {}

    /** @param place the invoice, or what else tells this settlement from all others: the same adjustment has the same id there */
    static List<Store.Posting> of(final Statement statement, final int sequence, final String place) {
        final Map<String, String> sentences = new HashMap<>();
        for (final Map<String, String> decision : statement.all("decision")) {
            if (decision.get("credit") != null) sentences.put(decision.get("credit"), decision.get("sentence"));
        }
        final List<Store.Posting> postings = new ArrayList<>();
        for (final Map<String, String> adjustment : statement.all("adjustment")) {
            final Map<String, String> fields = new LinkedHashMap<>(adjustment);
            fields.put("sentence", sentences.get(adjustment.get("credit")));
            final String key =
                String.join("|", MARK, adjustment.get("credit"), adjustment.get("kind"), place, String.valueOf(adjustment.get("line")));
            final String id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
            postings.add(new Store.Posting(sequence, id, state(adjustment.get("kind")), 0, fields));
        }
        return postings;
    }

    private static String state(final String kind) {
        switch (kind) {
            case "balance":
            case "discount":
                return "item";
            case "extension":
                return "waiting";
            default:
                return "done";  // forfeit: what was left of a credit is in no account of Kill Bill's
        }
    }

    /** Items of the invoice that is being made: their amounts are below zero. */
    static List<InvoiceItem> items(final List<Store.Posting> postings, final Invoice invoice, final DateTime now) {
        final List<InvoiceItem> items = new ArrayList<>();
        for (final Store.Posting posting : postings) {
            if (!posting.state().equals("item")) continue;
            final Map<String, Object> item = item(posting, invoice.getCurrency());
            item.put("getId", UUID.fromString(posting.id()));
            item.put("getInvoiceId", invoice.getId());
            item.put("getAccountId", invoice.getAccountId());
            item.put("getStartDate", invoice.getInvoiceDate());
            item.put("getAmount", amount(posting).negate());
            item.put("getCreatedDate", now);
            item.put("getUpdatedDate", now);
            items.add(Values.of(InvoiceItem.class, item));
        }
        return items;
    }

    /** Credits for an invoice of their own, as Kill Bill's interface takes them: their amounts are above zero. */
    static List<InvoiceItem> credits(final List<Store.Posting> postings, final UUID account, final Currency currency,
                                     final LocalDate day) {
        final List<InvoiceItem> items = new ArrayList<>();
        for (final Store.Posting posting : postings) {
            if (!posting.state().equals("item")) continue;
            final Map<String, Object> item = item(posting, currency);
            item.put("getAccountId", account);
            item.put("getStartDate", day);
            item.put("getAmount", amount(posting));
            items.add(Values.of(InvoiceItem.class, item));
        }
        return items;
    }

    private static Map<String, Object> item(final Store.Posting posting, final Currency currency) {
        final Map<String, Object> item = new HashMap<>();
        item.put("getInvoiceItemType", InvoiceItemType.CREDIT_ADJ);
        item.put("getCurrency", currency);
        item.put("getDescription", description(posting));
        item.put("getItemDetails", Text.json(Map.of(MARK, posting.id(), "credit", posting.fields().get("credit"))));
        return item;
    }

    private static BigDecimal amount(final Store.Posting posting) { return new BigDecimal(posting.fields().get("amount")); }

    private static String description(final Store.Posting posting) {
        final String sentence = posting.fields().get("sentence");
        final String text = sentence == null ? "Service credit carried forward" : "Service credit: " + sentence;
        return text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION);
    }

    /** The id of the posting that an item of an invoice is, or null where it is none. */
    static String posting(final InvoiceItem item) {
        final String details = item.getItemDetails();
        if (item.getInvoiceItemType() != InvoiceItemType.CREDIT_ADJ || details == null || !details.contains(MARK)) return null;
        try {
            return Text.object(details).get(MARK) instanceof String id ? id : null;
        } catch (final IllegalArgumentException e) {
            return null;  // somebody else's
        }
    }
}
