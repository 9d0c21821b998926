package dev.regrant.application;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.regrant.application.ConnectorHealth.State;
import dev.regrant.application.ConnectorHealth.Trouble;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Quarantine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The way to one connector: how much of it may be used now. A system that fails again and again is
 * quarantined: nothing is sent to it, until a probe and then one single delivery show that it is
 * back; what has gathered meanwhile is then let through at a rate. Thread-safe.
 */
final class Channel {
  private static final System.Logger LOG = System.getLogger(Channel.class.getName());

  /** So many system failures in a row lead to quarantine. */
  static final int FAILURES_IN_A_ROW = 5;

  /** The wait before the first probe; each that fails, or whose trial does, doubles the next. */
  static final Duration FIRST_PROBE = Duration.ofSeconds(5);

  static final Duration LONGEST_PROBE = Duration.ofMinutes(5);

  /** However long a system asks to be left alone, it is tried after this. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /** Failures of the system rather than of what was asked of it. */
  private static final Set<ErrorClass> OF_SYSTEM =
      EnumSet.of(
          ErrorClass.UNAVAILABLE,
          ErrorClass.TIMEOUT,
          ErrorClass.UNAUTHENTICATED,
          ErrorClass.INTERNAL);

  private final Connector connector;
  private final String originSystem;
  private final Connector.Limits limits;
  private final InstantSource clock;
  private final Semaphore places;
  private final CircuitBreaker breaker;
  private final Optional<Bucket> rate;
  private Optional<Bucket> drain = Optional.empty();
  private Optional<Trouble> trouble = Optional.empty();
  private Instant pausedUntil = Instant.MIN;
  private Instant trialUntil = Instant.MIN;
  private int quarantines;
  private boolean isProbing;
  private boolean wasAsked;
  private boolean hasBacklog;
  private ConnectorHealth.Counts counts = new ConnectorHealth.Counts(0, 0, 0, Duration.ZERO);

  Channel(Connector connector, InstantSource clock) {
    var description = connector.description();
    this.connector = connector;
    this.originSystem = description.originSystem();
    this.limits = description.limits();
    this.clock = clock;
    this.places = new Semaphore(limits.maxConcurrentCalls());
    this.rate = limits.maxCallsPerSecond().map(calls -> bucket(calls, clock));
    this.breaker =
        CircuitBreaker.of(
            originSystem,
            CircuitBreakerConfig.custom()
                .slidingWindow(FAILURES_IN_A_ROW, FAILURES_IN_A_ROW, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(1)
                // Only a probe leads out of quarantine.
                .waitDurationInOpenState(Duration.ofDays(365))
                .build());
  }

  private static Bucket bucket(int perSecond, InstantSource clock) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .withCustomTimePrecision(new Clocked(clock))
        .build();
  }

  /** The engine's time, as the rate limiter reads it. */
  private record Clocked(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      var now = clock.instant();
      return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  Connector connector() {
    return connector;
  }

  /** How long a call may take. */
  Duration callTimeout(WorkerSettings settings) {
    return limits.callTimeout().orElse(settings.callTimeout());
  }

  /** How many deliveries may be claimed now. */
  synchronized int free(Instant now) {
    if (breaker.getState() == CircuitBreaker.State.OPEN || pausedUntil.isAfter(now)) {
      return 0;
    }
    int free = places.availablePermits();
    if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
      free = Math.min(free, trialUntil.isAfter(now) ? 0 : 1);
    }
    free = Math.min(free, tokens(rate));
    return Math.min(free, tokens(drain));
  }

  /** Whether any place is taken. */
  boolean isBusy() {
    return places.availablePermits() < limits.maxConcurrentCalls();
  }

  /** Whether half of the places are free, or more. */
  boolean isLow() {
    return 2 * places.availablePermits() >= limits.maxConcurrentCalls();
  }

  private static int tokens(Optional<Bucket> bucket) {
    return bucket
        .map(limit -> (int) Math.min(Integer.MAX_VALUE, limit.getAvailableTokens()))
        .orElse(Integer.MAX_VALUE);
  }

  /**
   * Takes places for deliveries that are then claimed, so that no more are claimed than can begin.
   *
   * @param sharers how many are to share what is free
   * @return how many places, to be told of in {@link #claimed}
   */
  synchronized int take(Instant now, int sharers) {
    int free = free(now);
    int taken = free == 0 ? 0 : Math.max(1, free / sharers);
    places.acquireUninterruptibly(taken);
    if (taken > 0 && breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
      trialUntil = Instant.MAX;
    }
    return taken;
  }

  /**
   * Tells that {@code got} deliveries were claimed for {@code taken} places; each is to {@link
   * #end}. The others are free again.
   *
   * @param leaseUntil when they are over at the latest
   */
  synchronized void claimed(int taken, int got, Instant leaseUntil) {
    wasAsked = true;
    hasBacklog |= got == taken;
    if (got > 0) {
      rate.ifPresent(limit -> limit.consumeIgnoringRateLimits(got));
      drain.ifPresent(limit -> limit.consumeIgnoringRateLimits(got));
    }
    free(taken - got, got > 0 ? leaseUntil : Instant.MIN);
  }

  /** Gives places free for which nothing could be claimed. */
  synchronized void notClaimed(int taken) {
    free(taken, Instant.MIN);
  }

  private void free(int amount, Instant trial) {
    places.release(amount);
    if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
      trialUntil = trial;
    }
  }

  /** After a look at every tenant: where nothing waits any more, nothing needs to be drained. */
  synchronized void passed() {
    if (wasAsked && !hasBacklog) {
      drain = Optional.empty();
    }
    wasAsked = false;
    hasBacklog = false;
  }

  /** Lets what gathered flow at a rate, until nothing waits any more. */
  synchronized void drain() {
    drain = Optional.of(bucket(limits.maxConcurrentCalls(), clock));
  }

  /** Gives the place of one delivery free. */
  void end() {
    places.release();
  }

  /** Learns from what became of a call. */
  synchronized void learn(DeliveryOutcome outcome, Duration took, Instant now) {
    counts = counts.plus(outcome, took);
    trialUntil = Instant.MIN;
    switch (outcome) {
      case DeliveryOutcome.Done done -> works();
      case DeliveryOutcome.Refused refused -> {
        if (refused.errorClass() == ErrorClass.THROTTLED) {
          pausedUntil =
              now.plus(shorter(refused.retryAfter().orElse(Duration.ZERO), LONGEST_PAUSE));
        }
        if (OF_SYSTEM.contains(refused.errorClass())) {
          fails(refused.errorClass(), refused.message(), now);
        } else {
          works();
        }
      }
      case DeliveryOutcome.Unknown(var cause, var message) -> {
        // A lease is lost by our store's fault, or our own: that says nothing of the system.
        if (cause != DeliveryOutcome.Cause.LOST_LEASE) {
          fails(cause.errorClass(), message, now);
        }
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return Collections.min(List.of(one, other));
  }

  private void works() {
    boolean wasHalfOpen = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    if (breaker.getState() != CircuitBreaker.State.OPEN) {
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      trouble = Optional.empty();
    }
    if (wasHalfOpen) {
      quarantines = 0;
      drain();
      LOG.log(INFO, "the connector for {0} delivers again", originSystem);
    }
  }

  private void fails(ErrorClass errorClass, String message, Instant now) {
    var before = breaker.getState();
    if (before == CircuitBreaker.State.OPEN) {
      return;
    }
    breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException(message));
    var after = breaker.getState();
    var since = trouble.map(Trouble::since).orElse(now);
    trouble = Optional.of(new Trouble(since, errorClass, message, Optional.empty()));
    if (before == CircuitBreaker.State.HALF_OPEN || after == CircuitBreaker.State.OPEN) {
      quarantine(errorClass, message, now);
    }
  }

  private void quarantine(ErrorClass errorClass, String message, Instant now) {
    if (breaker.getState() != CircuitBreaker.State.OPEN) {
      breaker.transitionToOpenState();
    }
    var doubled = FIRST_PROBE.multipliedBy(1L << Math.min(quarantines, 10));
    var nextProbe =
        Optional.of(now.plus(shorter(doubled, LONGEST_PROBE)))
            .filter(at -> connector.isProbedAgain());
    var since = trouble.map(Trouble::since).orElse(now);
    trouble = Optional.of(new Trouble(since, errorClass, message, nextProbe));
    quarantines++;
    LOG.log(
        WARNING,
        "the connector for {0} is quarantined, {1}: {2}; {3}",
        originSystem,
        errorClass.code(),
        message,
        nextProbe.map(at -> "next probe at " + at).orElse("until a restart"));
  }

  /**
   * Whether it is time to ask the quarantined system whether it is back; then it is to be asked.
   */
  synchronized boolean takeProbe(Instant now) {
    if (isProbing
        || breaker.getState() != CircuitBreaker.State.OPEN
        || trouble.flatMap(Trouble::nextProbeAt).filter(at -> !at.isAfter(now)).isEmpty()) {
      return false;
    }
    isProbing = true;
    return true;
  }

  /** Asks the system whether it can be used, and draws the conclusion. A network call. */
  void probe(Duration timeout) {
    Optional<DeliveryOutcome.Refused> problem;
    try {
      problem = connector.probe(clock.instant().plus(timeout));
    } catch (RuntimeException failed) {
      problem =
          Optional.of(
              DeliveryOutcome.Refused.because(
                  ErrorClass.INTERNAL, "the connector failed: " + failed));
    }
    probed(problem, clock.instant());
  }

  private synchronized void probed(Optional<DeliveryOutcome.Refused> problem, Instant now) {
    isProbing = false;
    if (problem.isPresent()) {
      quarantine(problem.get().errorClass(), Redaction.redacted(problem.get().message()), now);
    } else if (breaker.getState() == CircuitBreaker.State.OPEN) {
      breaker.transitionToHalfOpenState();
      trialUntil = Instant.MIN;
    }
  }

  /** Why nothing is delivered for now; empty unless it is quarantined. */
  synchronized Optional<Quarantine> quarantine() {
    return breaker.getState() == CircuitBreaker.State.OPEN
        ? trouble.map(one -> new Quarantine(one.since(), one.message(), one.nextProbeAt()))
        : Optional.empty();
  }

  synchronized ConnectorHealth health(Optional<Maintenance> maintenance) {
    var state =
        switch (breaker.getState()) {
          case OPEN -> State.QUARANTINED;
          case HALF_OPEN -> State.ON_TRIAL;
          default -> State.AVAILABLE;
        };
    return new ConnectorHealth(
        originSystem,
        state,
        trouble,
        maintenance,
        limits,
        limits.maxConcurrentCalls() - places.availablePermits(),
        counts);
  }
}
