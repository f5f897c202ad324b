package redress.killbill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of each tenant: a folder of packs, kept in a table, and the book that was loaded from it. */
final class Rules {
    private static final Logger LOG = LoggerFactory.getLogger(Rules.class);

    private record Loaded(List<String> versions, Redress.Book book) {}

    private record Pack(String name, int version, String rules) {}

    private final Redress redress;
    private final Database database;
    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();
    private final Map<String, String> faults = new ConcurrentHashMap<>();

    Rules(final Redress redress, final Database database) {
        this.redress = redress;
        this.database = database;
    }

    /** The book of the tenant's rules as they are now, or null where there are none. Each node finds what another one stored. */
    Redress.Book book(final String tenant) throws SQLException {
        // Their names tell whether they changed; their texts are read where they did.
        final List<String> versions = database.all(row -> row.getString(1) + "#" + row.getInt(2),
            "select name, max(version) from redress_rules where tenant_id = ? group by name order by name", tenant);
        final Loaded now = loaded.get(tenant);
        if (now != null && now.versions.equals(versions)) return now.book;
        try {
            final Map<String, String> packs = packs(tenant);
            final Redress.Book book = packs.isEmpty() ? null : load(packs);
            loaded.put(tenant, new Loaded(versions, book));
            faults.remove(tenant);
            return book;
        } catch (final Redress.Refused e) {
            // They were checked when they came, so it is what surrounds them, such as the time zones: the old ones go on.
            LOG.error("the rules of tenant {} can't be loaded, the book before stays: {}", tenant, e.getMessage());
            faults.put(tenant, e.getMessage());
            return now == null ? null : now.book;
        }
    }

    /** Why the rules of some tenant can't be loaded; empty where all can. */
    Map<String, String> faults() { return faults; }

    /**
     * Checks the tenant's packs with this one in place of the one of that name, and stores it if they are a book. A null text
     * takes the pack away.
     *
     * @return the new version
     */
    int store(final String tenant, final String name, final String rules, final String at, final String by)
        throws SQLException, Redress.Refused {
        final Map<String, String> packs = packs(tenant);
        if (rules == null) {
            packs.remove(name);
        } else {
            packs.put(name, rules);
        }
        if (!packs.isEmpty()) load(packs);
        return database.transaction(connection -> {
            final int version = Database
                .all(connection, row -> row.getInt(1),
                    "select coalesce(max(version), 0) + 1 from redress_rules where tenant_id = ? and name = ?", tenant, name)
                .get(0);
            Database.change(connection,
                "insert into redress_rules (tenant_id, name, version, rules, stored, stored_by) values (?, ?, ?, ?, ?, ?)",
                tenant, name, version, rules, at, by);
            return version;
        });
    }

    List<Map<String, Object>> list(final String tenant) throws SQLException {
        return database.all(row -> {
            final Map<String, Object> pack = new LinkedHashMap<>();
            pack.put("name", row.getString(1));
            pack.put("version", row.getInt(2));
            pack.put("in_effect", row.getInt(3) == row.getInt(2) && row.getString(4) != null);
            pack.put("stored", row.getString(5));
            pack.put("stored_by", row.getString(6));
            return pack;
        }, "select name, version, (select max(version) from redress_rules o where o.tenant_id = r.tenant_id and o.name = r.name), "
            + "rules, stored, stored_by from redress_rules r where tenant_id = ? order by name, version", tenant);
    }

    String text(final String tenant, final String name) throws SQLException { return packs(tenant).get(name); }

    private Map<String, String> packs(final String tenant) throws SQLException {
        final Map<String, String> packs = new TreeMap<>();
        for (final Pack pack : database.all(row -> new Pack(row.getString(1), row.getInt(2), row.getString(3)),
                 "select name, version, rules from redress_rules where tenant_id = ? order by version", tenant)) {
            if (pack.rules == null) {
                packs.remove(pack.name);
            } else {
                packs.put(pack.name, pack.rules);
            }
        }
        return packs;
    }

    private Redress.Book load(final Map<String, String> packs) throws Redress.Refused {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("redress-rules");
            for (final Map.Entry<String, String> pack : packs.entrySet()) {
                Files.write(folder.resolve(pack.getKey() + ".xml"), pack.getValue().getBytes(StandardCharsets.UTF_8));
            }
            return redress.load(folder);
        } catch (final Redress.Refused e) {
            // The folder is nobody's business: the message begins with the name of the pack.
            throw new Redress.Refused(e.getMessage().replace(folder + "/", ""));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            remove(folder);
        }
    }

    private static void remove(final Path folder) {
        if (folder == null) return;
        try (Stream<Path> files = Files.walk(folder)) {
            final List<Path> all = new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList());
            for (final Path file : all) Files.delete(file);
        } catch (final IOException e) {
            LOG.warn("{} stays: {}", folder, e.getMessage());
        }
    }
}
