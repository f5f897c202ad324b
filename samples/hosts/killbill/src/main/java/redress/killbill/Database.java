package redress.killbill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The tables of ddl.sql in Kill Bill's database for plugins. */
final class Database {
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final DataSource source;

    Database(final DataSource source) { this.source = source; }

    /** All of the work, or nothing of it. */
    <T> T transaction(final Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                final T result = work.in(connection);
                connection.commit();
                return result;
            } catch (final SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    <T> List<T> all(final Row<T> row, final String sql, final Object... values) throws SQLException {
        return transaction(connection -> all(connection, row, sql, values));
    }

    int change(final String sql, final Object... values) throws SQLException {
        return transaction(connection -> change(connection, sql, values));
    }

    static <T> List<T> all(final Connection connection, final Row<T> row, final String sql, final Object... values)
        throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values); ResultSet result = statement.executeQuery()) {
            final List<T> rows = new ArrayList<>();
            while (result.next()) rows.add(row.read(result));
            return rows;
        }
    }

    static int change(final Connection connection, final String sql, final Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** Whether another transaction has stored what this one wanted to: a unique key is taken, or a lock was not to be had. */
    static boolean isConflict(final SQLException e) {
        return e.getSQLState() != null && (e.getSQLState().startsWith("23") || e.getSQLState().startsWith("40"));
    }

    void createTables() throws SQLException {
        final String ddl;
        try (InputStream in = Database.class.getResourceAsStream("/ddl.sql")) {
            ddl = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        transaction(connection -> {
            for (final String statement : ddl.split(";")) {
                if (!statement.isBlank()) change(connection, statement);
            }
            return null;
        });
    }

    private static PreparedStatement prepare(final Connection connection, final String sql, final Object... values)
        throws SQLException {
        final PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; ++i) statement.setObject(i + 1, values[i]);
        return statement;
    }
}
