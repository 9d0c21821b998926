package dev.regrant.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A real PostgreSQL, started once for all tests and ended with the JVM. */
final class TestDatabase {
  private static final EmbeddedPostgres SERVER = start();

  private TestDatabase() {}

  private static EmbeddedPostgres start() {
    try {
      var server = EmbeddedPostgres.builder().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DatabaseSettings settings() {
    return settings(SERVER);
  }

  static DatabaseSettings settings(EmbeddedPostgres server) {
    return DatabaseSettings.of(
        "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort()),
        "postgres",
        "secret");
  }
}
