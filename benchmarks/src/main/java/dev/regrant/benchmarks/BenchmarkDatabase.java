package dev.regrant.benchmarks;

import dev.regrant.persistence.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A PostgreSQL of its own, as durable as in production: with what zonky's has switched off. */
final class BenchmarkDatabase implements AutoCloseable {
  /** Connections of each contender. */
  static final int POOL_SIZE = 20;

  private static final String USER = "postgres";
  private static final String SERVER_USER = "regrant_server";
  private static final long CHECK_NANOS = Duration.ofMillis(2).toNanos();

  private final EmbeddedPostgres postgres;
  private final Connection connection;

  BenchmarkDatabase() throws IOException, SQLException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .start();
    connection = postgres.getPostgresDatabase().getConnection();
    run("create role " + SERVER_USER + " login");
  }

  /** How Regrant finds it. */
  DatabaseSettings settings() {
    return new DatabaseSettings(
        url(),
        SERVER_USER,
        "",
        Optional.of(new DatabaseSettings.Account(USER, "")),
        Optional.of("regrant"),
        POOL_SIZE,
        Duration.ofSeconds(10));
  }

  String url() {
    return postgres.getJdbcUrl(USER, USER);
  }

  int port() {
    return postgres.getPort();
  }

  /** What measures were taken on. */
  String described() throws SQLException {
    return "PostgreSQL %s, fsync %s, synchronous_commit %s; Java %s, %d processors"
        .formatted(
            read("show server_version"),
            read("show fsync"),
            read("show synchronous_commit"),
            Runtime.version(),
            Runtime.getRuntime().availableProcessors());
  }

  String user() {
    return USER;
  }

  /** Runs a statement. */
  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first value of the first row, as text. */
  String read(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  int count(String sql) throws SQLException {
    return Integer.parseInt(read(sql));
  }

  /** Brings the tables into the same state before every round. */
  void tidy() throws SQLException {
    run("vacuum (analyze)");
  }

  /** Waits until a query finds nothing. */
  void awaitNone(String sql) throws SQLException {
    while (read("select exists (" + sql + ")").equals("t")) {
      LockSupport.parkNanos(CHECK_NANOS);
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    try (postgres) {
      connection.close();
    }
  }
}
