package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.ChangeQuery;
import dev.regrant.application.Filter;
import dev.regrant.application.Order;
import dev.regrant.application.Query;
import dev.regrant.application.RequestField;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With many rows, no statement that runs all the time reads a table from end to end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementPlansTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final TenantId TENANT = new TenantId(new UUID(0, 1));

  private final Database database;

  /** The server's: row-level security adds to its statements. */
  private final Handle handle;

  private final Handle owner;

  StatementPlansTest() {
    var settings = TestDatabase.in("plans", 1);
    database = Database.open(settings);
    handle = open(settings.user());
    handle.execute("select set_config('regrant.tenant', ?, false)", TENANT.value().toString());
    owner = open(TestDatabase.OWNER.user());
    // 20,000 requests of 20 tenants and 4 systems, of which one in 10 delivers.
    owner.execute(
        """
        insert into request (tenant_id, id, version, type, requested_by_kind, requested_by_id,
          target_id, access_package_id, policy_id, catalog_id, assignment_id, expiration,
          answers, created_at, status, episode, first_completed_at, completed_at, due_at)
        select uuid_of(n % 20), uuid_of(n), 1, 'ADMIN_ADD', 'USER', 'admin', 'person-' || n,
          uuid_of(n % 500), uuid_of(n % 500), uuid_of(1), uuid_of(n), 'NO_EXPIRATION',
          '[]', '2026-03-01Z', case when n / 20 % 10 = 0 then 'DELIVERING' else 'DELIVERED' end, 1, null,
          case when n / 20 % 10 = 0 then null else timestamptz '2026-03-01Z' end,
          case when n / 20 % 10 = 0 then timestamptz '2026-03-01Z' + n * interval '1 second' end
        from generate_series(1, 20000) n
        """
            .replaceAll("uuid_of\\(([^)]*)\\)", "lpad(to_hex($1), 32, '0')::uuid"));
    owner.execute(
        """
        insert into delivery_item (tenant_id, request_id, id, position, operation, origin_system,
          role_scope, state, attempts, lost_leases, next_attempt_at)
        select tenant_id, id, id, 0, 'GRANT', 'System' || ascii(right(id::text, 1)) % 4, '{}',
          case when due_at is null then 'DONE' else 'PENDING' end, 0, 0, due_at
        from request
        """);
    owner.execute(
        """
        insert into assignment (tenant_id, id, version, access_package_id, policy_id, catalog_id,
          target_id, state, expiration, due_at, created_by_id, is_extended, update_due_at)
        select tenant_id, id, 1, access_package_id, policy_id, catalog_id, target_id, 'DELIVERED',
          'NO_EXPIRATION', due_at, requested_by_id, false, due_at
        from request
        """);
    owner.execute(
        """
        insert into event_stream (tenant_id, sink, request_id, last_position, next_attempt_at,
          failures)
        select tenant_id, 'sink' || ascii(right(id::text, 1)) % 4, id, 1, created_at, 0 from request
        """);
    owner.execute(
        """
        insert into catalog (tenant_id, id, version, display_name, description, is_published,
          is_externally_visible, created_at, modified_at)
        select tenant_id, id, 1, '', '', true, true, created_at, created_at from request
        """);
    owner.execute(
        """
        insert into access_package (tenant_id, id, version, catalog_id, display_name, description,
          is_hidden, role_scopes, incompatible_package_ids, created_at, modified_at, rollout_due_at)
        select tenant_id, id, 1, id, '', '', false, '[]', '[]', created_at, created_at, due_at
        from request
        """);
    owner.execute(
        """
        insert into deleted_request (tenant_id, id, catalog_id, deleted_at)
        select tenant_id, id, catalog_id, created_at from request
        """);
    // Years of changes, one after the other.
    for (String table : List.of("request", "assignment", "deleted_request")) {
      owner.execute(
          "update " + table + " set changed_in = ('x' || right(id::text, 8))::bit(32)::int");
    }
    owner.execute(
        "analyze deleted_request, catalog, access_package, request, delivery_item, attempt, assignment, event_stream");
  }

  private static Handle open(String user) {
    var jdbi = Jdbi.create(TestDatabase.settings().jdbcUrl(), user, "secret");
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    var handle = jdbi.open();
    handle.execute("set search_path to plans");
    return handle;
  }

  @AfterAll
  void closes() {
    handle.close();
    owner.close();
    database.close();
  }

  private String plan(String sql, Bindings bindings) {
    try (var query = handle.createQuery("explain " + sql)) {
      bindings.bindTo(query);
      return String.join("\n", query.mapTo(String.class).list());
    }
  }

  /** The plan of what a function runs, whatever it is called with. */
  private String planOf(String function, String... arguments) {
    var names =
        owner
            .createQuery("select unnest(proargnames) from pg_proc where oid = ?::regproc")
            .bind(0, function)
            .mapTo(String.class)
            .list();
    var types =
        owner
            .createQuery("select pg_get_function_identity_arguments(?::regproc)")
            .bind(0, function)
            .mapTo(String.class)
            .one();
    var body =
        owner
            .createQuery("select prosrc from pg_proc where oid = ?::regproc")
            .bind(0, function)
            .mapTo(String.class)
            .one();
    for (int i = 0; i < names.size(); i++) {
      body = body.replaceAll("\\b" + names.get(i) + "\\b", "\\$" + (i + 1));
      types = types.replaceAll("\\b" + names.get(i) + " ", "");
    }
    owner.execute("set plan_cache_mode to force_generic_plan");
    owner.execute("prepare body(" + types + ") as " + body);
    try {
      return String.join(
          "\n",
          owner
              .createQuery("explain execute body(" + String.join(", ", arguments) + ")")
              .mapTo(String.class)
              .list());
    } finally {
      owner.execute("deallocate body");
    }
  }

  private static Bindings ofTenant() {
    return new Bindings().uuid("tenant", TENANT.value());
  }

  @Test
  void claims_read_the_queue_of_each_system() {
    var plan =
        plan(
            DeliveryQueue.CLAIM,
            ofTenant()
                .array("systems", "text", List.of("System0", "System1"))
                .array("limits", "integer", List.of(10, 10))
                .time("now", NOW)
                .time("leaseUntil", NOW));

    assertThat(plan).contains("delivery_item_due").doesNotContain("Seq Scan", "Sort Key: item");
  }

  @Test
  void claims_that_end_are_found_by_their_keys() {
    var ids = IntStream.range(1, 200).mapToObj(n -> new UUID(0, n)).toList();
    var plan =
        plan(
            DeliveryQueue.END,
            ofTenant()
                .array("requests", "uuid", ids)
                .array("items", "uuid", ids)
                .array("tokens", "bigint", ids.stream().map(id -> 0L).toList()));

    assertThat(plan).contains("delivery_item_pkey").doesNotContain("Seq Scan");
  }

  @Test
  void due_requests_are_read_in_their_order() {
    var plan = plan(StoredRequests.DUE, ofTenant().time("now", NOW).number("limit", 10));

    assertThat(plan).contains("request_due").doesNotContain("Seq Scan", "Sort");
  }

  @Test
  void due_assignments_are_read_in_their_order() {
    var plan = plan(StoredAssignments.DUE, ofTenant().time("now", NOW).number("limit", 10));

    assertThat(plan).contains("assignment_due").doesNotContain("Seq Scan", "Sort");
  }

  @Test
  void due_changes_are_read_in_their_order() {
    var bindings = ofTenant().time("now", NOW).number("limit", 10);

    assertThat(plan(StoredAssignments.UPDATE_DUE, bindings))
        .contains("assignment_update_due")
        .doesNotContain("Seq Scan", "Sort");
    assertThat(plan(StoredAccessPackages.DUE, bindings))
        .contains("access_package_rollout")
        .doesNotContain("Seq Scan", "Sort");
  }

  @Test
  void tenants_that_are_due_are_found_by_jumping_through_the_indexes() {
    var plan = planOf("tenants_due", "now()", "10");

    assertThat(plan)
        .contains(
            "request_due", "assignment_due", "assignment_update_due", "access_package_rollout")
        .doesNotContain(
            "Seq Scan on request", "Seq Scan on assignment", "Seq Scan on access_package");
  }

  /**
   * As in the minutes after an outage: by the statistics, nothing delivers, but much does. A plan
   * that begins with the requests that deliver reads every item for each of them.
   */
  @Test
  void what_is_due_is_read_in_its_order_even_where_few_requests_seem_to_deliver() {
    owner.execute("update request set status = 'DELIVERED' where status = 'DELIVERING'");
    owner.execute("analyze request");
    try {
      var plan =
          plan(
              DeliveryQueue.CLAIM,
              ofTenant()
                  .array("systems", "text", List.of("System0"))
                  .array("limits", "integer", List.of(10))
                  .time("now", NOW)
                  .time("leaseUntil", NOW));

      assertThat(plan).containsPattern("Filter: .*SubPlan");
      assertThat(planOf("tenants_with_items", "now()", "array['System0']", "10"))
          .containsPattern("Filter: .*SubPlan");
    } finally {
      owner.execute("update request set status = 'DELIVERING' where due_at is not null");
      owner.execute("analyze request");
    }
  }

  @Test
  void tenants_with_items_are_found_by_jumping_through_the_index() {
    var plan = planOf("tenants_with_items", "now()", "array['System0']", "10");

    assertThat(plan)
        .contains("delivery_item_due")
        // Maintenances are few, and read whole.
        .doesNotContain("Seq Scan on delivery_item", "Seq Scan on request");
  }

  @Test
  void events_are_claimed_from_the_queue_of_each_sink() {
    var plan =
        plan(
            EventQueue.CLAIM,
            ofTenant()
                .array("sinks", "text", List.of("sink0", "sink1"))
                .array("limits", "integer", List.of(8, 8))
                .time("now", NOW)
                .time("leaseUntil", NOW));

    assertThat(plan).contains("event_stream_due").doesNotContain("Seq Scan", "Sort Key: stream");
  }

  @Test
  void tenants_with_events_are_found_by_jumping_through_the_index() {
    var plan = planOf("tenants_with_events", "now()", "array['sink0']", "10");

    assertThat(plan).contains("event_stream_due").doesNotContain("Seq Scan");
  }

  @Test
  void the_mark_of_changes_is_found_at_the_ends_of_indexes() {
    assertThat(plan(ChangeRecords.MARK, ofTenant()))
        .contains("request_changed", "assignment_changed", "deleted_request_changed")
        .doesNotContain("Seq Scan on request", "Seq Scan on assignment", "Sort");
  }

  static List<ChangeQuery> few_changes_are_found_whatever_was_before() {
    var catalogs = Optional.of(Set.of(new Catalog.Id(new UUID(0, 1))));
    return Stream.of(ChangeQuery.Of.values())
        .flatMap(
            of ->
                Stream.of(
                    new ChangeQuery(of, Optional.empty(), 19_000, Optional.empty(), 20_000, 100),
                    new ChangeQuery(
                        of, catalogs, 19_000, Optional.of(new UUID(0, 7)), 1_000_000, 100)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource
  void few_changes_are_found_whatever_was_before(ChangeQuery query) {
    var bindings = ofTenant();

    var plan = plan(ChangeRecords.sql(query, bindings), bindings);

    assertThat(plan)
        .contains(query.of() == ChangeQuery.Of.REQUESTS ? "request_changed" : "assignment_changed")
        .containsPattern("Index Cond: .*ROW\\(changed_in, id\\).*changed_in <")
        .doesNotContain("Seq Scan");
    if (query.of() == ChangeQuery.Of.REQUESTS) {
      assertThat(plan).contains("deleted_request_changed");
    }
  }

  static List<Query<AssignmentRequest>> lists_of_requests_read_a_page() {
    var id = new UUID(0, 77);
    var ids = IntStream.range(0, 100).mapToObj(n -> new UUID(0, n)).toList();
    var people = IntStream.range(0, 100).mapToObj(n -> "person-" + n).toList();
    return List.of(
        new Query<>(Filter.everything(), 50, Optional.empty()),
        new Query<>(Filter.everything(), 50, Optional.of(new UUID(0, 10_000))),
        new Query<>(Filter.eq(RequestField.TARGET, "person-77"), 50, Optional.empty()),
        new Query<>(Filter.anyOf(RequestField.ASSIGNMENT, ids), Query.MAX_LIMIT, Optional.empty()),
        new Query<>(
            Filter.and(
                Filter.anyOf(RequestField.TARGET, people),
                Filter.anyOf(RequestField.STATUS, List.of(RequestStatus.ACCEPTED))),
            Query.MAX_LIMIT,
            Optional.empty()),
        new Query<>(Filter.eq(RequestField.STATE, RequestState.DELIVERING), 50, Optional.empty()),
        new Query<>(Filter.eq(RequestField.ACCESS_PACKAGE, id), 50, Optional.empty()),
        new Query<>(Filter.eq(RequestField.ASSIGNMENT, id), 50, Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource
  void lists_of_requests_read_a_page(Query<AssignmentRequest> query) {
    var bindings = ofTenant();
    var requests = new StoredRequests(new Session(database, handle, TENANT));

    var plan = plan(StoredRequests.withItems(requests.rows(query, bindings)), bindings);

    assertThat(plan).doesNotContain("Seq Scan on request", "Seq Scan on delivery_item");
  }

  static List<Query<AssignmentRequest>> sorted_lists_follow_an_index_from_where_the_page_begins() {
    var sorted = new ArrayList<Query<AssignmentRequest>>();
    for (boolean isDescending : List.of(true, false)) {
      for (var field : List.of(RequestField.CREATED, RequestField.COMPLETED)) {
        var order = List.of(new Order<>(field, isDescending));
        for (Optional<Query.Place> after :
            List.of(
                Optional.<Query.Place>empty(),
                Optional.of(new Query.Place(List.of(Optional.of(NOW)), new UUID(0, 77))))) {
          sorted.add(new Query<>(Filter.everything(), order, 50, 0, after));
        }
      }
    }
    return sorted;
  }

  @ParameterizedTest
  @MethodSource
  void sorted_lists_follow_an_index_from_where_the_page_begins(Query<AssignmentRequest> query) {
    var bindings = ofTenant();
    var requests = new StoredRequests(new Session(database, handle, TENANT));

    // By itself: the request's items are read for the page only.
    var plan = plan(requests.rows(query, bindings), bindings);

    assertThat(plan).contains("Index").doesNotContain("Seq Scan", "Sort");
    if (query.after().isPresent()) {
      assertThat(plan).containsPattern("Index Cond: .*ROW\\(");
    }
  }
}
