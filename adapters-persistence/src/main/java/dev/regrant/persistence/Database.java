package dev.regrant.persistence;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.regrant.application.UnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
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

  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK_DETECTED = "40P01";
  private static final String READ_ONLY_TRANSACTION = "25006";
  private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53");
  private static final Set<String> SHUTDOWN = Set.of("57P01", "57P02", "57P03");
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String REFUSED_USER = "28";

  private static final String HISTORY = "regrant_schema_history";
  private static final String APPLICATION = "regrant";

  private final DatabaseSettings settings;
  private final String name;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final String schemaVersion;

  private Database(DatabaseSettings settings, String schemaVersion) {
    this.settings = settings;
    this.schemaVersion = schemaVersion;
    var config = new HikariConfig();
    config.setPoolName("regrant");
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    settings.schema().ifPresent(config::setSchema);
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql("set time zone 'UTC'");
    config.addDataSourceProperty("ApplicationName", APPLICATION);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", String.valueOf(SILENCE.toSeconds()));
    name = settings.name();
    pool = new HikariDataSource(config);
    jdbi = Jdbi.create(pool);
    // Statements are taken as they are: what JDBI takes for a template is a comparison here.
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
  }

  /** Connects, and brings the tables up to date. */
  static Database open(DatabaseSettings settings) {
    return new Database(settings, migrate(settings));
  }

  /** Brings the tables up to date, and returns the version that they then have. */
  private static String migrate(DatabaseSettings settings) {
    // No pool: it would hide why the first connection fails behind its time-out.
    try (var connection = connectApart(settings)) {
      connection.getMetaData();
    } catch (SQLException e) {
      throw cannotConnect(settings, e);
    }
    var configuration =
        Flyway.configure()
            .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
            .locations("classpath:dev/regrant/persistence/migration")
            // Of its own: the application that embeds the engine may have one too.
            .table(HISTORY);
    settings.schema().ifPresent(schema -> configuration.schemas(schema));
    try {
      var flyway = configuration.load();
      flyway.migrate();
      return requireNonNull(flyway.info().current()).getVersion().getVersion();
    } catch (FlywayException e) {
      throw sqlException(e)
          .filter(Database::isUnavailable)
          .<RuntimeException>map(why -> unavailable(settings.name(), why, e))
          .orElse(e);
    }
  }

  private static Connection connectApart(DatabaseSettings settings) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    var seconds = String.valueOf(Math.max(1, settings.connectTimeout().toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    // Something else than a database may listen there, and never answer.
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("ApplicationName", APPLICATION);
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(settings.jdbcUrl(), properties);
  }

  /** A connection that is not one of the pool's, for whoever keeps it. */
  Connection connectApart() throws SQLException {
    var connection = connectApart(settings);
    try {
      if (settings.schema().isPresent()) {
        connection.setSchema(settings.schema().get());
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static RuntimeException cannotConnect(DatabaseSettings settings, SQLException e) {
    String state = stateOf(e);
    return state.startsWith(REFUSED_USER) || state.equals(NO_SUCH_DATABASE)
        ? new IllegalArgumentException(settings + " cannot be used: " + e.getMessage(), e)
        : unavailable(settings.name(), e, e);
  }

  private static UnavailableException unavailable(String name, SQLException why, Exception cause) {
    return new UnavailableException(name + " cannot be reached: " + why.getMessage(), cause);
  }

  /** A connection to give back by closing it. */
  Handle connect() {
    try {
      return jdbi.open();
    } catch (JdbiException e) {
      throw translated(e);
    }
  }

  /** Returns if the database answers and has the tables that this program needs. */
  void check() {
    boolean isCurrent =
        with(
            handle -> {
              try (var query =
                  handle.createQuery(
                      "select 1 from " + HISTORY + " where version = :version and success")) {
                return !query.bind("version", schemaVersion).mapTo(Integer.class).list().isEmpty();
              }
            });
    if (!isCurrent) {
      throw new UnavailableException(
          name + " lacks migration " + schemaVersion, new IllegalStateException(HISTORY));
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
    return sqlException(e)
        .filter(Database::isUnavailable)
        .<RuntimeException>map(why -> unavailable(name, why, e))
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
