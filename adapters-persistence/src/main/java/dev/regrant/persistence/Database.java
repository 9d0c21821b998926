package dev.regrant.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.TenantId;
import dev.regrant.persistence.DatabaseSettings.Account;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/** The connections to one database. Thread-safe. */
final class Database implements AutoCloseable {
  // A connection that is silent for so long is given up: its peer may be gone without a word.
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /** How long to wait for the pool before looking whether the database is away. */
  private static final Duration SUSPICION = Duration.ofSeconds(1);

  /** How long a database that works may take to show that it does. */
  private static final Duration PROBE = Duration.ofSeconds(2);

  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK_DETECTED = "40P01";
  private static final String READ_ONLY_TRANSACTION = "25006";
  private static final String CONNECTION_FAILURE = "08";
  private static final Set<String> UNAVAILABLE_CLASSES = Set.of(CONNECTION_FAILURE, "53");
  private static final Set<String> SHUTDOWN = Set.of("57P01", "57P02", "57P03");
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String REFUSED_USER = "28";

  private static final String APPLICATION = "regrant";

  private final DatabaseSettings settings;
  private final String name;
  private final Optional<String> schema;
  private final Separation separation = new Separation();
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Outage outage;
  private final String schemaVersion;

  private Database(DatabaseSettings settings, Migrations.Done migrated) {
    this.settings = settings;
    this.schemaVersion = migrated.version();
    this.schema = migrated.schema();
    var config = new HikariConfig();
    config.setPoolName("regrant");
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    schema.ifPresent(config::setSchema);
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(least(SUSPICION, settings.connectTimeout()).toMillis());
    config.setValidationTimeout(SUSPICION.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql("set time zone 'UTC'");
    config.addDataSourceProperty("ApplicationName", APPLICATION);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", String.valueOf(SILENCE.toSeconds()));
    // Else the pool's short waits would count for making a connection, too.
    config.addDataSourceProperty("loginTimeout", seconds(settings.connectTimeout()));
    config.addDataSourceProperty("connectTimeout", seconds(settings.connectTimeout()));
    name = settings.name();
    pool = new HikariDataSource(config);
    jdbi = Jdbi.create(pool);
    // Statements are taken as they are: what JDBI takes for a template is a comparison here.
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    var user = new Account(settings.user(), settings.password());
    var patience = least(PROBE, settings.connectTimeout());
    outage = new Outage(() -> connectApart(settings, user, patience).close());
  }

  /** Connects, and brings the tables up to date. */
  static Database open(DatabaseSettings settings) {
    return new Database(settings, Migrations.run(settings));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String seconds(Duration time) {
    return String.valueOf(Math.max(1, time.toSeconds()));
  }

  /** A connection that is not one of a pool's. */
  static Connection connectApart(DatabaseSettings settings, Account account) throws SQLException {
    return connectApart(settings, account, settings.connectTimeout());
  }

  private static Connection connectApart(
      DatabaseSettings settings, Account account, Duration patience) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", account.user());
    properties.setProperty("password", account.password());
    var seconds = seconds(patience);
    properties.setProperty("connectTimeout", seconds);
    // Something else than a database may listen there, and never answer.
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("ApplicationName", APPLICATION);
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(settings.jdbcUrl(), properties);
  }

  /** A connection that is not one of the pool's, for whoever keeps it. */
  Connection connectApart() throws SQLException {
    var connection = connectApart(settings, new Account(settings.user(), settings.password()));
    try {
      if (schema.isPresent()) {
        connection.setSchema(schema.get());
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What it means that an account cannot connect. */
  static RuntimeException cannotConnect(
      DatabaseSettings settings, Account account, SQLException e) {
    String state = stateOf(e);
    return state.startsWith(REFUSED_USER) || state.equals(NO_SUCH_DATABASE)
        ? new IllegalArgumentException(
            "%s as %s cannot be used: %s"
                .formatted(settings.name(), account.user(), e.getMessage()),
            e)
        : unavailable(settings.name(), e, e);
  }

  private static UnavailableException unavailable(String name, SQLException why, Exception cause) {
    return new UnavailableException(name + " cannot be reached: " + why.getMessage(), cause);
  }

  /**
   * A connection to give back by closing it. Waits for one as long as the settings say; if the
   * database is away, only until that is known.
   */
  Handle connect() {
    long begun = System.nanoTime();
    while (true) {
      try {
        var handle = jdbi.open();
        outage.isOver();
        return handle;
      } catch (JdbiException e) {
        if (sqlException(e).filter(SQLTransientConnectionException.class::isInstance).isEmpty()) {
          throw translated(e);
        }
        var away = outage.found();
        if (away.isPresent()) {
          throw unavailable(name, away.get(), e);
        }
        if (System.nanoTime() - begun >= settings.connectTimeout().toNanos()) {
          throw translated(e);
        }
      }
    }
  }

  /**
   * Has a connection, which is in no transaction, show a tenant's data and no other's.
   *
   * @throws JdbiException if that fails; the connection is not used again then
   */
  void show(Handle handle, TenantId tenant) {
    try {
      separation.show(handle, tenant);
    } catch (JdbiException e) {
      discard(handle);
      throw e;
    }
  }

  /** Has a connection not be used again. */
  void discard(Handle handle) {
    pool.evictConnection(handle.getConnection());
  }

  /** Returns if the database answers and has the tables that this program needs. */
  void check() {
    boolean isCurrent =
        with(
            handle -> {
              try (var query =
                  handle.createQuery(
                      "select 1 from "
                          + Migrations.HISTORY
                          + " where version = :version and success")) {
                return !query.bind("version", schemaVersion).mapTo(Integer.class).list().isEmpty();
              }
            });
    if (!isCurrent) {
      throw new UnavailableException(
          name + " lacks migration " + schemaVersion,
          new IllegalStateException(Migrations.HISTORY));
    }
  }

  /** Runs something outside of any tenant's transaction. */
  <R> R with(Function<Handle, R> work) {
    try (Handle handle = connect()) {
      return work.apply(handle);
    } catch (JdbiException e) {
      throw translated(e);
    }
  }

  /** What {@code e} means to the application. */
  RuntimeException translated(JdbiException e) {
    return translated(settings, e);
  }

  static RuntimeException translated(DatabaseSettings settings, RuntimeException e) {
    return sqlException(e)
        .filter(Database::isUnavailable)
        .<RuntimeException>map(why -> unavailable(settings.name(), why, e))
        .orElse(e);
  }

  /** Whether somebody else was faster. */
  static boolean isConflict(JdbiException e) {
    return sqlException(e)
        .map(Database::stateOf)
        .filter(
            Set.of(
                    UNIQUE_VIOLATION,
                    FOREIGN_KEY_VIOLATION,
                    SERIALIZATION_FAILURE,
                    DEADLOCK_DETECTED)
                ::contains)
        .isPresent();
  }

  /** Whether nobody can connect: other than when there are too many connections already. */
  static boolean isAway(SQLException e) {
    String state = stateOf(e);
    return state.startsWith(CONNECTION_FAILURE) || SHUTDOWN.contains(state);
  }

  private static boolean isUnavailable(SQLException e) {
    String state = stateOf(e);
    return e instanceof SQLTransientConnectionException
        || (state.length() == 5 && UNAVAILABLE_CLASSES.contains(state.substring(0, 2)))
        || SHUTDOWN.contains(state)
        // A former primary, or a replica.
        || state.equals(READ_ONLY_TRANSACTION);
  }

  private static String stateOf(SQLException e) {
    @Nullable String state = e.getSQLState();
    return state == null ? "" : state;
  }

  private static Optional<SQLException> sqlException(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    pool.close();
  }
}
