package dev.regrant.testkit;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.AccessRequestEngineBuilder;
import dev.regrant.application.Caller;
import dev.regrant.application.ConnectorHealth.State;
import dev.regrant.application.EventSettings;
import dev.regrant.application.Outcome;
import dev.regrant.application.Permission;
import dev.regrant.application.Store;
import dev.regrant.application.WorkerSettings;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.ChaosTickets.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * One random history of an engine, repeatable by its seed: people ask, withdraw and reprocess,
 * packages change, people leave and come back, access ends at its time, someone takes roles away by
 * hand, two systems fail in every way, are down for a while, are worked on and leave things to
 * people, custom extensions fail, call back, or do not, two processes share the work, lose their
 * leases or keep them, and die anywhere, and time passes. After every step the invariants are
 * checked; at the end everything is healed, and every request and everything that is over must come
 * to an end, and every event has arrived.
 *
 * <p>Everything happens in one thread, but for calls that hang.
 */
public final class Simulation {
  /** What may happen in a history and is rare enough that a test should ask whether it did. */
  public enum Happening {
    /** A system that failed again and again was quarantined. */
    QUARANTINE,
    /** A probe or a trial failed. */
    LONGER_QUARANTINE,
    /** A trial succeeded. */
    RECOVERY,
    /** Something waited for the end of a maintenance. */
    WAITED_FOR_MAINTENANCE,
    /** A person completed a delivery. */
    CONFIRMED,
    /** A system completed a delivery. */
    TOLD,
    /** A system completed a delivery before the engine knew that it would. */
    TOLD_BEFORE_THE_ANSWER,
    /** A system told twice. */
    TOLD_TWICE,
    /** Nobody completed a delivery. */
    NEVER_TOLD,
    /** A call took longer than its lease, which heartbeats lengthened. */
    CLAIM_KEPT,
    /** A claim was lost, and the call broken off. */
    BROKEN_OFF,
    /** A claim could not be lengthened, and the call was broken off. */
    BROKEN_OFF_IN_OUTAGE,
    /** A call never answered. */
    CALL_HUNG,
    /** A custom extension called back. */
    CALLED_BACK,
    /** A custom extension was called more than once for the same. */
    CALLED_AGAIN,
    /** A custom extension did not call back in time. */
    CALLBACK_TIMED_OUT,
    /** A custom extension could not be called. */
    EXTENSION_GIVEN_UP
  }

  static final List<Duration> PAUSES =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          WorkerSettings.DEFAULT.lease().plusSeconds(1),
          Duration.ofMinutes(10),
          Duration.ofHours(3),
          Duration.ofDays(5));

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LEASE = WorkerSettings.DEFAULT.lease();
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

  private final String history;
  private final Random random;
  private final AuditedStore store;
  private final Caller admin;
  private final ManualClock clock = new ManualClock(START);
  private final InMemoryDirectory directory = new InMemoryDirectory();
  private final Witness witness = new Witness();
  private final List<ChaosTarget> targets;
  private final ChaosSink sink;
  private final ChaosExtensions extensions;
  private final SimulatedCallbacks callbacks;
  private final CalloutInvariants calloutInvariants;
  private final SimulationInvariants invariants;
  private final SimulatedProcess desk;
  private final List<SimulatedProcess> processes;
  private final SimulatedPeople people;
  private final SimulatedCompletions completions;
  private boolean isMeanwhile;

  private Simulation(Store store, long seed) {
    this.history = "history " + seed;
    this.random = new Random(seed);
    this.store = new AuditedStore(store);
    var tenant = new TenantId(new UUID(random.nextLong(), random.nextLong()));
    this.admin = new Caller(tenant, Actor.application("admin"), Set.of(Permission.READ_WRITE_ALL));
    this.targets = List.of(target("Chaos", seed + 1), target("Mayhem", seed + 2));
    this.sink = new ChaosSink(new Random(seed + 3), this::pause);
    this.callbacks = new SimulatedCallbacks(store, admin, random, clock, witness);
    this.extensions =
        new ChaosExtensions(
            new Random(seed + 4), witness, id -> callbacks.callBack(desk().engine(), id));
    this.calloutInvariants = new CalloutInvariants(store, tenant, extensions, witness);
    this.invariants =
        new SimulationInvariants(
            store,
            tenant,
            targets,
            witness,
            new RecordInvariants(targets, witness, RETRY.completionDeadline()));
    this.desk = process();
    this.processes = List.of(process(), process());
    this.people =
        new SimulatedPeople(
            desk.engine(),
            admin,
            random,
            clock,
            directory,
            targets.stream().map(ChaosTarget::originSystem).toList());
    this.completions = new SimulatedCompletions(store, admin, random, witness);
  }

  private ChaosTarget target(String originSystem, long seed) {
    return new ChaosTarget(
        originSystem,
        clock,
        new Random(seed),
        new ChaosTarget.Elsewhere() {
          @Override
          public void during(Visit visit) {
            meanwhile(visit);
          }

          @Override
          public void promised(ChaosTarget target, Ticket ticket) {
            if (random.nextInt(3) == 0) {
              completions.complete(desk.engine(), target, ticket);
            }
          }
        },
        witness,
        RETRY.completionDeadline());
  }

  private SimulatedProcess desk() {
    return desk;
  }

  private SimulatedProcess process() {
    return new SimulatedProcess(store, targets, witness, this::parts);
  }

  private AccessRequestEngineBuilder parts() {
    return AccessRequestEngine.builder()
        .directory(directory)
        .eventSink(sink)
        .eventSettings(EVENTS)
        .extensionCaller(extensions)
        .clock(clock)
        .random(new Random(random.nextLong()))
        .retryPolicy(RETRY);
  }

  /**
   * Plays one history.
   *
   * @param steps how many things happen before the end
   * @return what happened
   * @throws AssertionError if an invariant does not hold; its message has the seed
   */
  public static Set<Happening> run(Store store, long seed, int steps) {
    var simulation = new Simulation(store, seed);
    try {
      for (int step = 0; step < steps; step++) {
        var event = simulation.step();
        simulation.check("%s, step %d (%s)".formatted(simulation.history, step, event));
      }
      simulation.end();
      return simulation.witness.happenings();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          simulation.history + " broke" + simulation.invariants.story(), failure);
    } finally {
      simulation.desk.close();
      simulation.processes.forEach(SimulatedProcess::close);
    }
  }

  private void check(String when) {
    invariants.check(when);
    calloutInvariants.check(when, clock.instant());
  }

  private String step() {
    int event = random.nextInt(31);
    if (event < 5) {
      people.askForAccess();
      return "add";
    } else if (event < 7) {
      people.askForRemoval();
      return "remove";
    } else if (event < 8) {
      people.cancel();
      return "cancel";
    } else if (event < 11) {
      people.reprocess();
      return "reprocess";
    } else if (event < 12) {
      people.changePackage();
      return "package changed";
    } else if (event < 13) {
      people.comeOrGo();
      return "came or went";
    } else if (event < 14) {
      people.reprocessAssignment();
      return "assignment reprocessed";
    } else if (event < 15) {
      driftApart();
      return "drift";
    } else if (event < 16) {
      return downOrUp(any(targets));
    } else if (event < 17) {
      return leaveAloneOrNot(any(targets));
    } else if (event < 19) {
      completeSomething();
      return "completion";
    } else if (event < 21) {
      clock.advance(any(PAUSES));
      return "time";
    } else if (event < 24) {
      callbacks.callBackSome(desk.engine());
      return "callback";
    } else {
      var process = any(processes);
      if (random.nextInt(3) == 0) {
        process.crashAfter(random.nextInt(8), random.nextBoolean());
      }
      int passes = random.nextInt(4) == 0 ? 3 : 1;
      for (int pass = 0; pass < passes; pass++) {
        process.work();
      }
      return "process " + processes.indexOf(process);
    }
  }

  private void driftApart() {
    // At a moment of its own, so that it is clear what came before and what after.
    clock.advance(Duration.ofMillis(1));
    any(targets).drift().ifPresent(lost -> invariants.drifted(lost, clock.instant()));
    clock.advance(Duration.ofMillis(1));
  }

  private String downOrUp(ChaosTarget target) {
    boolean isDown = !target.isDown();
    target.setDown(isDown, random.nextInt(3) == 0);
    target.calls().release();
    if (isDown) {
      desk.watch(target).outage();
      processes.forEach(process -> process.watch(target).outage());
    }
    return target.originSystem() + (isDown ? " is down" : " is up");
  }

  private String leaveAloneOrNot(ChaosTarget target) {
    if (target.leftAloneUntil().isAfter(clock.instant())) {
      endMaintenance(target);
      return target.originSystem() + " is left alone no more";
    }
    var until = clock.instant().plus(any(SimulatedPeople.DURATIONS));
    SimulatedPeople.done(
        desk.engine()
            .connectors()
            .startMaintenance(admin, target.originSystem(), until, Optional.empty()));
    target.leaveAloneUntil(until);
    return target.originSystem() + " is left alone";
  }

  private void endMaintenance(ChaosTarget target) {
    SimulatedPeople.done(desk.engine().connectors().endMaintenance(admin, target.originSystem()));
    desk.watch(target).drains(clock.instant());
    target.leaveAloneUntil(Instant.MIN);
  }

  private void completeSomething() {
    var target = any(targets);
    var open = target.tickets().open(clock.instant());
    if (!open.isEmpty()) {
      completions.complete(desk.engine(), target, any(open));
    }
  }

  /** While a process waits for a target, time passes, its heart beats or not, and others work. */
  private void meanwhile(Visit visit) {
    switch (isMeanwhile ? 0 : random.nextInt(4)) {
      case 1 -> {
        // So that whoever comes next in this pass has no time left.
        var left = Duration.between(clock.instant(), visit.call().deadline());
        clock.advance(left.minus(ChaosTarget.TOO_SHORT));
      }
      case 2 -> {
        int beats = 1 + random.nextInt(5);
        for (int beat = 0; beat < beats; beat++) {
          elsewhere(random.nextInt(8) > 0 ? LEASE.dividedBy(3) : LEASE);
          visit.process().beat(visit, LEASE, random.nextInt(4) == 0);
        }
      }
      default -> pause();
    }
  }

  private void pause() {
    elsewhere(any(PAUSES));
  }

  private void elsewhere(Duration pause) {
    if (isMeanwhile) {
      return;
    }
    isMeanwhile = true;
    try {
      clock.advance(pause);
      if (random.nextBoolean()) {
        people.reprocess();
      }
      if (random.nextInt(4) == 0) {
        completeSomething();
      }
      // Whichever of the two it is, it is another pass than the one that waits.
      desk.work();
    } finally {
      isMeanwhile = false;
    }
  }

  /** Everything is mended, and everything comes to an end. */
  private void end() {
    targets.forEach(ChaosTarget::heal);
    targets.forEach(this::endMaintenance);
    sink.heal();
    extensions.heal();
    people.allCome();
    if (random.nextBoolean()) {
      for (ChaosTarget target : targets) {
        target
            .tickets()
            .open(clock.instant())
            .forEach(ticket -> completions.complete(desk.engine(), target, ticket));
      }
    }
    // Past every scheduled start, so that nothing is left for another history's engines.
    clock.advance(PAUSES.getLast());
    workOn(50);
    check(history + ", healed");
    mendExpiries();
    workOn(8);
    check(history + ", expired");
    var living = invariants.delivered();
    living.forEach(people::reprocessAssignment);
    workOn(8);
    check(history + ", repaired");
    // So that nothing is left for another history's engines.
    clock.advance(SimulatedPeople.DURATIONS.getLast());
    workOn(8);
    // Of what waited to be completed, perhaps in a maintenance, only now the deadline has decided.
    mendExpiries();
    workOn(8);
    invariants.checkExpired(history + ", at its end", clock.instant());
    invariants.checkRolledOut(history + ", at its end");
    invariants.checkEnded(history + ", at its end", people.submitted());
    check(history + ", at its end");
    calloutInvariants.checkEnded(history + ", at its end", clock.instant());
    expectNoQuarantine();
  }

  private void mendExpiries() {
    for (var removal : invariants.failedExpiries()) {
      // What can no longer be reprocessed is removed by hand.
      if (!(people.reprocess(removal.id()) instanceof Outcome.Done<AssignmentRequest>)) {
        people.remove(removal.terms().assignment());
      }
    }
  }

  private void workOn(int passes) {
    boolean isIdle = false;
    for (int pass = 0; pass < passes && !isIdle; pass++) {
      clock.advance(Duration.ofMinutes(10));
      boolean worked = false;
      for (SimulatedProcess process : processes) {
        // Several times at once at first, as what has gathered must come at a rate.
        for (int again = pass == 0 ? 4 : 1; again > 0; again--) {
          worked |= process.work();
        }
      }
      isIdle = !worked && invariants.isAllFinished();
    }
    sink.check(history + ", at its end", store.committed());
  }

  private void expectNoQuarantine() {
    for (ChaosTarget target : targets) {
      for (SimulatedProcess process : processes) {
        var state = process.health(target).state();
        if (state == State.QUARANTINED) {
          throw new AssertionError(target.originSystem() + " is well, and still quarantined");
        }
      }
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
