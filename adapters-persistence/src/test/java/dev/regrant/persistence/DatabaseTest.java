package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.regrant.application.Store;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.World;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final Duration AT_ONCE = Duration.ofMillis(250);

  private static DatabaseSettings in(String schema) {
    return with(TestDatabase.settings(), schema);
  }

  private static DatabaseSettings with(DatabaseSettings settings, String schema) {
    return TestDatabase.with(settings, schema, 2, Duration.ofSeconds(10));
  }

  private static AssignmentRequest saved(Store store) {
    var request = World.of(NOW, 2).request(RequestStatus.DELIVERING, "alice");
    return store.inTransaction(
        TENANT,
        tx -> {
          tx.requests().save(request);
          return request.withVersion(1);
        });
  }

  private static Optional<AssignmentRequest> found(Store store, AssignmentRequest.Id id) {
    return store.inTransaction(TENANT, tx -> tx.requests().find(id));
  }

  @Test
  void opening_again_keeps_what_is_stored() {
    AssignmentRequest request;
    try (var store = JdbiStore.open(in("kept"))) {
      request = saved(store);
    }

    try (var store = JdbiStore.open(in("kept"));
        var another = JdbiStore.open(in("kept"))) {
      store.check();
      assertThat(found(store, request.id())).contains(request);
      assertThat(found(another, request.id())).contains(request);
    }
  }

  @Test
  void stores_in_different_schemas_share_nothing() {
    try (var one = JdbiStore.open(in("one"));
        var other = JdbiStore.open(in("other"))) {
      var request = saved(one);

      assertThat(found(other, request.id())).isEmpty();
    }
  }

  @Test
  void times_mean_the_same_to_processes_in_different_time_zones() {
    var before = TimeZone.getDefault();
    try (var store = JdbiStore.open(in("zones"))) {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      var request = saved(store);
      TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
      try (var elsewhere = JdbiStore.open(in("zones"))) {
        assertThat(found(elsewhere, request.id())).contains(request);
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void a_database_without_the_tables_cannot_serve() {
    try (var store = JdbiStore.open(in("emptied"))) {
      var settings = in("emptied");
      Jdbi.create(settings.jdbcUrl(), "postgres", "secret")
          .useHandle(handle -> handle.execute("delete from emptied.regrant_schema_history"));

      assertThatThrownBy(store::check)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("lacks migration ");
    }
  }

  @Test
  void a_database_that_cannot_be_reached_is_named_without_its_password() throws IOException {
    int port = freePort();
    var settings =
        DatabaseSettings.of(
            "jdbc:postgresql://127.0.0.1:%d/access?options=x".formatted(port), "me", "s3cret");

    assertThatThrownBy(() -> JdbiStore.open(settings))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("127.0.0.1:%d/access cannot be reached".formatted(port))
        .hasMessageNotContaining("s3cret");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void a_server_that_takes_the_connection_and_never_answers_is_an_outage() throws IOException {
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var settings =
          new DatabaseSettings(
              "jdbc:postgresql://localhost:%d/x".formatted(mute.getLocalPort()),
              "u",
              "p",
              Optional.empty(),
              2,
              AT_ONCE);

      assertThatThrownBy(() -> JdbiStore.open(settings))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining(Integer.toString(mute.getLocalPort()));
    }
  }

  @Test
  void a_database_or_user_that_does_not_exist_is_a_mistake_and_not_an_outage() {
    var good = TestDatabase.settings();
    var noDatabase = DatabaseSettings.of(good.jdbcUrl() + "_nowhere", good.user(), good.password());
    var nobody = DatabaseSettings.of(good.jdbcUrl(), "nobody", "s3cret");

    assertThatThrownBy(() -> JdbiStore.open(noDatabase))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("postgres_nowhere");
    assertThatThrownBy(() -> JdbiStore.open(nobody))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void settings_tell_no_password_and_refuse_what_makes_no_sense() {
    var settings =
        DatabaseSettings.of("jdbc:postgresql://db:5432/access?password=s3cret", "me", "s3cret");

    assertThat(settings).hasToString("PostgreSQL at db:5432/access as me");
    assertThatThrownBy(() -> DatabaseSettings.of("jdbc:mysql://me:s3cret@db", "me", "s3cret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jdbcUrl must begin with jdbc:postgresql:");
    assertThatThrownBy(
            () ->
                new DatabaseSettings(
                    settings.jdbcUrl(), "me", "x", Optional.empty(), 0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("poolSize must be at least 1, not 0");
    assertThatThrownBy(
            () ->
                new DatabaseSettings(
                    settings.jdbcUrl(), "me", "x", Optional.empty(), 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("connectTimeout must be at least 250 ms, not PT0S");
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @Test
  void a_store_works_again_after_its_database_was_away(@TempDir Path directory) throws IOException {
    var data = directory.resolve("data");
    int port = freePort();
    var server = start(data, port);
    TestDatabase.makeAccounts(server);
    try (var store = JdbiStore.open(with(TestDatabase.settings(server), "public"))) {
      var request = saved(store);

      var running = server;
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      TENANT,
                      tx -> {
                        tx.requests().save(request.givenUp().settled(NOW));
                        stop(running);
                        return tx.requests().find(request.id());
                      }))
          .isInstanceOf(UnavailableException.class);
      assertThatThrownBy(store::check).isInstanceOf(UnavailableException.class);
      assertThatThrownBy(() -> found(store, request.id())).isInstanceOf(UnavailableException.class);
      assertThatThrownBy(() -> store.tenantsDue(NOW, 1)).isInstanceOf(UnavailableException.class);
      assertThatThrownBy(() -> store.tenantsWithItems(NOW, List.of(World.SYSTEM), 1))
          .isInstanceOf(UnavailableException.class);

      server = start(data, port);
      await().ignoreException(UnavailableException.class).untilAsserted(store::check);
      assertThat(found(store, request.id())).contains(request);
      assertThat(store.tenantsWithItems(NOW, List.of(World.SYSTEM), 1)).containsExactly(TENANT);
    } finally {
      stop(server);
    }
  }

  @Test
  @Timeout(120)
  void nobody_waits_long_for_a_database_that_is_away(@TempDir Path directory) throws IOException {
    var data = directory.resolve("data");
    int port = freePort();
    var server = start(data, port);
    TestDatabase.makeAccounts(server);
    // Whoever waited for all of that would wait longer than the test may take.
    var patient =
        TestDatabase.with(TestDatabase.settings(server), "public", 2, Duration.ofMinutes(10));
    try (var store = JdbiStore.open(patient)) {
      var request = saved(store);
      stop(server);

      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> found(store, request.id()))
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("localhost:%d".formatted(port));
      }

      server = start(data, port);
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreException(UnavailableException.class)
          .untilAsserted(store::check);
      assertThat(found(store, request.id())).contains(request);
    } finally {
      stop(server);
    }
  }

  @Test
  @Timeout(120)
  void who_waits_for_a_pool_that_is_in_use_gets_a_connection_however_long_it_takes()
      throws Exception {
    var settings = TestDatabase.with(TestDatabase.settings(), "busy", 1, Duration.ofSeconds(100));
    try (var database = Database.open(settings);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var held = new CountDownLatch(1);
      var holder =
          threads.submit(
              () ->
                  database.with(
                      handle -> {
                        held.countDown();
                        // More than once as long as the pool is waited for at a time.
                        return handle.execute("select pg_sleep(2.5)");
                      }));
      held.await();

      database.check();

      assertThat(holder).succeedsWithin(Duration.ofSeconds(60));
    }
  }

  private static void stop(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
