package redress.killbill;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joda.time.DateTime;

/** What was settled and what became of it. The states are explained in ddl.sql. */
final class Store {
    static final String PREPARED = "prepared";
    static final String COMMITTED = "committed";
    static final String ABANDONED = "abandoned";
    static final String VOIDED = "voided";

    /** The reason of a review about a case that was refused as a whole. */
    static final String REFUSED = "refused";
    /** The reason of a review about what the rules let the provider charge. */
    static final String CHARGE = "charge";
    /** The reason of a review about an invoice that was voided after others had built upon its credits. */
    static final String INVOICE_VOIDED = "invoice_voided";

    record Owner(String tenant, String account) {}

    record Settlement(int sequence, String invoice, DateTime asOf, String state, DateTime stored) {
        Settlement in(final String other) { return new Settlement(sequence, invoice, asOf, other, stored); }
    }

    /** @param state item, waiting, done or failed */
    record Posting(int sequence, String id, String state, int attempts, Map<String, String> fields) {}

    private final Database database;

    Store(final Database database) { this.database = database; }

    /** In their order, without those that came to nothing. */
    List<Settlement> settlements(final Owner owner) throws SQLException {
        return database.all(
            row -> new Settlement(row.getInt(1), row.getString(2), Text.instant(row.getString(3)), row.getString(4),
                Text.instant(row.getString(5))),
            "select sequence, invoice_id, as_of, state, stored from redress_settlements where tenant_id = ? and account_id = ? "
                + "and state in ('prepared', 'committed') order by sequence",
            owner.tenant, owner.account);
    }

    /** The greatest sequence that was ever taken; 0 where none was. */
    int lastSequence(final Owner owner) throws SQLException {
        return database.all(row -> row.getInt(1),
            "select coalesce(max(sequence), 0) from redress_settlements where tenant_id = ? and account_id = ?", owner.tenant,
            owner.account).get(0);
    }

    /** The credits as these settlements left them, each with all fields that the library gave it. */
    List<Map<String, String>> credits(final Owner owner, final Set<Integer> sequences) throws SQLException {
        final Map<String, Map<String, String>> last = new LinkedHashMap<>();
        for (final Map.Entry<Integer, Map<String, String>> credit : database.all(
                 row -> Map.entry(row.getInt(1), Text.fields(row.getString(2))),
                 "select sequence, fields from redress_credits where tenant_id = ? and account_id = ? order by sequence, position",
                 owner.tenant, owner.account)) {
            if (sequences.contains(credit.getKey())) last.put(credit.getValue().get("id"), credit.getValue());
        }
        return new ArrayList<>(last.values());
    }

    List<Posting> postings(final Owner owner) throws SQLException {
        return database.all(Store::posting,
            "select sequence, posting_id, state, attempts, fields from redress_postings where tenant_id = ? and account_id = ? "
                + "order by sequence",
            owner.tenant, owner.account);
    }

    /** Those that wait to be applied after their invoice, of all tenants: the owner of each. */
    Map<Posting, Owner> waiting(final int limit) throws SQLException {
        final Map<Posting, Owner> waiting = new LinkedHashMap<>();
        database.all(row -> waiting.put(posting(row), new Owner(row.getString(6), row.getString(7))),
            "select p.sequence, p.posting_id, p.state, p.attempts, p.fields, p.tenant_id, p.account_id from redress_postings p "
                + "join redress_settlements s on s.tenant_id = p.tenant_id and s.account_id = p.account_id "
                + "and s.sequence = p.sequence where p.state = 'waiting' and s.state = 'committed' order by s.record_id limit ?",
            limit);
        return waiting;
    }

    private static Posting posting(final java.sql.ResultSet row) throws SQLException {
        return new Posting(row.getInt(1), row.getString(2), row.getString(3), row.getInt(4), Text.fields(row.getString(5)));
    }

    /** Those of a tenant that are in a state, for people. */
    List<Map<String, Object>> postings(final String tenant, final String state, final int offset, final int limit)
        throws SQLException {
        return database.all(row -> {
            final Map<String, Object> posting = new LinkedHashMap<>();
            posting.put("account", row.getString(1));
            posting.put("id", row.getString(2));
            posting.put("state", state);
            posting.put("attempts", row.getInt(3));
            posting.put("message", row.getString(4));
            posting.put("adjustment", Text.fields(row.getString(5)));
            return posting;
        }, "select account_id, posting_id, attempts, message, fields from redress_postings where tenant_id = ? and state = ? "
            + "order by account_id, sequence, posting_id limit ? offset ?",
            tenant, state, limit, offset);
    }

    /** Those that failed wait again. */
    int retry(final String tenant) throws SQLException {
        return database.change(
            "update redress_postings set state = 'waiting', attempts = 0 where tenant_id = ? and state = 'failed'", tenant);
    }

    void posted(final Owner owner, final Posting posting, final String state, final String message) throws SQLException {
        database.change("update redress_postings set state = ?, attempts = attempts + 1, message = ? where tenant_id = ? and "
                + "account_id = ? and sequence = ? and posting_id = ?",
            state, message, owner.tenant, owner.account, posting.sequence, posting.id);
    }

    int count(final String table, final String state) throws SQLException {
        return database.all(row -> row.getInt(1), "select count(*) from redress_" + table + " where state = ?", state).get(0);
    }

    /**
     * Keeps a settlement with its credits and postings.
     *
     * @throws SQLException a conflict, where another one has taken the sequence
     */
    void add(final Owner owner, final int sequence, final String invoice, final DateTime asOf, final String state,
             final String caseXml, final Statement statement, final List<Posting> postings, final String at) throws SQLException {
        database.transaction(connection -> {
            Database.change(connection,
                "insert into redress_settlements (tenant_id, account_id, sequence, invoice_id, as_of, state, case_xml, "
                    + "statement_xml, stored) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                owner.tenant, owner.account, sequence, invoice, Text.instant(asOf), PREPARED, caseXml, statement.xml(), at);
            int position = 0;
            for (final Map<String, String> credit : statement.all("credit")) {
                final Map<String, String> kept = new LinkedHashMap<>(credit);
                kept.remove("decision");
                Database.change(connection,
                    "insert into redress_credits (tenant_id, account_id, sequence, position, fields) values (?, ?, ?, ?, ?)",
                    owner.tenant, owner.account, sequence, ++position, Text.json(kept));
            }
            for (final Posting posting : postings) {
                Database.change(connection,
                    "insert into redress_postings (tenant_id, account_id, sequence, posting_id, state, attempts, fields) "
                        + "values (?, ?, ?, ?, ?, 0, ?)",
                    owner.tenant, owner.account, sequence, posting.id, posting.state, Text.json(posting.fields));
            }
            if (state.equals(COMMITTED)) commit(connection, owner, sequence, at);
            return null;
        });
    }

    /** What was prepared is on its invoice: its credits count from now on, and what a person has to look at is in the queue. */
    void commit(final Owner owner, final int sequence, final String at) throws SQLException {
        database.transaction(connection -> {
            commit(connection, owner, sequence, at);
            return null;
        });
    }

    private static void commit(final Connection connection, final Owner owner, final int sequence, final String at)
        throws SQLException {
        if (leave(connection, owner, sequence, PREPARED, COMMITTED) == 0) return;
        final Statement statement = new Statement(Database
            .all(connection, row -> row.getString(1),
                "select statement_xml from redress_settlements where tenant_id = ? and account_id = ? and sequence = ?",
                owner.tenant, owner.account, sequence)
            .get(0));
        final Set<String> open = new HashSet<>();
        for (final Map<String, String> decision : statement.all("decision")) {
            if (!decision.get("outcome").equals("review")) continue;
            final String matter = matter(decision.get("sla"), decision.get("guarantee"), decision.get("subscription"),
                decision.get("window_start"), decision.get("incident"), decision.get("ticket"), decision.get("claim"));
            open.add(matter);
            review(connection, owner, matter, decision.get("reason"), decision.get("sentence"), decision, at);
        }
        for (final Map<String, String> charge : statement.all("charge")) {
            final String matter = matter(CHARGE, charge.get("id"));
            open.add(matter);
            review(connection, owner, matter, CHARGE, charge.get("sentence"), charge, at);
        }
        for (final String matter : Database.all(connection, row -> row.getString(1),
                 "select matter from redress_reviews where tenant_id = ? and account_id = ? and state = 'open' and reason <> ?",
                 owner.tenant, owner.account, INVOICE_VOIDED)) {
            if (open.contains(matter)) continue;
            Database.change(connection,
                "update redress_reviews set state = 'settled', closed = ?, closed_by = 'redress' where tenant_id = ? and "
                    + "account_id = ? and matter = ?",
                at, owner.tenant, owner.account, matter);
        }
    }

    boolean leave(final Owner owner, final int sequence, final String from, final String to) throws SQLException {
        return database.transaction(connection -> leave(connection, owner, sequence, from, to)) == 1;
    }

    private static int leave(final Connection connection, final Owner owner, final int sequence, final String from,
                             final String to) throws SQLException {
        return Database.change(connection,
            "update redress_settlements set state = ? where tenant_id = ? and account_id = ? and sequence = ? and state = ?", to,
            owner.tenant, owner.account, sequence, from);
    }

    /** Puts a matter into the queue. What a person has dismissed stays so as long as it is the same. */
    void review(final Owner owner, final String matter, final String reason, final String sentence,
                final Map<String, String> fields, final String at) throws SQLException {
        database.transaction(connection -> {
            review(connection, owner, matter, reason, sentence, fields, at);
            return null;
        });
    }

    private static void review(final Connection connection, final Owner owner, final String matter, final String reason,
                               final String sentence, final Map<String, String> fields, final String at) throws SQLException {
        final List<String[]> before = Database.all(connection,
            row -> new String[] {row.getString(1), row.getString(2), row.getString(3)},
            "select state, reason, sentence from redress_reviews where tenant_id = ? and account_id = ? and matter = ?",
            owner.tenant, owner.account, matter);
        if (before.isEmpty()) {
            Database.change(connection,
                "insert into redress_reviews (tenant_id, account_id, matter, state, reason, sentence, fields, opened) "
                    + "values (?, ?, ?, 'open', ?, ?, ?, ?)",
                owner.tenant, owner.account, matter, reason, sentence, Text.json(fields), at);
            return;
        }
        final boolean same = reason.equals(before.get(0)[1]) && String.valueOf(sentence).equals(before.get(0)[2]);
        final String state = before.get(0)[0];
        if (same && !state.equals("settled")) return;
        Database.change(connection,
            "update redress_reviews set state = 'open', reason = ?, sentence = ?, fields = ?, closed = null, closed_by = null "
                + "where tenant_id = ? and account_id = ? and matter = ?",
            reason, sentence, Text.json(fields), owner.tenant, owner.account, matter);
    }

    static String matter(final String... parts) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(Text.json(parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the rules let the provider charge, and a person has billed. */
    List<Map<String, String>> billedCharges(final Owner owner) throws SQLException {
        return database.all(row -> {
            final Map<String, String> charge = Text.fields(row.getString(1));
            charge.put("billed", row.getString(2));
            return charge;
        }, "select fields, closed from redress_reviews where tenant_id = ? and account_id = ? and reason = ? and state = 'approved'",
            owner.tenant, owner.account, CHARGE);
    }

    List<Map<String, Object>> reviews(final String tenant, final String state, final int offset, final int limit)
        throws SQLException {
        return database.all(Store::review, REVIEW + "tenant_id = ? and state = ? order by record_id limit ? offset ?", tenant, state,
            limit, offset);
    }

    Map<String, Object> review(final String tenant, final long id) throws SQLException {
        final List<Map<String, Object>> found = database.all(Store::review, REVIEW + "tenant_id = ? and record_id = ?", tenant, id);
        return found.isEmpty() ? null : found.get(0);
    }

    private static final String REVIEW =
        "select record_id, account_id, state, reason, sentence, fields, opened, closed, closed_by, note from redress_reviews where ";

    private static Map<String, Object> review(final java.sql.ResultSet row) throws SQLException {
        final Map<String, Object> review = new LinkedHashMap<>();
        review.put("id", row.getLong(1));
        review.put("account", row.getString(2));
        review.put("state", row.getString(3));
        review.put("reason", row.getString(4));
        review.put("sentence", row.getString(5));
        review.put("about", Text.fields(row.getString(6)));
        review.put("opened", row.getString(7));
        review.put("closed", row.getString(8));
        review.put("closed_by", row.getString(9));
        review.put("note", row.getString(10));
        return review;
    }

    boolean close(final String tenant, final long id, final String state, final String note, final String at, final String by)
        throws SQLException {
        return database.change("update redress_reviews set state = ?, note = ?, closed = ?, closed_by = ? where tenant_id = ? and "
                + "record_id = ? and state = 'open'",
            state, note, at, by, tenant, id) == 1;
    }

    /** The case and the statement of what was settled for an invoice, or null. */
    String[] texts(final String tenant, final String invoice) throws SQLException {
        return first("invoice_id = ?", tenant, invoice);
    }

    /** The same of a settlement of an account. */
    String[] texts(final Owner owner, final int sequence) throws SQLException {
        return first("account_id = ? and sequence = ?", owner.tenant, owner.account, sequence);
    }

    private String[] first(final String condition, final Object... values) throws SQLException {
        final List<String[]> found = database.all(row -> new String[] {row.getString(1), row.getString(2)},
            "select case_xml, statement_xml from redress_settlements where tenant_id = ? and " + condition
                + " and state in ('committed', 'voided') order by record_id desc limit 1",
            values);
        return found.isEmpty() ? null : found.get(0);
    }
}
