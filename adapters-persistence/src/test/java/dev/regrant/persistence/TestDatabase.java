package dev.regrant.persistence;

import dev.regrant.persistence.DatabaseSettings.Account;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * A real PostgreSQL, started once for all tests and ended with the JVM. Its tables belong to one
 * account, and the server uses another, which cannot get past row-level security.
 */
final class TestDatabase {
  static final Account OWNER = new Account("regrant_owner", "secret");

  private static final String SERVER_USER = "regrant";
  private static final EmbeddedPostgres SERVER = start();

  private TestDatabase() {}

  private static EmbeddedPostgres start() {
    try {
      var server = EmbeddedPostgres.builder().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
      makeAccounts(server);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the README says it, but in a database that is there. */
  static void makeAccounts(EmbeddedPostgres server) {
    run(
        server,
        """
        create role regrant_owner login password 'secret';
        create role regrant login password 'secret';
        grant create on database postgres to regrant_owner;
        grant create on schema public to regrant_owner;
        """);
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs statements as a superuser. */
  static void run(String sql) {
    run(SERVER, sql);
  }

  private static void run(EmbeddedPostgres server, String sql) {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** A plain connection. */
  static Connection connect(String user, String schema) throws SQLException {
    var connection = DriverManager.getConnection(settings().jdbcUrl(), user, "secret");
    connection.setSchema(schema);
    return connection;
  }

  static DatabaseSettings settings() {
    return settings(SERVER);
  }

  static DatabaseSettings settings(EmbeddedPostgres server) {
    return DatabaseSettings.of(
            "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort()),
            SERVER_USER,
            "secret")
        .migratedBy(OWNER);
  }

  /** With tables of its own. */
  static DatabaseSettings in(String schema, int poolSize) {
    return with(settings(), schema, poolSize, Duration.ofSeconds(10));
  }

  static DatabaseSettings with(
      DatabaseSettings settings, String schema, int poolSize, Duration connectTimeout) {
    return new DatabaseSettings(
        settings.jdbcUrl(),
        settings.user(),
        settings.password(),
        settings.migration(),
        Optional.of(schema),
        poolSize,
        connectTimeout);
  }
}
