package dev.regrant.domain;

import java.time.Duration;

/**
 * How often, and how far apart, the engine tries an item again by itself within one episode.
 *
 * @param maxAttempts attempts per episode, the first one included
 * @param maxLostLeases how many attempts of an episode may be lost to a dying process; counted
 *     apart, so that crashes do not use up the attempts
 * @param baseDelay the longest wait after the first attempt; it doubles with each further one
 * @param maxDelay the longest wait of all
 * @param deliveryDeadline how long an episode may take before what is left counts as failed
 * @param completionDeadline how long an episode may take that waits for somebody to complete a
 *     delivery, counted from when they were asked
 */
public record RetryPolicy(
    int maxAttempts,
    int maxLostLeases,
    Duration baseDelay,
    Duration maxDelay,
    Duration deliveryDeadline,
    Duration completionDeadline) {
  /** Five attempts, 5 s to 15 min apart, within a day; 14 days for people. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          5,
          10,
          Duration.ofSeconds(5),
          Duration.ofMinutes(15),
          Duration.ofHours(24),
          Duration.ofDays(14));

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1, not " + maxAttempts);
    }
    if (maxLostLeases < 0) {
      throw new IllegalArgumentException("maxLostLeases must not be negative: " + maxLostLeases);
    }
    if (!baseDelay.isPositive() || maxDelay.compareTo(baseDelay) < 0) {
      throw new IllegalArgumentException(
          "delays must be positive and baseDelay at most maxDelay, not %s and %s"
              .formatted(baseDelay, maxDelay));
    }
    if (!deliveryDeadline.isPositive()) {
      throw new IllegalArgumentException(
          "deliveryDeadline must be positive, not " + deliveryDeadline);
    }
    if (!completionDeadline.isPositive()) {
      throw new IllegalArgumentException(
          "completionDeadline must be positive, not " + completionDeadline);
    }
  }

  /**
   * The wait before the next attempt: exponential with full jitter, which is any time between none
   * and {@code baseDelay} doubled once per earlier retry, so that items that failed together do not
   * come back together.
   *
   * @param attempts attempts made so far in the episode, at least 1
   * @param jitter random, from 0 (inclusive) to 1 (exclusive)
   */
  public Duration backoff(int attempts, double jitter) {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts counts from 1, not " + attempts);
    }
    if (!(jitter >= 0 && jitter < 1)) {
      throw new IllegalArgumentException("jitter must be in [0, 1), not " + jitter);
    }
    double ceiling =
        Math.min((double) maxDelay.toMillis(), baseDelay.toMillis() * Math.pow(2, attempts - 1));
    return Duration.ofMillis((long) (ceiling * jitter));
  }
}
