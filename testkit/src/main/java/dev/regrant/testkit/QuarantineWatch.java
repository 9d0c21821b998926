package dev.regrant.testkit;

import dev.regrant.application.ConnectorHealth.State;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.testkit.Simulation.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts what one process sends to one system: nothing while that is quarantined, one delivery on
 * trial, and then what has gathered at a rate. What the process says of its quarantine is believed
 * only in so far as an outage, of which the watch knows by itself, bears it out. For one thread at
 * a time.
 */
final class QuarantineWatch {
  /** What a chaos target takes at once, and of what gathered in a second. */
  static final int AT_ONCE = 4;

  private static final int FAILURES_IN_A_ROW = 5;
  private static final Duration FIRST_PROBE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PROBE = Duration.ofMinutes(5);
  private static final long TOKEN = TimeUnit.SECONDS.toNanos(1);

  private final Witness witness;
  private final Set<DeliveryItem.Id> begun = new HashSet<>();
  private State before = State.AVAILABLE;
  private boolean isBack;
  private int failuresLeft;
  private int failedProbes;
  private Instant nextProbe = Instant.MIN;
  private boolean isDraining;
  private long tokens;
  private Instant filledAt = Instant.MIN;

  QuarantineWatch(Witness witness) {
    this.witness = witness;
    outage();
  }

  /** An outage begins: from now on, every delivery fails. */
  void outage() {
    // Those that were claimed together all go out.
    failuresLeft = FAILURES_IN_A_ROW + AT_ONCE - 1;
  }

  void failedInOutage() {
    failuresLeft--;
    if (failuresLeft < 0) {
      witness.violated("deliveries go on through an outage");
    }
  }

  void probed(boolean isBack, Instant now) {
    if (now.isBefore(nextProbe)) {
      witness.violated("probed at %s, before %s".formatted(now, nextProbe));
    }
    this.isBack = isBack;
    if (isBack) {
      failedProbes = 0;
      failuresLeft = 1;
    } else {
      failedProbes++;
      var wait = FIRST_PROBE.multipliedBy(1L << Math.min(failedProbes, 10));
      nextProbe = now.plus(wait.compareTo(LONGEST_PROBE) < 0 ? wait : LONGEST_PROBE);
    }
  }

  /** From now on, what has gathered flows at a rate. */
  void drains(Instant now) {
    isDraining = true;
    tokens = AT_ONCE * TOKEN;
    filledAt = now;
  }

  void passBegins(State state, Instant now) {
    begun.clear();
    isBack = false;
    before = state;
    if (isDraining) {
      long passed =
          Math.min(
              TOKEN,
              Duration.between(filledAt, now).compareTo(Duration.ofSeconds(1)) < 0
                  ? Duration.between(filledAt, now).toNanos()
                  : TOKEN);
      tokens = Math.min(AT_ONCE * TOKEN, tokens + AT_ONCE * passed);
      filledAt = now;
    }
  }

  /** A call of a delivery begins. */
  void begins(DeliveryItem.Id item) {
    begun.add(item);
    if (begun.size() > mostInPass()) {
      witness.violated(
          "%d deliveries in a pass that was %s, draining %s, back %s"
              .formatted(begun.size(), before, isDraining, isBack));
    }
  }

  private long mostInPass() {
    return switch (before) {
      case QUARANTINED -> isBack ? 1 : 0;
      case ON_TRIAL -> 1;
      case AVAILABLE -> isDraining ? tokens / TOKEN : AT_ONCE;
    };
  }

  void passEnds(State state, Instant now) {
    if (state == State.QUARANTINED) {
      witness.saw(before == State.AVAILABLE ? Happening.QUARANTINE : Happening.LONGER_QUARANTINE);
      isDraining = false;
    } else if (state == State.AVAILABLE && before != State.AVAILABLE) {
      witness.saw(Happening.RECOVERY);
      drains(now);
    } else if (isDraining) {
      // Where less came than could, nothing waits any more.
      isDraining = begun.size() >= tokens / TOKEN;
      tokens -= begun.size() * TOKEN;
    }
  }
}
