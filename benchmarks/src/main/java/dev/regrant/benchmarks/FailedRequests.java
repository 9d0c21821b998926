package dev.regrant.benchmarks;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Permission;
import dev.regrant.application.Submission;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.TenantId;
import dev.regrant.persistence.JdbiStore;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Requests whose delivery has failed, to be reprocessed: one that really was submitted, approved
 * and refused by its system, and copies of it, each of another person, made by set-based
 * statements. Each is used once, as a second reprocess would be refused.
 */
final class FailedRequests {
  /** The tenant that all are of. */
  static final TenantId TENANT = new TenantId(new UUID(1, 1));

  /** Who reprocesses them. */
  static final Caller CALLER =
      new Caller(TENANT, Actor.application("bench"), Set.of(Permission.READ_WRITE_ALL));

  private static final String ID = "lpad(to_hex(n), 32, '0')::uuid";
  private static final String PERSON = "'person-' || n";

  private final BenchmarkDatabase database;
  private final UUID first;
  private final AccessRequestEngine engine;
  private long made = 1 << 20;

  FailedRequests(BenchmarkDatabase database, JdbiStore store) {
    this.database = database;
    engine =
        AccessRequestEngine.builder()
            .store(store)
            .directory(new EverybodyDirectory())
            .connector(new NoOpConnector(1, FailedRequests::refused))
            .build();
    first = failed().value();
  }

  private static DeliveryOutcome refused() {
    return new DeliveryOutcome.Refused(ErrorClass.ROLE_NOT_FOUND, "no such role", Optional.empty());
  }

  /** The engine, whose worker does not run. */
  AccessRequestEngine engine() {
    return engine;
  }

  private AssignmentRequest.Id failed() {
    var setting = BenchmarkPackage.in(engine, CALLER);
    var submission =
        new Submission(
            RequestType.ADMIN_ADD,
            Optional.of(setting.accessPackage()),
            Optional.of(setting.policy()),
            Optional.of(new Submission.Target.ByObjectId("person-0")),
            Optional.empty(),
            Schedule.UNSPECIFIED,
            Optional.empty());
    var request =
        BenchmarkPackage.done(engine.requests().submit(CALLER, submission, Optional.empty()));
    while (engine.runOnce()) {
      // Until nothing is due.
    }
    var settled = BenchmarkPackage.done(engine.requests().lookup().find(CALLER, request.id()));
    if (settled.state() != RequestState.DELIVERY_FAILED) {
      throw new IllegalStateException("It did not fail, but is " + settled.state());
    }
    return settled.id();
  }

  /**
   * Makes so many, and tidies the tables up.
   *
   * @return the number of the first; the others follow
   */
  long make(int amount) throws SQLException {
    long begin = made;
    made += amount;
    var changed =
        List.of(
            copy("request", "id", Map.of("id", ID, "assignment_id", ID, "target_id", PERSON)),
            copy("assignment", "id", Map.of("id", ID, "target_id", PERSON)),
            copy("delivery_item", "request_id", Map.of("request_id", ID, "id", ID)),
            copy("attempt", "request_id", Map.of("request_id", ID, "item_id", ID)),
            copy("history", "request_id", Map.of("request_id", ID, "id", "gen_random_uuid()")));
    for (String statement : changed) {
      database.run(
          statement.replace(":from", Long.toString(begin)).replace(":to", Long.toString(made - 1)));
    }
    database.tidy();
    return begin;
  }

  /** A statement that copies the rows of the first request, with some columns of their own. */
  private String copy(String table, String key, Map<String, String> own) throws SQLException {
    String columns =
        database.read(
            "select string_agg(column_name, ',' order by ordinal_position)"
                + " from information_schema.columns where table_schema = 'regrant'"
                + " and is_generated = 'NEVER' and table_name = '%s'".formatted(table));
    String of =
        table.equals("assignment")
            ? "(select assignment_id from regrant.request where id = '%s')".formatted(first)
            : "'" + first + "'";
    String selected =
        Arrays.stream(columns.split(",", -1))
            .map(column -> own.getOrDefault(column, "old." + column))
            .collect(Collectors.joining(", "));
    return "insert into regrant.%1$s (%2$s) select %3$s from generate_series(:from, :to) n, regrant.%1$s old where old.%4$s = %5$s"
        .formatted(table, columns, selected, key, of);
  }

  /** The id of the request of a number. */
  static UUID id(long number) {
    return new UUID(0, number);
  }

  /** Fails if one of those was not reprocessed exactly once. */
  void check(long begin, int amount) throws SQLException {
    int done =
        database.count(
            """
            select count(*) from regrant.request request
            join regrant.delivery_item item on item.tenant_id = request.tenant_id
              and item.request_id = request.id
            where request.status = 'DELIVERING' and request.episode = 2 and item.state = 'PENDING'
              and (select count(*) from regrant.history
                where history.tenant_id = request.tenant_id and history.request_id = request.id
                and history.activity = 'REPROCESSED') = 1
              and request.id between '%s' and '%s'
            """
                .formatted(id(begin), id(begin + amount - 1)));
    if (done != amount) {
      throw new IllegalStateException("%d of %d were reprocessed".formatted(done, amount));
    }
    // What waits to be delivered is none of the next round's business.
    database.run(
        "update regrant.delivery_item set next_attempt_at = null where id >= '%s'"
            .formatted(id(begin)));
  }
}
