package dev.regrant.persistence;

import static java.util.Objects.requireNonNull;

import dev.regrant.persistence.DatabaseSettings.Account;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Brings the tables up to date, and lets the server's user use them. */
final class Migrations {
  static final String HISTORY = "regrant_schema_history";

  /** Who has the tables of {@code schema} that may not change them. */
  private static final String OTHER_OWNER =
      """
      select pg_get_userbyid(class.relowner)
      from pg_class class join pg_namespace home on home.oid = class.relnamespace
      where home.nspname = ? and class.relname = ? and not pg_has_role(class.relowner, 'usage')
      """;

  /**
   * What there is then.
   *
   * @param version the latest that the tables have
   * @param schema where they are; empty for what the user's search path says
   */
  record Done(String version, Optional<String> schema) {}

  private final DatabaseSettings settings;

  private Migrations(DatabaseSettings settings) {
    this.settings = settings;
  }

  static Done run(DatabaseSettings settings) {
    return new Migrations(settings).run();
  }

  private Done run() {
    var server = new Account(settings.user(), settings.password());
    // What the database calls it: the two may differ.
    String role = ask(server, connection -> first(connection, "select current_user")).orElseThrow();
    Account migrator = settings.migrator();
    Optional<String> schema = settings.schema().or(() -> ask(migrator, Migrations::schemaOf));
    schema.flatMap(home -> otherOwner(migrator, home)).ifPresent(this::refuse);
    var configuration =
        Flyway.configure()
            .dataSource(settings.jdbcUrl(), migrator.user(), migrator.password())
            .locations("classpath:dev/regrant/persistence/migration")
            .placeholders(Map.of("server", role.replace("'", "''")))
            // Of its own: the application that embeds the engine may have one too.
            .table(HISTORY);
    settings.schema().ifPresent(home -> configuration.schemas(home));
    try {
      var flyway = configuration.load();
      flyway.migrate();
      return new Done(
          requireNonNull(flyway.info().current()).getVersion().getVersion(),
          // The search paths of two accounts may differ.
          settings.migration().isPresent() ? schema : settings.schema());
    } catch (FlywayException e) {
      throw Database.translated(settings, e);
    }
  }

  private Optional<String> otherOwner(Account migrator, String schema) {
    return ask(migrator, connection -> first(connection, OTHER_OWNER, schema, HISTORY));
  }

  private void refuse(String owner) {
    String migrator = settings.migrator().user();
    throw new IllegalArgumentException(
        settings.migration().isPresent()
            ? "The tables in %s belong to %s, so that %s cannot bring them up to date: as a superuser, run 'reassign owned by \"%s\" to \"%s\"' there"
                .formatted(settings.name(), owner, migrator, owner, migrator)
            : "The tables in %s belong to %s, so that %s cannot bring them up to date: give %s as the account for migrations"
                .formatted(settings.name(), owner, migrator, owner));
  }

  private static Optional<String> schemaOf(Connection connection) throws SQLException {
    return first(connection, "select current_schema()");
  }

  private static Optional<String> first(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (var rows = statement.executeQuery()) {
        @Nullable String found = rows.next() ? rows.getString(1) : null;
        return Optional.ofNullable(found);
      }
    }
  }

  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  // No pool: it would hide why the first connection fails behind its time-out.
  private <T> T ask(Account account, Question<T> question) {
    try (var connection = Database.connectApart(settings, account)) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw Database.cannotConnect(settings, account, e);
    }
  }
}
