package redress.killbill;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joda.time.DateTime;

/**
 * What was told to the plugin: incidents, maintenances, tickets, claims and so on. The fields are those of docs/vocabulary.md.
 * A fact that is told again is corrected: the last version holds, and all are kept.
 */
final class Facts {
    /** Those that are records of a case; the record of each. */
    static final Map<String, String> RECORDS = Map.of("incidents", "incident", "maintenances", "maintenance", "tickets", "ticket",
        "pauses", "pause", "measurements", "measurement", "claims", "claim", "holidays", "holiday", "working_days", "working_day",
        "accounts", "account");
    /** Which SLA a product or plan is under. */
    static final String COVERAGE = "coverage";
    /** The records that have an id of their own. */
    private static final Set<String> NAMED = Set.of("incident", "maintenance", "ticket", "claim", "account");
    /** When a record of each kind happened or began, which places it in time. */
    private static final Map<String, String> HAPPENED = Map.of("incident", "start", "maintenance", "start", "ticket", "opened",
        "pause", "start", "measurement", "start", "claim", "filed");

    /**
     * @param kind     of RECORDS or COVERAGE
     * @param account  "" where it is about all accounts
     * @param products those that it is about, where it is not about subscriptions; empty: no matter
     * @param fields   of the record
     */
    record Fact(String kind, String id, int version, boolean withdrawn, String account, List<String> products,
                Map<String, String> fields) {
        String record() { return RECORDS.get(kind); }
    }

    private final Database database;

    Facts(final Database database) { this.database = database; }

    /** @throws IllegalArgumentException where a value is neither a text, a number, a flag nor a list of texts */
    static Fact read(final String kind, final String id, final Map<String, Object> object) {
        final Map<String, String> fields = new LinkedHashMap<>();
        final List<String> products = new ArrayList<>();
        String account = "";
        for (final Map.Entry<String, Object> field : object.entrySet()) {
            if (field.getValue() == null) continue;
            if (field.getKey().equals("products")) {
                if (!(field.getValue() instanceof List<?> list)) throw new IllegalArgumentException("products: a list is expected");
                for (final Object product : list) products.add(value("products", product));
            } else if (field.getKey().equals("account") && !kind.equals("accounts")) {
                account = value("account", field.getValue());
            } else {
                fields.put(field.getKey(), value(field.getKey(), field.getValue()));
            }
        }
        final String record = RECORDS.get(kind);
        if (record != null && NAMED.contains(record)) {
            final String own = fields.put("id", id);
            if (own != null && !own.equals(id)) {
                throw new IllegalArgumentException("id: '" + own + "' is not that of the address, '" + id + "'");
            }
        }
        if (kind.equals("accounts")) account = id;
        return new Fact(kind, id, 0, false, account, products, fields);
    }

    private static String value(final String name, final Object value) {
        if (value instanceof String text) return text;
        if (value instanceof Boolean flag) return flag ? "yes" : "no";
        if (value instanceof Integer || value instanceof Long) return value.toString();
        if (value instanceof List<?> list) {
            final StringBuilder texts = new StringBuilder();
            for (final Object one : list) {
                if (!(one instanceof String text)) throw new IllegalArgumentException(name + ": a list of texts is expected");
                texts.append(texts.length() == 0 ? "" : " ").append(text);
            }
            return texts.toString();
        }
        throw new IllegalArgumentException(name + ": a text, a whole number, true, false or a list of texts is expected; a number "
            + "with decimals is given as a text, so that it is exact");
    }

    /** @return the new version */
    int store(final String tenant, final Fact fact, final boolean withdrawn, final String at, final String by) throws SQLException {
        final String begins = fact.record() == null ? null : fact.fields.get(HAPPENED.getOrDefault(fact.record(), ""));
        final String happened = begins == null ? null : Text.instant(Text.instant(begins));
        return database.transaction(connection -> {
            final int version = Database
                .all(connection, row -> row.getInt(1),
                    "select coalesce(max(version), 0) + 1 from redress_facts where tenant_id = ? and kind = ? and fact_id = ?",
                    tenant, fact.kind, fact.id)
                .get(0);
            Database.change(connection,
                "update redress_facts set latest = 0 where tenant_id = ? and kind = ? and fact_id = ? and latest = 1", tenant,
                fact.kind, fact.id);
            Database.change(connection,
                "insert into redress_facts (tenant_id, kind, fact_id, version, latest, withdrawn, account_id, happened, fields, "
                    + "stored, stored_by) values (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
                tenant, fact.kind, fact.id, version, withdrawn ? 1 : 0, fact.account, happened,
                Text.json(Map.of("products", fact.products, "fields", fact.fields)), at, by);
            return version;
        });
    }

    /** The fact as it holds now, or null. */
    Fact get(final String tenant, final String kind, final String id) throws SQLException {
        final List<Fact> facts = database.all(Facts::row, SELECT + "kind = ? and fact_id = ? and latest = 1", tenant, kind, id);
        return facts.isEmpty() ? null : facts.get(0);
    }

    /** All that holds now for the account and began after that moment, or has no time. */
    List<Fact> of(final String tenant, final String account, final DateTime since) throws SQLException {
        return database.all(Facts::row,
            SELECT + "account_id in ('', ?) and latest = 1 and withdrawn = 0 and (happened is null or happened >= ?) order by record_id",
            tenant, account, Text.instant(since));
    }

    List<Fact> list(final String tenant, final String kind, final int offset, final int limit) throws SQLException {
        return database.all(Facts::row, SELECT + "kind = ? and latest = 1 order by record_id limit ? offset ?", tenant, kind, limit,
            offset);
    }

    private static final String SELECT =
        "select kind, fact_id, version, withdrawn, account_id, fields from redress_facts where tenant_id = ? and ";

    @SuppressWarnings("unchecked")
    private static Fact row(final java.sql.ResultSet row) throws SQLException {
        final Map<String, Object> stored = Text.object(row.getString(6));
        return new Fact(row.getString(1), row.getString(2), row.getInt(3), row.getInt(4) == 1, row.getString(5),
            (List<String>) stored.get("products"), (Map<String, String>) stored.get("fields"));
    }
}
