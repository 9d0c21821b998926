package dev.regrant.testkit;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.EventSettings;
import dev.regrant.application.Filter;
import dev.regrant.application.Outcome;
import dev.regrant.application.Permission;
import dev.regrant.application.Query;
import dev.regrant.application.Resources;
import dev.regrant.application.RoleScopeReference;
import dev.regrant.application.Store;
import dev.regrant.application.Submission;
import dev.regrant.application.WorkerSettings;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * One random history of an engine, in one thread and repeatable by its seed: people ask, withdraw
 * and reprocess, packages change, people leave and come back, access ends at its time, someone
 * takes roles away by hand, the target fails as a {@link ChaosTarget} does, two processes share the
 * work and die anywhere, and time passes. After every step the invariants are checked; at the end
 * everything is healed, and every request and everything that is over must come to an end, and
 * every event has arrived.
 */
public final class Simulation {
  private static final String SYSTEM = "Chaos";
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final RetryPolicy RETRY =
      new RetryPolicy(
          3,
          2,
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofHours(2),
          Duration.ofHours(3));
  // Nothing is given up: every event must arrive.
  private static final EventSettings EVENTS =
      new EventSettings(
          3,
          EventSettings.DEFAULT.lease(),
          EventSettings.DEFAULT.baseDelay(),
          EventSettings.DEFAULT.maxDelay(),
          Duration.ofDays(3650));
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          WorkerSettings.DEFAULT.lease().plusSeconds(1),
          Duration.ofMinutes(10),
          Duration.ofHours(3),
          Duration.ofDays(5));

  private static final List<Duration> DURATIONS =
      List.of(
          Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofHours(4), Duration.ofDays(6));

  private final String history;
  private final Random random;
  private final TenantId tenant;
  private final Caller admin;
  private final AuditedStore store;
  private final ManualClock clock = new ManualClock(START);
  private final InMemoryDirectory directory = new InMemoryDirectory();
  private final List<Subject> people =
      List.of(Subject.of("alice"), Subject.of("bob"), Subject.of("carol"));
  private final ChaosTarget target;
  private final ChaosSink sink;
  private final SimulationInvariants invariants;
  private final AccessRequestEngine desk;
  private final CrashingStore[] disks = new CrashingStore[2];
  private final AccessRequestEngine[] processes = new AccessRequestEngine[2];
  private final List<AccessPackage.Id> packages = new ArrayList<>();
  private final List<AssignmentPolicy.Id> policies = new ArrayList<>();
  private final List<AssignmentRequest.Id> submitted = new ArrayList<>();
  private boolean isMeanwhile;

  private Simulation(Store store, long seed) {
    this.history = "history " + seed;
    this.random = new Random(seed);
    this.store = new AuditedStore(store);
    this.tenant = new TenantId(new UUID(random.nextLong(), random.nextLong()));
    this.admin = new Caller(tenant, Actor.user("admin"), Set.of(Permission.READ_WRITE_ALL));
    this.target = new ChaosTarget(SYSTEM, clock, new Random(seed + 1), this::meanwhile);
    this.sink = new ChaosSink(new Random(seed + 2), this::meanwhile);
    this.invariants = new SimulationInvariants(store, tenant, target);
    people.forEach(directory::with);
    desk = engine(this.store);
    for (int process = 0; process < 2; process++) {
      restart(process);
    }
    createPackages();
  }

  /**
   * Plays one history.
   *
   * @param steps how many things happen before the end
   * @throws AssertionError if an invariant does not hold; its message has the seed
   */
  public static void run(Store store, long seed, int steps) {
    var simulation = new Simulation(store, seed);
    try {
      for (int step = 0; step < steps; step++) {
        var event = simulation.step();
        simulation.invariants.check("%s, step %d (%s)".formatted(simulation.history, step, event));
      }
      simulation.end();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          simulation.history + " broke" + simulation.invariants.story(), failure);
    } finally {
      simulation.desk.close();
      for (AccessRequestEngine process : simulation.processes) {
        process.close();
      }
    }
  }

  private AccessRequestEngine engine(Store disk) {
    return AccessRequestEngine.builder()
        .store(disk)
        .directory(directory)
        .connector(target)
        .eventSink(sink)
        .eventSettings(EVENTS)
        .clock(clock)
        .random(new Random(random.nextLong()))
        .retryPolicy(RETRY)
        .build();
  }

  private void restart(int process) {
    if (processes[process] != null) {
      processes[process].close();
    }
    disks[process] = new CrashingStore(store);
    processes[process] = engine(disks[process]);
  }

  private void createPackages() {
    var catalog = done(desk.catalogs().createCatalog(admin, Catalog.Terms.named("Chaos"))).id();
    for (int group = 0; group < 4; group++) {
      done(desk.resources().add(admin, catalog, Resources.Description.of(group(group))));
    }
    // The packages overlap, so that access is shared between assignments.
    for (int n = 0; n < 3; n++) {
      var id =
          done(desk.accessPackages().create(admin, catalog, AccessPackage.Terms.named("P" + n)))
              .id();
      done(desk.accessPackages().addRoleScope(admin, id, member(n)));
      done(desk.accessPackages().addRoleScope(admin, id, member(n + 1)));
      packages.add(id);
      policies.add(
          done(desk.policies()
                  .create(
                      admin,
                      id,
                      PolicyTerms.of(
                          "Direct",
                          AllowedTargetScope.NOT_SPECIFIED,
                          List.of(),
                          new Expiration.NoExpiration(),
                          RequestorSettings.NONE)))
              .id());
    }
  }

  private static Origin group(int n) {
    return new Origin(SYSTEM, "group-" + n);
  }

  private static RoleScopeReference member(int n) {
    return new RoleScopeReference(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Origin(SYSTEM, "Member_group-" + n)),
        Optional.empty(),
        Optional.of(group(n)));
  }

  private String step() {
    int event = random.nextInt(23);
    if (event < 5) {
      submitAdd();
      return "add";
    } else if (event < 7) {
      submitRemoval();
      return "remove";
    } else if (event < 8) {
      any(submitted).ifPresent(id -> desk.requests().cancel(admin, id));
      return "cancel";
    } else if (event < 11) {
      any(submitted).ifPresent(this::reprocess);
      return "reprocess";
    } else if (event < 12) {
      changePackage();
      return "package changed";
    } else if (event < 13) {
      comeOrGo();
      return "came or went";
    } else if (event < 14) {
      anyAssignment().ifPresent(this::reprocessAssignment);
      return "assignment reprocessed";
    } else if (event < 15) {
      driftApart();
      return "drift";
    } else if (event < 17) {
      clock.advance(any(PAUSES).orElseThrow());
      return "time";
    } else {
      int process = random.nextInt(2);
      if (random.nextInt(3) == 0) {
        disks[process].crashAfter(random.nextInt(8), random.nextBoolean());
      }
      work(process);
      return "process " + process;
    }
  }

  private void submitAdd() {
    int which = random.nextInt(packages.size());
    submit(
        new Submission(
            RequestType.ADMIN_ADD,
            Optional.of(packages.get(which)),
            Optional.of(policies.get(which)),
            any(people).map(person -> new Submission.Target.ByObjectId(person.objectId())),
            Optional.empty(),
            new Schedule(anyStart(), anyEnd()),
            Optional.empty()));
  }

  private Optional<Instant> anyStart() {
    return random.nextInt(5) > 0
        ? Optional.empty()
        : Optional.of(clock.instant().plus(any(PAUSES).orElseThrow()));
  }

  private Expiration anyEnd() {
    return switch (random.nextInt(4)) {
      case 0 -> new Expiration.AfterDuration(any(DURATIONS).orElseThrow());
      case 1 -> new Expiration.AfterDateTime(clock.instant().plus(any(DURATIONS).orElseThrow()));
      default -> new Expiration.NotSpecified();
    };
  }

  private void submitRemoval() {
    anyAssignment().ifPresent(this::remove);
  }

  private void remove(Assignment.Id id) {
    submit(
        new Submission(
            RequestType.ADMIN_REMOVE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(id),
            Schedule.UNSPECIFIED,
            Optional.empty()));
  }

  private Optional<Assignment.Id> anyAssignment() {
    return any(done(desk.assignments()
                .list(admin, new Query<>(Filter.everything(), 100, Optional.empty())))
            .items())
        .map(Assignment::id);
  }

  private void submit(Submission submission) {
    accept(desk.requests().submit(admin, submission, Optional.empty()));
  }

  private boolean accept(Outcome<AssignmentRequest> outcome) {
    if (outcome instanceof Outcome.Done<AssignmentRequest>(var request)) {
      submitted.add(request.id());
      return true;
    }
    return false;
  }

  private void reprocessAssignment(Assignment.Id id) {
    accept(desk.requests().reprocessAssignment(admin, id, Optional.empty(), Optional.empty()));
  }

  private void driftApart() {
    // At a moment of its own, so that it is clear what came before and what after.
    clock.advance(Duration.ofMillis(1));
    target.drift().ifPresent(lost -> invariants.drifted(lost, clock.instant()));
    clock.advance(Duration.ofMillis(1));
  }

  private Outcome<AssignmentRequest> reprocess(AssignmentRequest.Id id) {
    return desk.requests().reprocess(admin, id, Optional.empty(), Optional.empty());
  }

  private void changePackage() {
    var id = any(packages).orElseThrow();
    var roleScopes = done(desk.accessPackages().lookup().find(admin, id)).roleScopes();
    if (random.nextBoolean()) {
      any(roleScopes)
          .ifPresent(
              roleScope -> done(desk.accessPackages().removeRoleScope(admin, id, roleScope.id())));
    } else {
      desk.accessPackages().addRoleScope(admin, id, member(random.nextInt(4)));
    }
  }

  private void comeOrGo() {
    var person = any(people).orElseThrow();
    if (random.nextBoolean()) {
      directory.remove(person.objectId());
    } else {
      directory.with(person);
    }
  }

  private void work(int process) {
    try {
      processes[process].runOnce();
    } catch (CrashingStore.Crash dead) {
      restart(process);
    }
  }

  /** While one process waits for the target, time passes, and the other one works. */
  private void meanwhile() {
    if (isMeanwhile) {
      return;
    }
    isMeanwhile = true;
    try {
      clock.advance(any(PAUSES).orElseThrow());
      if (random.nextBoolean()) {
        any(submitted).ifPresent(this::reprocess);
      }
      // Whichever of the two it is, it is another pass than the one that waits.
      desk.runOnce();
    } finally {
      isMeanwhile = false;
    }
  }

  /** Everything is mended, and everything comes to an end. */
  private void end() {
    target.heal();
    sink.heal();
    people.forEach(directory::with);
    // Past every scheduled start, so that nothing is left for another history's engines.
    clock.advance(PAUSES.getLast());
    workOn(50);
    invariants.check(history + ", healed");
    for (var removal : invariants.failedExpiries()) {
      // What can no longer be reprocessed is removed by hand.
      if (!(reprocess(removal.id()) instanceof Outcome.Done<AssignmentRequest>)) {
        remove(removal.terms().assignment());
      }
    }
    workOn(8);
    invariants.check(history + ", expired");
    var living = invariants.delivered();
    living.forEach(this::reprocessAssignment);
    workOn(8);
    invariants.check(history + ", repaired");
    invariants.checkRolledOut(history + ", repaired");
    // So that nothing is left for another history's engines.
    clock.advance(DURATIONS.getLast());
    workOn(8);
    invariants.checkExpired(history + ", at its end", clock.instant());
    invariants.checkEnded(history + ", at its end", submitted);
  }

  private void workOn(int passes) {
    for (int pass = 0; pass < passes; pass++) {
      clock.advance(Duration.ofMinutes(10));
      for (int process = 0; process < 2; process++) {
        work(process);
      }
    }
    sink.check(history + ", at its end", store.committed());
  }

  private <T> Optional<T> any(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
  }

  private static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Done<T>(var value)) {
      return value;
    }
    throw new IllegalStateException("not done: " + outcome);
  }
}
