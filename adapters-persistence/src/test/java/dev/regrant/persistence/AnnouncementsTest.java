package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Outcome;
import dev.regrant.application.Permission;
import dev.regrant.application.Resources;
import dev.regrant.application.RoleScopeReference;
import dev.regrant.application.Submission;
import dev.regrant.application.WorkerSettings;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryDirectory;
import dev.regrant.testkit.InMemoryTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static DatabaseSettings in(String schema) {
    return TestDatabase.in(schema, 2);
  }

  /** Counts hints; the first comes when the store begins to hear. */
  private static AtomicInteger hearing(JdbiStore store) {
    var hints = new AtomicInteger();
    store.listen(hints::incrementAndGet);
    await().atMost(SOON).until(() -> hints.get() == 1);
    return hints;
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(Set.of("regrant-announcing", "regrant-listening")::contains)
        .toList();
  }

  @Test
  void an_announcement_reaches_every_process_on_the_same_tables_and_no_other() {
    try (var here = JdbiStore.open(in("told"));
        var there = JdbiStore.open(in("told"));
        var elsewhere = JdbiStore.open(in("untold"));
        var alsoElsewhere = JdbiStore.open(in("untold"))) {
      var heardHere = hearing(here);
      var heardThere = hearing(there);
      var heardElsewhere = hearing(elsewhere);

      here.announce();
      assertThat(heardHere).hasValue(2);
      await().atMost(SOON).untilAsserted(() -> assertThat(heardThere).hasValue(2));

      alsoElsewhere.announce();
      await().atMost(SOON).untilAsserted(() -> assertThat(heardElsewhere).hasValue(2));
      there.announce();
      await().atMost(SOON).untilAsserted(() -> assertThat(heardHere).hasValue(3));
      assertThat(heardThere).hasValue(3);
      assertThat(heardElsewhere).hasValue(2);
    }
  }

  @Test
  void announcements_are_heard_again_after_the_connection_was_lost() {
    var settings = in("cut");
    try (var here = JdbiStore.open(settings);
        var there = JdbiStore.open(settings)) {
      var heard = hearing(there);

      int cut =
          Jdbi.create(settings.jdbcUrl(), "postgres", "secret")
              .withHandle(
                  handle ->
                      handle
                          .createQuery(
                              """
                              select pg_terminate_backend(pid) from pg_stat_activity
                              where query = 'listen regrant_' || md5('cut')
                              """)
                          .mapTo(Boolean.class)
                          .list()
                          .size());
      assertThat(cut).isEqualTo(1);

      await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasValue(2));
      here.announce();
      await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasValue(3));
    }
  }

  @Test
  void nothing_is_heard_after_the_end_and_no_thread_stays() {
    var store = JdbiStore.open(in("ended"));
    assertThat(threads()).isEmpty();
    var hints = hearing(store);
    var ended = new AtomicInteger();
    store.listen(ended::incrementAndGet).close();
    store.announce();
    assertThat(hints).hasValue(2);
    assertThat(ended).hasValue(0);
    assertThat(threads()).containsExactlyInAnyOrder("regrant-announcing", "regrant-listening");

    store.close();

    assertThat(threads()).isEmpty();
    store.announce();
    assertThat(threads()).isEmpty();
  }

  @Test
  void a_process_that_looks_once_an_hour_delivers_at_once_what_another_one_took_in() {
    var admin =
        new Caller(
            new TenantId(new UUID(0, 1)),
            Actor.application("admin"),
            Set.of(Permission.READ_WRITE_ALL));
    var hour = Duration.ofHours(1);
    var target = new InMemoryTarget("Target");
    var directory = new InMemoryDirectory().with(Subject.of("alice"));
    try (var apiStore = JdbiStore.open(in("hinted"));
        var workerStore = JdbiStore.open(in("hinted"));
        var api =
            AccessRequestEngine.builder()
                .store(apiStore)
                .directory(directory)
                .connector(target)
                .build();
        var worker =
            AccessRequestEngine.builder()
                .store(workerStore)
                .directory(directory)
                .connector(target)
                .workerSettings(
                    new WorkerSettings(hour, Duration.ofSeconds(30), hour, Duration.ofSeconds(5)))
                .build()) {
      // Past the hint that comes when the store begins to hear.
      hearing(workerStore);
      worker.start();
      var request = done(api.requests().submit(admin, submission(api, admin), Optional.empty()));

      await().atMost(SOON).until(() -> state(api, admin, request.id()) == RequestState.DELIVERED);
      assertThat(target.memberships()).hasSize(1);
    }
  }

  private static Submission submission(AccessRequestEngine engine, Caller admin) {
    var catalogs = engine.catalogs();
    var resources = engine.resources();
    var accessPackages = engine.accessPackages();
    var catalog = done(catalogs.createCatalog(admin, Catalog.Terms.named("Sales"))).id();
    var group = new Origin("Target", "a");
    done(resources.add(admin, catalog, Resources.Description.of(group)));
    var accessPackage =
        done(accessPackages.create(admin, catalog, AccessPackage.Terms.named("A"))).id();
    done(
        accessPackages.addRoleScope(
            admin,
            accessPackage,
            new RoleScopeReference(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Origin("Target", "Member_a")),
                Optional.empty(),
                Optional.of(group))));
    var policy =
        done(engine
                .policies()
                .create(
                    admin,
                    accessPackage,
                    PolicyTerms.of(
                        "Direct",
                        AllowedTargetScope.NOT_SPECIFIED,
                        List.of(),
                        new Expiration.NoExpiration(),
                        RequestorSettings.NONE)))
            .id();
    return new Submission(
        RequestType.ADMIN_ADD,
        Optional.of(accessPackage),
        Optional.of(policy),
        Optional.of(new Submission.Target.ByObjectId("alice")),
        Optional.empty(),
        Schedule.UNSPECIFIED,
        Optional.empty());
  }

  private static RequestState state(
      AccessRequestEngine engine, Caller caller, AssignmentRequest.Id id) {
    return done(engine.requests().lookup().find(caller, id)).state();
  }

  private static <T> T done(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }
}
