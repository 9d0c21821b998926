package dev.regrant.application;

import java.time.Duration;

/**
 * How an engine tells its event sinks.
 *
 * @param maxConcurrent how many requests' events a sink is told at a time; one that hangs keeps its
 *     place
 * @param lease how long the events of a request are the publisher's; after a crash it takes that
 *     long until another engine tells them
 * @param baseDelay the longest wait after the first failure; it doubles with each further one
 * @param maxDelay the longest wait of all, unless the receiver asks for a longer one
 * @param maxAge how old an event may be, by its own time, and be tried again. An older one that
 *     fails, or that waits behind one that fails, is given up, so that a receiver that never
 *     returns does not fill the store
 */
public record EventSettings(
    int maxConcurrent, Duration lease, Duration baseDelay, Duration maxDelay, Duration maxAge) {
  /** Eight at a time, a minute, 5 s to 15 min, a week. */
  public static final EventSettings DEFAULT =
      new EventSettings(
          8,
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          Duration.ofMinutes(15),
          Duration.ofDays(7));

  public EventSettings {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException("maxConcurrent must be at least 1, not " + maxConcurrent);
    }
    positive("lease", lease);
    positive("baseDelay", baseDelay);
    positive("maxAge", maxAge);
    if (maxDelay.compareTo(baseDelay) < 0) {
      throw new IllegalArgumentException(
          "maxDelay must be at least baseDelay, not %s with %s".formatted(maxDelay, baseDelay));
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  /** The wait after so many failures in a row: exponential, with full jitter. */
  Duration backoff(int failures, double jitter) {
    double ceiling =
        Math.min((double) maxDelay.toMillis(), baseDelay.toMillis() * Math.pow(2, failures - 1));
    return Duration.ofMillis((long) (ceiling * jitter));
  }
}
