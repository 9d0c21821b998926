package dev.regrant.benchmarks;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Outcome;
import dev.regrant.application.Permission;
import dev.regrant.application.Resources;
import dev.regrant.application.RoleScopeReference;
import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.Submission;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import dev.regrant.persistence.JdbiStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Regrant: requests of one item each, which its engine submitted, in a tenant of their own for each
 * round. Measured is either the delivery alone, or the approval by policy too.
 */
final class EngineContender implements Contender {
  private static final Origin GROUP = new Origin(NoOpConnector.ORIGIN_SYSTEM, "group");

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
        .directory(new Everybody())
        .connector(new NoOpConnector(concurrency, toGrant))
        .build();
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
    var accessPackage = accessPackage(engine, caller);
    var policy = policy(engine, caller, accessPackage);
    try (var threads = Executors.newFixedThreadPool(BenchmarkDatabase.POOL_SIZE)) {
      for (int i = 0; i < items; i++) {
        var submission =
            new Submission(
                RequestType.ADMIN_ADD,
                Optional.of(accessPackage),
                Optional.of(policy),
                Optional.of(new Submission.Target.ByObjectId("person-" + i)),
                Optional.empty(),
                Schedule.UNSPECIFIED,
                Optional.empty());
        threads.execute(() -> done(engine.requests().submit(caller, submission, Optional.empty())));
      }
    }
  }

  private static AccessPackage.Id accessPackage(AccessRequestEngine engine, Caller caller) {
    var catalogs = engine.catalogs();
    var resources = engine.resources();
    var accessPackages = engine.accessPackages();
    var catalog = done(catalogs.createCatalog(caller, Catalog.Terms.named("Bench"))).id();
    done(resources.add(caller, catalog, Resources.Description.of(GROUP)));
    var accessPackage =
        done(accessPackages.create(caller, catalog, AccessPackage.Terms.named("Bench")));
    var member =
        new RoleScopeReference(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Origin(GROUP.system(), "Member_" + GROUP.id())),
            Optional.empty(),
            Optional.of(GROUP));
    done(accessPackages.addRoleScope(caller, accessPackage.id(), member));
    return accessPackage.id();
  }

  private static AssignmentPolicy.Id policy(
      AccessRequestEngine engine, Caller caller, AccessPackage.Id accessPackage) {
    var terms =
        PolicyTerms.of(
            "Direct",
            AllowedTargetScope.NOT_SPECIFIED,
            List.of(),
            new Expiration.NoExpiration(),
            RequestorSettings.self(false, true, false));
    return done(engine.policies().create(caller, accessPackage, terms)).id();
  }

  private static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Done<T>(var value)) {
      return value;
    }
    throw new IllegalStateException("Refused: " + outcome);
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

  /** Knows everybody. */
  private static final class Everybody implements SubjectDirectory {
    @Override
    public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
      return objectIds.stream().distinct().collect(Collectors.toMap(id -> id, Subject::of));
    }

    @Override
    public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
      return Optional.empty();
    }

    @Override
    public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
      return Set.of();
    }

    @Override
    public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
      return Set.of();
    }

    @Override
    public Set<String> reportsOf(TenantId tenant, String objectId, int limit) {
      return Set.of();
    }

    @Override
    public Optional<Subject> managerOf(TenantId tenant, String objectId) {
      return Optional.empty();
    }
  }
}
