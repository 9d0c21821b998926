package dev.regrant.connectors;

import dev.regrant.application.Connector;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL, started once for all tests and ended with the JVM, that asks everybody but its
 * superuser for a password.
 */
final class TestPostgresql {
  static final String SYSTEM = "Warehouse";
  static final String USER = "regrant";
  static final String PASSWORD = "hunter2";

  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestPostgresql() {}

  private static EmbeddedPostgres start() {
    try {
      Path access = Files.createTempFile("pg_hba", ".conf");
      Files.writeString(
          access,
          """
          host all postgres all trust
          host all all all scram-sha-256
          """);
      var server =
          EmbeddedPostgres.builder().setServerConfig("hba_file", access.toString()).start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try (server) {
                      Files.deleteIfExists(access);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }));
      try (var connection = connect(server);
          var statement = connection.createStatement()) {
        statement.execute("create role %s login password '%s'".formatted(USER, PASSWORD));
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static int port() {
    return SERVER.getPort();
  }

  static PostgresqlRolesSettings settings() {
    return settings(port(), USER, PASSWORD, PostgresqlRolesSettings.LoginName.OBJECT_ID);
  }

  static PostgresqlRolesSettings settings(
      int port, String user, String password, PostgresqlRolesSettings.LoginName loginName) {
    return new PostgresqlRolesSettings(
        SYSTEM,
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port),
        user,
        password,
        loginName,
        Connector.Limits.concurrent(8));
  }

  /** A new group role that {@link #USER} may grant. */
  static String group() {
    String name = "readers_" + NUMBER.incrementAndGet();
    run("create role %s admin %s".formatted(name, USER));
    return name;
  }

  /** A new role that may log in. */
  static String login() {
    String name = "ann_" + NUMBER.incrementAndGet();
    run("create role %s login".formatted(name));
    return name;
  }

  /** How many grants make the one a member of the other. */
  static int memberships(String group, String login) {
    try (var connection = connect();
        var statement =
            connection.prepareStatement(
                """
                select count(*) from pg_auth_members m
                join pg_roles g on g.oid = m.roleid join pg_roles u on u.oid = m.member
                where g.rolname = ? and u.rolname = ?
                """)) {
      statement.setString(1, group);
      statement.setString(2, login);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void run(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** As superuser. */
  static Connection connect() throws SQLException {
    return connect(SERVER);
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(server.getPort()));
  }
}
