package redress.killbill;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joda.time.DateTime;

/** Checks a fact when it is told, so that no case is refused for it later: by a case that has little else. */
final class Checks {
    private final Redress redress;
    private final Rules rules;
    private final Facts facts;

    Checks(final Redress redress, final Rules rules, final Facts facts) {
        this.redress = redress;
        this.rules = rules;
        this.facts = facts;
    }

    /**
     * @param currency of the account, or any where the fact is about all
     * @throws Redress.Refused where the library would refuse it
     */
    void check(final String tenant, final Facts.Fact fact, final String currency, final DateTime now)
        throws Redress.Refused, SQLException {
        final Redress.Book book = rules.book(tenant);
        if (fact.kind().equals(Facts.COVERAGE)) {
            final String sla = fact.fields().get("sla");
            if (sla == null) throw new Redress.Refused("sla: a text is expected, the id of an SLA of the rules");
            if (book == null || !book.hasSla(sla)) throw new Redress.Refused("sla: '" + sla + "' is none of the rules");
        }
        try (Redress.Case made = redress.newCase()) {
            made.record("case", CaseMaker.fields("id", "check", "as_of", Text.instant(now), "currency", currency));
            made.record("account", fact.kind().equals("accounts") ? fact.fields() : CaseMaker.fields("id", "check"));
            final String sla = someSla(tenant, fact);
            if (fact.kind().equals(Facts.COVERAGE)) {
                final Map<String, String> covered = CaseMaker.fields("id", "check", "price", "0");
                covered.putAll(fact.fields());
                made.record("subscription", covered);
            } else {
                for (final String id : subscriptions(fact)) {
                    made.record("subscription", CaseMaker.fields("id", id, "price", "0", "sla", sla == null ? "none" : sla));
                }
            }
            for (final String other : List.of("incident", "ticket")) {
                final String id = fact.fields().get(other);
                final Facts.Fact meant = id == null ? null : facts.get(tenant, other + "s", id);
                if (meant == null || meant.withdrawn()) continue;
                final Map<String, String> fields = new LinkedHashMap<>(meant.fields());
                // Of whom it is does not matter here, and they would have to be in the case too.
                for (final String reference : List.of("subscription", "subscriptions", "duplicate_of")) fields.remove(reference);
                made.record(other, fields);
            }
            if (fact.record() != null && !fact.record().equals("account")) made.record(fact.record(), fact.fields());
            if (book == null || sla == null) {
                made.xml();
            } else {
                made.settle(book, false);
            }
        }
    }

    private String someSla(final String tenant, final Facts.Fact fact) throws SQLException {
        if (fact.kind().equals(Facts.COVERAGE)) return fact.fields().get("sla");
        final List<Facts.Fact> coverage = facts.list(tenant, Facts.COVERAGE, 0, 1);
        return coverage.isEmpty() ? null : coverage.get(0).fields().get("sla");
    }

    private static Set<String> subscriptions(final Facts.Fact fact) {
        final Set<String> ids = new LinkedHashSet<>();
        if (fact.fields().get("subscription") != null) ids.add(fact.fields().get("subscription"));
        if (fact.fields().get("subscriptions") != null) ids.addAll(List.of(fact.fields().get("subscriptions").trim().split("\\s+")));
        if (ids.isEmpty()) ids.add("check");
        return ids;
    }
}
