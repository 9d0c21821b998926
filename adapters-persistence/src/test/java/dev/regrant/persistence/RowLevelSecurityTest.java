package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database lets the server's account do, whatever statements it sends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowLevelSecurityTest {
  private static final String SCHEMA = "forced";
  private static final TenantId MINE = new TenantId(new UUID(0, 1));
  private static final TenantId OTHER = new TenantId(new UUID(0, 2));
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final DatabaseSettings settings = TestDatabase.in(SCHEMA, 1);
  private final JdbiStore store = JdbiStore.open(settings);
  private final List<String> tables;
  private final Connection connection;

  RowLevelSecurityTest() throws SQLException {
    try (var superuser = TestDatabase.connect("postgres", SCHEMA)) {
      tables = tablesOfTenants(superuser);
      for (TenantId tenant : List.of(MINE, OTHER)) {
        fill(superuser, tenant);
      }
    }
    connection = TestDatabase.connect(settings.user(), SCHEMA);
  }

  private static List<String> tablesOfTenants(Connection connection) throws SQLException {
    return column(
        connection,
        """
        select table_name from information_schema.columns
        where table_schema = current_schema() and column_name = 'tenant_id' order by table_name
        """);
  }

  /**
   * A row in each table: what is not null is made up by its type, and foreign keys do not count.
   */
  private void fill(Connection superuser, TenantId tenant) throws SQLException {
    run(superuser, "set session_replication_role to replica");
    for (String table : tables) {
      var columns =
          column(
              superuser,
              """
              select column_name || ' ' || data_type from information_schema.columns
              where table_schema = current_schema() and table_name = '%s' and is_nullable = 'NO'
              """
                  .formatted(table));
      run(
          superuser,
          "insert into %s (%s) values (%s)"
              .formatted(
                  table,
                  String.join(", ", columns.stream().map(RowLevelSecurityTest::name).toList()),
                  String.join(", ", columns.stream().map(one -> value(one, tenant)).toList())));
    }
  }

  private static String name(String column) {
    return column.substring(0, column.indexOf(' '));
  }

  private static String value(String column, TenantId tenant) {
    String type = column.substring(column.indexOf(' ') + 1);
    return switch (type) {
      case "uuid" -> "'" + tenant.value() + "'";
      case "timestamp with time zone" -> "'2026-01-01Z'";
      case "jsonb" -> "'[]'";
      case "boolean" -> "false";
      case "integer", "bigint" -> "1";
      default -> "'x'";
    };
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private static int run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private void show(TenantId tenant) throws SQLException {
    column(
        connection, "select set_config('regrant.tenant', '%s', false)".formatted(tenant.value()));
  }

  private void expectRefusal(String sql) {
    assertThatThrownBy(() -> run(connection, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
  }

  @BeforeEach
  void shows_mine() throws SQLException {
    show(MINE);
  }

  @AfterAll
  void closes() throws SQLException {
    connection.close();
    store.close();
  }

  @Test
  void every_table_with_tenants_has_forced_row_level_security_and_just_the_two_policies()
      throws SQLException {
    assertThat(tables).contains("request", "role_assignment", "keyed_call").hasSizeGreaterThan(10);
    for (String table : tables) {
      assertThat(
              column(
                  connection,
                  """
                  select concat_ws(' ', class.relrowsecurity, class.relforcerowsecurity,
                    (select string_agg(polname || ' ' || polcmd::text, ', ' order by polname)
                     from pg_policy where polrelid = class.oid),
                    pg_get_userbyid(class.relowner))
                  from pg_class class where class.oid = '%s'::regclass
                  """
                      .formatted(table)))
          .as(table)
          .containsExactly("t t regrant_migration *, regrant_tenant * regrant_owner");
    }
    assertThat(store.separationGap()).isEmpty();
  }

  @Test
  void each_table_shows_the_rows_of_the_tenant_that_is_set_and_no_others() throws SQLException {
    for (String table : tables) {
      String all = "select tenant_id from " + table;
      show(MINE);
      assertThat(column(connection, all)).as(table).containsExactly(MINE.value().toString());
      show(OTHER);
      assertThat(column(connection, all)).as(table).containsExactly(OTHER.value().toString());
    }
  }

  @Test
  void without_a_tenant_nothing_can_be_seen_or_written() throws SQLException {
    try (var fresh = TestDatabase.connect(settings.user(), SCHEMA)) {
      for (String table : tables) {
        assertThat(column(fresh, "select tenant_id from " + table)).as(table).isEmpty();
        assertThat(run(fresh, "delete from " + table)).as(table).isZero();
      }
      column(fresh, "select set_config('regrant.tenant', '', false)");
      assertThat(column(fresh, "select tenant_id from request")).isEmpty();
    }
  }

  @Test
  void what_is_another_tenants_cannot_be_changed_deleted_or_given_away() throws SQLException {
    String toOther = "tenant_id = '%s'".formatted(OTHER.value());
    for (String table : tables) {
      String other = " where tenant_id = '%s'".formatted(OTHER.value());
      assertThat(run(connection, "update " + table + " set tenant_id = tenant_id" + other))
          .isZero();
      assertThat(run(connection, "delete from " + table + other)).isZero();
      expectRefusal("update " + table + " set " + toOther);
    }
    expectRefusal(
        "insert into maintenance values ('%s', 's', now(), now(), null, 'USER', 'me')"
            .formatted(OTHER.value()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table request disable row level security",
        "alter table request no force row level security",
        "alter policy regrant_tenant on request using (true)",
        "drop policy regrant_tenant on request",
        "create policy everything on request to regrant using (true)",
        "truncate request",
        "drop table request",
        "create table forced.copy (id uuid references forced.request)",
        "set role regrant_owner",
        "set session authorization regrant_owner",
        "alter role regrant bypassrls",
        "grant regrant_owner to regrant",
        "set session_replication_role to replica",
        "delete from regrant_schema_history",
        "alter function tenants_due security invoker",
        "alter function tenants_due reset search_path",
        "create function forced.mine() returns integer language sql as 'select 1'"
      })
  void the_server_cannot_loosen_it(String sql) {
    expectRefusal(sql);
  }

  @Test
  void row_level_security_that_is_switched_off_by_the_session_is_an_error() throws SQLException {
    run(connection, "set row_security to off");
    try {
      assertThatThrownBy(() -> column(connection, "select tenant_id from request"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("row-level security");
    } finally {
      run(connection, "reset row_security");
    }
  }

  @Test
  void functions_that_look_across_tenants_return_ids_and_are_only_the_servers()
      throws SQLException {
    assertThat(
            column(
                connection,
                """
                select concat_ws(' ', proname, prorettype::regtype, proconfig,
                  has_function_privilege('postgres', oid, 'execute'), proacl)
                from pg_proc
                where pronamespace = current_schema()::regnamespace and prosecdef order by proname
                """))
        .containsExactly(
            of("tenants_due"),
            of("tenants_with_callouts"),
            of("tenants_with_events"),
            of("tenants_with_items"),
            of("tenants_with_old_calls"),
            of("tenants_with_subscriptions"));
  }

  private static String of(String function) {
    return function
        + " uuid {\"search_path=forced, pg_temp\"} t"
        + " {regrant_owner=X/regrant_owner,regrant=X/regrant_owner}";
  }

  @Test
  void a_temporary_table_does_not_stand_in_for_what_functions_read() throws SQLException {
    try (var sly = TestDatabase.connect(settings.user(), SCHEMA)) {
      String found = "select count(*) from tenants_due('3000-01-01Z', 10)";
      var before = column(sly, found);
      run(sly, "create temporary table request (tenant_id uuid, due_at timestamptz)");
      run(sly, "insert into pg_temp.request values (gen_random_uuid(), '2026-01-01Z')");

      assertThat(column(sly, found)).isEqualTo(before);
    }
  }
}
