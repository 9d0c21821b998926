package dev.regrant.application;

import java.time.Duration;

/**
 * How an engine delivers.
 *
 * @param lease how long a claimed item is the claimer's; a started engine lengthens it every third
 *     of that while it works, so that after a crash it takes at most that long until another engine
 *     takes the item over
 * @param callTimeout how long a connector may take for one item, unless it says so itself
 * @param pollInterval how often an idle engine looks for work that it was not told of
 * @param shutdownGrace how long {@link AccessRequestEngine#close} waits for calls under way
 */
public record WorkerSettings(
    Duration lease, Duration callTimeout, Duration pollInterval, Duration shutdownGrace) {
  /** 15 s, 30 s, 1 s, 30 s. */
  public static final WorkerSettings DEFAULT =
      new WorkerSettings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  public WorkerSettings {
    positive("lease", lease);
    positive("callTimeout", callTimeout);
    positive("pollInterval", pollInterval);
    if (shutdownGrace.isNegative()) {
      throw new IllegalArgumentException("shutdownGrace must not be negative: " + shutdownGrace);
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
