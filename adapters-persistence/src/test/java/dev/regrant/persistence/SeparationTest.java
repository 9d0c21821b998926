package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.UnavailableException;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.TenantId;
import dev.regrant.persistence.DatabaseSettings.Account;
import dev.regrant.testkit.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;

class SeparationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final TenantId ONE = new TenantId(new UUID(0, 1));
  private static final TenantId TWO = new TenantId(new UUID(0, 2));

  // A statement that forgot whose data it is about.
  private static final String TENANTS = "select distinct tenant_id from maintenance";

  private static final String ADD =
      """
      insert into maintenance
      values (?, gen_random_uuid()::text, now(), now(), null, 'USER', 'me')
      """;

  private static <T> T in(Database database, TenantId tenant, Function<Handle, T> work) {
    try (var handle = database.connect()) {
      var session = new Session(database, handle, tenant);
      try {
        session.begin();
        T result = work.apply(handle);
        session.commit();
        return result;
      } finally {
        session.end();
      }
    }
  }

  private static List<UUID> tenants(Database database, TenantId tenant) {
    return in(database, tenant, handle -> handle.createQuery(TENANTS).mapTo(UUID.class).list());
  }

  private static int add(Handle handle, TenantId tenant) {
    return handle.execute(ADD, tenant.value());
  }

  @Test
  void a_statement_without_a_tenant_shows_what_the_transaction_is_about_and_nothing_else() {
    try (var database = Database.open(TestDatabase.in("forgotten", 2))) {
      in(database, ONE, handle -> add(handle, ONE));
      in(database, TWO, handle -> add(handle, TWO));

      assertThat(tenants(database, ONE)).containsExactly(ONE.value());
      assertThat(tenants(database, TWO)).containsExactly(TWO.value());
      assertThatThrownBy(() -> in(database, ONE, handle -> add(handle, TWO)))
          .isInstanceOf(JdbiException.class)
          .hasMessageContaining("row-level security");
    }
  }

  @Test
  void tenants_that_take_turns_on_one_connection_never_see_each_other_whatever_goes_wrong() {
    var random = new Random(7);
    try (var database = Database.open(TestDatabase.in("turns", 1))) {
      in(database, ONE, handle -> add(handle, ONE));
      in(database, TWO, handle -> add(handle, TWO));
      int seen = 0;
      for (int turn = 0; turn < 300; turn++) {
        var tenant = random.nextBoolean() ? ONE : TWO;
        try {
          assertThat(tenants(database, tenant)).as("turn %d", turn).containsExactly(tenant.value());
          seen++;
          spoil(database, tenant, random.nextInt(6));
        } catch (UnavailableException cut) {
          // As it is after a connection was cut.
        }
      }
      assertThat(seen).isGreaterThan(200);
    }
  }

  private static void spoil(Database database, TenantId tenant, int how) {
    try {
      switch (how) {
        case 0 -> in(database, tenant, handle -> add(handle, tenant));
        case 1 ->
            in(
                database,
                tenant,
                handle -> {
                  add(handle, tenant);
                  throw new IllegalStateException("undone");
                });
        case 2 -> in(database, tenant, handle -> handle.execute("select 1 / 0"));
        case 3 -> in(database, tenant, handle -> add(handle, tenant.equals(ONE) ? TWO : ONE));
        case 4 ->
            in(
                database,
                tenant,
                handle ->
                    handle.createQuery("select pg_backend_pid()").mapTo(Integer.class).one() > 0
                        && cut());
        default -> database.check();
      }
    } catch (IllegalStateException | JdbiException expected) {
      // Each of them fails in its own way.
    }
  }

  /** Cuts the connection of the transaction that calls it. */
  private static boolean cut() {
    TestDatabase.run(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where usename = 'regrant' and state = 'idle in transaction'
          and query = 'select pg_backend_pid()'
        """);
    return true;
  }

  @Test
  void one_account_for_everything_works_and_the_gap_is_told() {
    TestDatabase.run(
        """
        create role single login password 'secret';
        grant create on database postgres to single;
        """);
    try (var store = JdbiStore.open(as("single", Optional.empty(), "single"))) {
      saved(store, ONE);

      assertThat(store.tenantsWithItems(NOW, List.of(World.SYSTEM), 9)).containsExactly(ONE);
      assertThat(store.separationGap())
          .contains("user single owns the tables, or may become their owner");
    }
  }

  @Test
  void an_account_of_its_own_takes_over_what_belonged_to_the_server() {
    TestDatabase.run(
        """
        create role before login password 'secret';
        create role after login password 'secret';
        grant create on database postgres to before, after;
        """);
    var single = as("before", Optional.empty(), "moved");
    var both = as("before", Optional.of("after"), "moved");
    try (var store = JdbiStore.open(single)) {
      saved(store, ONE);
      saved(store, TWO);
    }
    assertThatThrownBy(() -> JdbiStore.open(both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("belong to before, so that after cannot bring them up to date")
        .hasMessageContaining("reassign owned by \"before\" to \"after\"");

    TestDatabase.run("reassign owned by before to after");

    try (var store = JdbiStore.open(both);
        var database = Database.open(both)) {
      assertThat(store.separationGap()).isEmpty();
      assertThat(store.tenantsWithItems(NOW, List.of(World.SYSTEM), 9)).containsExactly(ONE, TWO);
      List<UUID> seen =
          in(
              database,
              ONE,
              handle ->
                  handle
                      .createQuery("select distinct tenant_id from request")
                      .mapTo(UUID.class)
                      .list());
      assertThat(seen).containsExactly(ONE.value());
    }
    assertThatThrownBy(() -> JdbiStore.open(single))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give after as the account for migrations");
  }

  @Test
  void who_migrates_as_a_member_of_the_owner_becomes_the_owner() {
    TestDatabase.run(
        """
        create role worker login password 'secret';
        create role migrator login password 'secret';
        grant create on database postgres to worker, migrator;
        """);
    try (var store = JdbiStore.open(as("worker", Optional.empty(), "inherited"))) {
      saved(store, ONE);
    }
    TestDatabase.run("grant worker to migrator; grant create on schema inherited to migrator");

    try (var store = JdbiStore.open(as("worker", Optional.of("migrator"), "inherited"))) {
      assertThat(store.separationGap()).isEmpty();
      assertThat(store.tenantsWithItems(NOW, List.of(World.SYSTEM), 9)).containsExactly(ONE);
    }
  }

  @Test
  void a_server_that_gets_past_row_level_security_is_told() {
    try (var store = JdbiStore.open(TestDatabase.in("past", 1))) {
      try {
        expectGap(store, "alter role regrant superuser", "is a superuser");
        TestDatabase.run("alter role regrant nosuperuser");
        expectGap(store, "alter role regrant bypassrls", "may bypass row-level security");
        TestDatabase.run("alter role regrant nobypassrls");
        expectGap(
            store, "alter role regrant createrole", "may make roles, and by that become another");
        TestDatabase.run("alter role regrant nocreaterole");
        expectGap(
            store, "grant regrant_owner to regrant", "owns the tables, or may become their owner");
        TestDatabase.run("revoke regrant_owner from regrant");
        expectGap(
            store,
            "grant postgres to regrant",
            "may become a role that bypasses row-level security");
      } finally {
        TestDatabase.run(
            """
            alter role regrant nosuperuser nobypassrls nocreaterole;
            revoke regrant_owner from regrant;
            revoke postgres from regrant;
            """);
      }
      assertThat(store.separationGap()).isEmpty();
    }
  }

  private static void expectGap(JdbiStore store, String change, String gap) {
    TestDatabase.run(change);
    assertThat(store.separationGap()).contains("user regrant " + gap);
  }

  @Test
  void two_accounts_that_are_one_are_refused_and_no_password_is_shown() {
    var account = new Account("me", "s3cret");

    assertThat(account).hasToString("me");
    assertThatThrownBy(
            () -> DatabaseSettings.of("jdbc:postgresql://db/x", "me", "p").migratedBy(account))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("migration.user must be another account than me, which the server uses");
  }

  private static void saved(JdbiStore store, TenantId tenant) {
    var request = World.of(NOW, 1).request(RequestStatus.DELIVERING, "alice");
    store.inTransaction(
        tenant,
        tx -> {
          tx.requests().save(request);
          return request;
        });
  }

  private static DatabaseSettings as(String user, Optional<String> migrator, String schema) {
    return new DatabaseSettings(
        TestDatabase.settings().jdbcUrl(),
        user,
        "secret",
        migrator.map(name -> new Account(name, "secret")),
        Optional.of(schema),
        2,
        Duration.ofSeconds(10));
  }
}
