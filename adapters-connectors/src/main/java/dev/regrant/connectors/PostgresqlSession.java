package dev.regrant.connectors;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;

/** A connection for one call, every wait of which ends at the call's deadline. */
final class PostgresqlSession implements AutoCloseable {
  /** The two roles, and what to run: to grant, and to revoke what each grantor has granted. */
  private static final String FIND =
      """
      select g.oid is not null, u.oid is not null, coalesce(u.rolcanlogin, false),
        'grant ' || quote_ident(g.rolname) || ' to ' || quote_ident(u.rolname),
        (select string_agg('revoke ' || quote_ident(g.rolname) || ' from ' || quote_ident(u.rolname)
             || coalesce(' granted by ' || quote_ident(by.rolname), ''), '; ')
           from pg_auth_members m left join pg_roles by on by.oid = m.grantor
           where m.roleid = g.oid and m.member = u.oid)
      from (values (?, ?)) asked (resource, subject)
      left join pg_roles g on g.rolname = asked.resource
      left join pg_roles u on u.rolname = asked.subject
      """;

  /** Before version 16, a role with the right to create roles could grant all of them. */
  private static final String MAY_GRANT =
      """
      select rolsuper
        or (rolcreaterole and current_setting('server_version_num')::int < 160000)
        or exists (select from pg_auth_members
                   where admin_option and pg_has_role(member, 'usage'))
      from pg_roles where rolname = current_user
      """;

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /**
   * What there is of a group role and a login role.
   *
   * @param grant the statement that makes one a member of the other; empty if one is missing
   * @param revoke the statements that end it; empty if there is no membership
   */
  record Found(boolean hasGroup, boolean hasLogin, boolean mayLogIn, String grant, String revoke) {
    boolean isMember() {
      return !revoke.isEmpty();
    }
  }

  private final Connection connection;
  private final InstantSource clock;
  private final Instant deadline;

  /** Connects. */
  PostgresqlSession(PostgresqlRolesSettings settings, InstantSource clock, Instant deadline)
      throws SQLException {
    this.clock = clock;
    this.deadline = deadline;
    int millis = millisLeft();
    var properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    properties.setProperty("ApplicationName", "regrant");
    properties.setProperty("loginTimeout", Double.toString((millis + 1) / 1_000.0));
    properties.setProperty("socketTimeout", Integer.toString(millis / 1_000 + 1));
    properties.setProperty("options", "-c client_min_messages=notice");
    this.connection = connect(settings.url(), properties);
  }

  /** The driver tells a time-out as it tells a server that is down. */
  private Connection connect(String url, Properties properties) throws SQLException {
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      millisLeft();
      throw e;
    }
  }

  Found find(String group, String login) throws SQLException {
    try (var statement = connection.prepareStatement(FIND)) {
      statement.setString(1, group);
      statement.setString(2, login);
      beforeSending();
      try (var row = statement.executeQuery()) {
        row.next();
        return new Found(
            row.getBoolean(1),
            row.getBoolean(2),
            row.getBoolean(3),
            Optional.ofNullable(row.getString(4)).orElse(""),
            Optional.ofNullable(row.getString(5)).orElse(""));
      }
    }
  }

  boolean mayGrant() throws SQLException {
    try (var statement = connection.createStatement()) {
      beforeSending();
      try (var row = statement.executeQuery(MAY_GRANT)) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /**
   * Has all waits end at the deadline, and refuses to send anything after it. The server gives up a
   * little earlier, so that it can still tell that nothing was done.
   */
  void beforeSending() throws SQLException {
    int millis = millisLeft();
    connection.setNetworkTimeout(Runnable::run, millis);
    try (var statement = connection.createStatement()) {
      statement.execute(
          "set statement_timeout = " + Math.max(1, millis - Math.min(millis / 4, 1_000)));
    }
  }

  /**
   * Runs statements that were {@linkplain Found found}, all or none.
   *
   * @return whether they changed anything: else the server says so in a notice, as when somebody
   *     else has just done the same
   */
  boolean execute(String statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(statements);
      return statement.getWarnings() == null;
    }
  }

  private int millisLeft() throws SQLTimeoutException {
    var left = Duration.between(clock.instant(), deadline);
    if (left.compareTo(Duration.ofMillis(1)) < 0) {
      throw new SQLTimeoutException("the deadline is over");
    }
    return (int) (left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT).toMillis();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
