package dev.regrant.bootstrap;

import dev.regrant.persistence.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL that can be restarted where it is, and cut its connections. */
final class ChaosDatabase implements AutoCloseable {
  /** Reads a row. */
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final EmbeddedPostgresql postgresql;

  ChaosDatabase(Path folder) throws IOException {
    this.postgresql = EmbeddedPostgresql.start(folder);
    this.folder = folder.toRealPath();
  }

  /** How a server finds it. */
  Map<String, String> variables() {
    var database = postgresql.database();
    return Map.of(
        "REGRANT_DATABASE_URL", database.jdbcUrl(),
        "REGRANT_DATABASE_USER", database.user(),
        "REGRANT_DATABASE_PASSWORD", database.password(),
        "REGRANT_DATABASE_MIGRATION_USER", owner().user(),
        "REGRANT_DATABASE_MIGRATION_PASSWORD", owner().password());
  }

  /**
   * Restarts it on the same port, and returns when it serves again.
   *
   * @param mode {@code fast} breaks connections off, {@code immediate} is a crash
   */
  void restart(String mode) throws IOException, InterruptedException {
    control("restart", "-m", mode);
  }

  /** Stops it, and returns when it is gone. */
  void stop() throws IOException, InterruptedException {
    control("stop", "-m", "fast");
  }

  /** Starts it again where it was, and returns when it serves. */
  void start() throws IOException, InterruptedException {
    String port = postgresql.database().jdbcUrl().replaceFirst(".*:(\\d+)/.*", "$1");
    control(
        "start",
        "-o",
        "-c port=%s -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=50"
            .formatted(port));
  }

  private void control(String action, String... options) throws IOException, InterruptedException {
    Path output = folder.resolve(action + ".log");
    var command = new ArrayList<String>();
    if (System.getProperty("user.name").equals("root")) {
      // As EmbeddedPostgresql does it.
      command.addAll(List.of("unshare", "--user"));
    }
    command.addAll(
        List.of(
            program("pg_ctl").toString(), action, "-D", folder.resolve("data").toString(), "-w"));
    if (!action.equals("stop")) {
      command.addAll(List.of("-l", folder.resolve("log").toString()));
    }
    command.addAll(List.of(options));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("The database did not " + action + ": " + Files.readString(output));
    }
  }

  /** Cuts about every second connection of the servers; returns how many. */
  int cut() throws SQLException {
    return one(
        """
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where application_name = 'regrant' and random() < 0.5
        """);
  }

  /** From now on it is seen if something changes or deletes attempts or history. */
  void watch() throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          create table tampered (with_table text not null);
          create function tampered() returns trigger language plpgsql as $$
          begin
            insert into tampered values (tg_table_name);
            return null;
          end $$;
          create trigger tampered after update or delete on attempt
            for each row execute function tampered();
          create trigger tampered after update or delete on history
            for each row execute function tampered();
          """);
    }
  }

  /** The one number that a query answers. */
  int one(String sql) throws SQLException {
    return all(sql, row -> row.getInt(1)).getFirst();
  }

  <T> List<T> all(String sql, Reading<T> reading) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var read = new ArrayList<T>();
      while (rows.next()) {
        read.add(reading.of(rows));
      }
      return read;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgresql.database().jdbcUrl(), owner().user(), owner().password());
  }

  private DatabaseSettings.Account owner() {
    return postgresql.database().migration().orElseThrow();
  }

  private Path program(String name) throws IOException {
    try (var programs = Files.newDirectoryStream(folder, "programs-*")) {
      return programs.iterator().next().resolve("bin").resolve(name);
    }
  }

  @Override
  public void close() {
    postgresql.close();
  }
}
