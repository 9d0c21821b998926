package dev.regrant.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The transaction that one would write by hand, on Regrant's tables, by plain JDBC: lock the
 * request, change it, its items and its assignment, and add to its history. It asks nobody and
 * checks nothing.
 */
final class NaiveContender implements Contender {
  static final List<String> STATEMENTS =
      List.of(
          """
          select status, episode, version from regrant.request
          where tenant_id = ?::uuid and id = lpad(to_hex(?::bigint), 32, '0')::uuid for update
          """,
          """
          update regrant.request
          set status = 'DELIVERING', episode = episode + 1, version = version + 1, completed_at = null
          where tenant_id = ?::uuid and id = lpad(to_hex(?::bigint), 32, '0')::uuid
          """,
          """
          update regrant.delivery_item
          set state = 'PENDING', attempts = 0, lost_leases = 0, next_attempt_at = now()
          where tenant_id = ?::uuid and request_id = lpad(to_hex(?::bigint), 32, '0')::uuid
            and state = 'FAILED'
          """,
          """
          update regrant.assignment set state = 'DELIVERING', version = version + 1
          where tenant_id = ?::uuid and id = lpad(to_hex(?::bigint), 32, '0')::uuid
          """,
          """
          insert into regrant.history
            (tenant_id, request_id, id, position, at, actor_kind, actor_id, activity, details)
          values (?::uuid, lpad(to_hex(?::bigint), 32, '0')::uuid, gen_random_uuid(), 100, now(),
            'APPLICATION', 'bench', 'REPROCESSED', '{}')
          """);

  private final BenchmarkDatabase database;
  private final FailedRequests requests;

  NaiveContender(BenchmarkDatabase database, FailedRequests requests) {
    this.database = database;
    this.requests = requests;
  }

  @Override
  public String name() {
    return "naive transaction, JDBC";
  }

  @Override
  public Round round(int items, int concurrency) throws SQLException, InterruptedException {
    long first = requests.make(items);
    var connections = new ArrayList<Connection>();
    try {
      for (int i = 0; i < concurrency; i++) {
        connections.add(DriverManager.getConnection(database.url(), database.user(), ""));
      }
      var time =
          Crew.run(
              concurrency,
              thread -> run(connections.get(thread), first + thread, first + items, concurrency));
      requests.check(first, items);
      return new Round(items, time);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private static void run(Connection connection, long from, long to, int step) throws SQLException {
    connection.setAutoCommit(false);
    var prepared = new ArrayList<PreparedStatement>();
    for (String statement : STATEMENTS) {
      prepared.add(connection.prepareStatement(statement));
    }
    for (long n = from; n < to; n += step) {
      for (PreparedStatement statement : prepared) {
        statement.setString(1, FailedRequests.TENANT.value().toString());
        statement.setLong(2, n);
        statement.execute();
      }
      connection.commit();
    }
  }
}
