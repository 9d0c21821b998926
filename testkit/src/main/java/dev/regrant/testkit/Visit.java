package dev.regrant.testkit;

import dev.regrant.application.ConnectorCall;
import java.time.Instant;

/**
 * A call under way at a {@link ChaosTarget}. Until a time, which heartbeats put off, its item is
 * its own. Thread-safe.
 */
final class Visit {
  private final ConnectorCall call;
  private final SimulatedProcess process;
  private volatile Instant until;
  private volatile boolean isKept;
  private volatile boolean isLost;

  Visit(ConnectorCall call, SimulatedProcess process) {
    this.call = call;
    this.process = process;
    this.until = call.deadline();
  }

  ConnectorCall call() {
    return call;
  }

  SimulatedProcess process() {
    return process;
  }

  /** Whether nobody else may work on the item now. */
  boolean holds(Instant now) {
    return !isLost && !isOver(now);
  }

  /** Whether the lease has run out. */
  boolean isOver(Instant now) {
    return !until.isAfter(now);
  }

  /** Whether the claim is surely gone: somebody else has the item, or it is completed. */
  boolean isLost() {
    return isLost;
  }

  /** Whether a heartbeat has lengthened the claim. */
  boolean isKept() {
    return isKept;
  }

  void lose() {
    isLost = true;
  }

  void keepUntil(Instant until) {
    this.until = until;
    isKept = true;
  }
}
