package dev.regrant.benchmarks;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Permission;
import dev.regrant.application.Submission;
import dev.regrant.domain.Actor;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.TenantId;
import dev.regrant.persistence.JdbiStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Regrant: requests of one item each, which its engine submitted, in a tenant of their own for each
 * round. Measured is either the delivery alone, or the approval by policy too.
 */
final class EngineContender implements Contender {
  private final BenchmarkDatabase database;
  private final JdbiStore store;
  private final boolean isApprovedBefore;

  EngineContender(BenchmarkDatabase database, JdbiStore store, boolean isApprovedBefore) {
    this.database = database;
    this.store = store;
    this.isApprovedBefore = isApprovedBefore;
  }

  @Override
  public String name() {
    return isApprovedBefore ? "Regrant, deliver" : "Regrant, approve and deliver";
  }

  @Override
  public Round round(int items, int concurrency) throws SQLException, InterruptedException {
    var tenant = new TenantId(UUID.randomUUID());
    prepare(tenant, items);
    String undone =
        "select from regrant.request where completed_at is null and tenant_id = '%s'"
            .formatted(tenant.value());
    int waiting = database.count("select count(*) from (" + undone + ")");
    var toGrant = new CountDownLatch(waiting);
    database.tidy();
    try (var engine = engine(concurrency, toGrant)) {
      long begin = System.nanoTime();
      engine.start();
      toGrant.await();
      database.awaitNone(undone);
      var time = Duration.ofNanos(System.nanoTime() - begin);
      check(tenant, items);
      return new Round(waiting, time);
    }
  }

  private AccessRequestEngine engine(int concurrency, CountDownLatch toGrant) {
    return AccessRequestEngine.builder()
        .store(store)
        .directory(new EverybodyDirectory())
        .connector(new NoOpConnector(concurrency, () -> granted(toGrant)))
        .build();
  }

  private static DeliveryOutcome granted(CountDownLatch toGrant) {
    toGrant.countDown();
    return new DeliveryOutcome.Done(false);
  }

  private void prepare(TenantId tenant, int items) throws SQLException {
    try (var engine = engine(1, new CountDownLatch(0))) {
      submit(engine, tenant, items);
      String toApprove =
          "select count(*) from regrant.request where status = 'ACCEPTED' and tenant_id = '%s'"
              .formatted(tenant.value());
      // A pass approves many, and delivers but one.
      while (isApprovedBefore && database.count(toApprove) > 0) {
        engine.runOnce();
      }
    }
  }

  private static void submit(AccessRequestEngine engine, TenantId tenant, int items) {
    var caller = new Caller(tenant, Actor.application("bench"), Set.of(Permission.READ_WRITE_ALL));
    var asked = BenchmarkPackage.in(engine, caller);
    try (var threads = Executors.newFixedThreadPool(BenchmarkDatabase.POOL_SIZE)) {
      for (int i = 0; i < items; i++) {
        var submission =
            new Submission(
                RequestType.ADMIN_ADD,
                Optional.of(asked.accessPackage()),
                Optional.of(asked.policy()),
                Optional.of(new Submission.Target.ByObjectId("person-" + i)),
                Optional.empty(),
                Schedule.UNSPECIFIED,
                Optional.empty());
        threads.execute(
            () ->
                BenchmarkPackage.done(
                    engine.requests().submit(caller, submission, Optional.empty())));
      }
    }
  }

  private void check(TenantId tenant, int items) throws SQLException {
    int attempts =
        database.count(
            "select count(*) from regrant.attempt where outcome = 'DONE' and tenant_id = '%s'"
                .formatted(tenant.value()));
    int delivered =
        database.count(
            "select count(*) from regrant.request where status = 'DELIVERED' and tenant_id = '%s'"
                .formatted(tenant.value()));
    if (attempts != items || delivered != items) {
      throw new IllegalStateException(
          "%d of %d requests are delivered, by %d attempts".formatted(delivered, items, attempts));
    }
  }
}
