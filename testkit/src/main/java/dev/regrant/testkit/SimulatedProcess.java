package dev.regrant.testkit;

import static java.util.Objects.requireNonNull;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.AccessRequestEngineBuilder;
import dev.regrant.application.ConnectorHealth;
import dev.regrant.application.Store;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.testkit.Simulation.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One process of a {@link Simulation}: an engine that dies and comes back. For one thread. */
final class SimulatedProcess implements AutoCloseable {
  /** How long calls may take, in real time, to give back their places. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Store store;
  private final List<ChaosTarget> targets;
  private final Witness witness;
  private final Supplier<AccessRequestEngineBuilder> parts;
  private final List<ChaosConnector> connectors = new ArrayList<>();
  private final List<Visit> kept = new ArrayList<>();
  private CrashingStore disk;
  private @Nullable AccessRequestEngine engine;

  /**
   * @param parts what an engine is made of, but for its store and connectors
   */
  SimulatedProcess(
      Store store,
      List<ChaosTarget> targets,
      Witness witness,
      Supplier<AccessRequestEngineBuilder> parts) {
    this.store = store;
    this.targets = targets;
    this.witness = witness;
    this.parts = parts;
    this.disk = new CrashingStore(store);
    restart();
  }

  AccessRequestEngine engine() {
    return requireNonNull(engine);
  }

  /** Lets it die soon. */
  void crashAfter(int transactions, boolean afterCommit) {
    disk.crashAfter(transactions, afterCommit);
  }

  private void restart() {
    if (engine != null) {
      engine.close();
    }
    disk = new CrashingStore(store);
    connectors.clear();
    kept.clear();
    var builder = parts.get().store(disk);
    for (ChaosTarget target : targets) {
      var connector = new ChaosConnector(target, this, new QuarantineWatch(witness));
      connectors.add(connector);
      builder.connector(connector);
    }
    engine = builder.build();
  }

  /** What the process sends to a system. */
  QuarantineWatch watch(ChaosTarget target) {
    return connectors.stream()
        .filter(connector -> connector.target().equals(target))
        .map(ChaosConnector::watch)
        .findFirst()
        .orElseThrow();
  }

  /** Does what is due, or dies of it; returns whether there was anything. */
  boolean work() {
    boolean worked;
    for (ChaosConnector connector : connectors) {
      connector.watch().passBegins(health(connector.target()).state(), connector.target().now());
    }
    try {
      worked = engine().runOnce();
    } catch (CrashingStore.Crash dead) {
      restart();
      return true;
    }
    for (ChaosConnector connector : connectors) {
      awaitEnds(connector.target());
      connector.watch().passEnds(health(connector.target()).state(), connector.target().now());
    }
    kept.forEach(this::expectRecord);
    kept.clear();
    return worked;
  }

  ConnectorHealth health(ChaosTarget target) {
    return engine().connectors().health().stream()
        .filter(health -> health.originSystem().equals(target.originSystem()))
        .findFirst()
        .orElseThrow();
  }

  /** A call that is given up ends in a thread of its own; one that hangs keeps its place. */
  private void awaitEnds(ChaosTarget target) {
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (health(target).callsUnderWay() != target.calls().hangingOf(this)) {
      if (System.nanoTime() - giveUpAt > 0) {
        throw new AssertionError(
            "%d calls have places, and %d hang"
                .formatted(health(target).callsUnderWay(), target.calls().hangingOf(this)));
      }
      Thread.onSpinWait();
    }
  }

  /** A call has been answered. */
  void answered(Visit visit) {
    if (visit.isKept() && visit.holds(now())) {
      kept.add(visit);
    }
  }

  /** What was answered under a claim that heartbeats had kept is recorded. */
  private void expectRecord(Visit visit) {
    var call = visit.call();
    boolean isRecorded =
        store
            .inTransaction(call.tenant(), tx -> tx.attempts(call.request()))
            .getOrDefault(call.item(), List.of())
            .stream()
            .filter(attempt -> attempt.operationKey().equals(call.operationKey()))
            .anyMatch(attempt -> !isLost(attempt));
    if (!isRecorded) {
      witness.violated("the answer was lost, although its claim was kept: " + call);
    }
    witness.saw(Happening.CLAIM_KEPT);
  }

  private static boolean isLost(Attempt attempt) {
    return attempt.outcome() instanceof DeliveryOutcome.Unknown unknown
        && unknown.cause() == Cause.LOST_LEASE;
  }

  /**
   * The heart beats while a call is under way.
   *
   * @param isOut whether the store cannot be reached
   * @throws CancellationException if the call is broken off: then its thread must touch nothing
   */
  void beat(Visit visit, Duration lease, boolean isOut) {
    var now = now();
    boolean isOver = visit.isOver(now);
    boolean isLost = visit.isLost();
    if (isOut) {
      disk.failNext();
    }
    engine().keepClaims();
    if (Thread.currentThread().isInterrupted()) {
      if (!isOver && (isOut || !isLost)) {
        witness.violated("broken off, although its claim held: " + visit.call());
      }
      witness.saw(isOut ? Happening.BROKEN_OFF_IN_OUTAGE : Happening.BROKEN_OFF);
      throw new CancellationException("broken off");
    }
    if (isLost && !isOut) {
      witness.violated("goes on, although its claim is lost: " + visit.call());
    }
    if (isOver && isOut) {
      witness.violated("goes on, although its claim could not be kept: " + visit.call());
    }
    if (!isOut && !isLost) {
      visit.keepUntil(now.plus(lease));
    }
  }

  private Instant now() {
    return targets.getFirst().now();
  }

  /** Lets it end without dying. */
  @Override
  public void close() {
    engine().close();
  }
}
