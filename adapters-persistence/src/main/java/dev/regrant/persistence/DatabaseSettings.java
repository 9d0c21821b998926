package dev.regrant.persistence;

import java.time.Duration;
import java.util.Optional;

/**
 * Where the database is, and how to use it.
 *
 * @param jdbcUrl a URL of PostgreSQL's driver, {@code jdbc:postgresql://host:port/database}
 * @param user whom to connect as; tenants are kept apart by the database itself if this is neither
 *     a superuser nor the owner of the tables nor somebody who may become one
 * @param password never shown in messages
 * @param migration who owns the tables, brings them up to date, and lets {@code user} use them;
 *     empty if that is {@code user} itself
 * @param schema where the tables are; empty for what the user's search path says
 * @param poolSize the most connections at a time
 * @param connectTimeout how long to wait for a connection before the database counts as unavailable
 */
public record DatabaseSettings(
    String jdbcUrl,
    String user,
    String password,
    Optional<Account> migration,
    Optional<String> schema,
    int poolSize,
    Duration connectTimeout) {
  /**
   * Somebody who may connect.
   *
   * @param password never shown in messages
   */
  public record Account(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  private static final String PREFIX = "jdbc:postgresql:";

  public DatabaseSettings {
    if (!jdbcUrl.startsWith(PREFIX)) {
      // Not shown: a URL may hold a password.
      throw new IllegalArgumentException("jdbcUrl must begin with " + PREFIX);
    }
    if (migration.isPresent() && migration.get().user().equals(user)) {
      throw new IllegalArgumentException(
          "migration.user must be another account than %s, which the server uses".formatted(user));
    }
    if (poolSize < 1) {
      throw new IllegalArgumentException("poolSize must be at least 1, not " + poolSize);
    }
    // The pool waits no shorter.
    if (connectTimeout.compareTo(Duration.ofMillis(250)) < 0) {
      throw new IllegalArgumentException(
          "connectTimeout must be at least 250 ms, not " + connectTimeout);
    }
  }

  /** With one account for everything. */
  public DatabaseSettings(
      String jdbcUrl,
      String user,
      String password,
      Optional<String> schema,
      int poolSize,
      Duration connectTimeout) {
    this(jdbcUrl, user, password, Optional.empty(), schema, poolSize, connectTimeout);
  }

  /** With one account for everything; ten connections at most, ten seconds to wait for one. */
  public static DatabaseSettings of(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(
        jdbcUrl, user, password, Optional.empty(), 10, Duration.ofSeconds(10));
  }

  /** The same, but for who owns the tables and brings them up to date. */
  public DatabaseSettings migratedBy(Account migration) {
    return new DatabaseSettings(
        jdbcUrl, user, password, Optional.of(migration), schema, poolSize, connectTimeout);
  }

  /** Who brings the tables up to date. */
  Account migrator() {
    return migration.orElse(new Account(user, password));
  }

  /** Host, port and database, for messages. */
  String name() {
    int parameters = jdbcUrl.indexOf('?');
    return "PostgreSQL at "
        + (parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters))
            .substring(PREFIX.length())
            .replaceFirst("^//", "");
  }

  @Override
  public String toString() {
    return "%s as %s".formatted(name(), user);
  }
}
