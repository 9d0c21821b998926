package dev.regrant.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing to deliver of a request: one operation on one role scope. Its attempts are append-only;
 * the item carries the last of them, which is all that its next step depends on.
 *
 * @param tries what this episode has used up
 * @param lastAttempt the newest attempt of any episode
 * @param nextAttemptAt when the engine tries it by itself; present only while it is pending in a
 *     request that delivers
 */
public record DeliveryItem(
    Id id,
    Operation operation,
    ResourceRoleScope roleScope,
    State state,
    Tries tries,
    Optional<Attempt> lastAttempt,
    Optional<Instant> nextAttemptAt) {
  /** Identifies an item. */
  public record Id(UUID value) {}

  /** What has become of an item. */
  public enum State {
    /** To be tried, now or later. */
    PENDING,
    /** The role is as it should be. */
    DONE,
    /** Given up for this episode; a reprocess takes it up again. */
    FAILED,
    /** No longer allowed, so never to be tried again; the history has the reason. */
    DROPPED
  }

  /**
   * What an episode has used up of its budgets.
   *
   * @param attempts attempts that ended with an outcome
   * @param lostLeases attempts lost to a dying process
   */
  public record Tries(int attempts, int lostLeases) {
    static final Tries NONE = new Tries(0, 0);
  }

  public DeliveryItem {
    if (nextAttemptAt.isPresent() && state != State.PENDING) {
      throw new IllegalArgumentException("a " + state + " item has no next attempt: " + id);
    }
    if (state == State.DONE
        && lastAttempt.filter(last -> last.outcome() instanceof DeliveryOutcome.Done).isEmpty()) {
      throw new IllegalArgumentException("a DONE item needs an attempt that did it: " + id);
    }
  }

  /** An item not tried yet. */
  public static DeliveryItem of(Id id, Operation operation, ResourceRoleScope roleScope) {
    return new DeliveryItem(
        id, operation, roleScope, State.PENDING, Tries.NONE, Optional.empty(), Optional.empty());
  }

  /**
   * Whether the last attempt's outcome is unknown, so that the target must be read before it is
   * written again.
   */
  public boolean mustVerifyFirst() {
    return lastAttempt
        .filter(last -> last.outcome() instanceof DeliveryOutcome.Unknown)
        .isPresent();
  }

  /**
   * Whether somebody else is to complete the last attempt, and has not told yet what came of it.
   * Until then the item is not tried again.
   */
  public boolean isAwaitingCompletion() {
    return state == State.PENDING
        && nextAttemptAt.isEmpty()
        && lastAttempt.filter(last -> isPending(last.outcome())).isPresent();
  }

  private static boolean isPending(DeliveryOutcome outcome) {
    return outcome instanceof DeliveryOutcome.Refused refused
        && refused.errorClass() == ErrorClass.MANUAL_ACTION_PENDING;
  }

  /**
   * Whether an earlier attempt under the same key as the one that is next, or awaited, has an
   * unknown outcome: then what is found in place may be its doing.
   */
  public boolean mayBeDone() {
    return mustVerifyFirst()
        || lastAttempt
            .filter(last -> isAwaitingCompletion())
            .filter(last -> !last.operationKey().equals(newKey(last.number())))
            .isPresent();
  }

  /** The number of the next attempt, counted from 1 through all episodes. */
  public int nextAttemptNumber() {
    return lastAttempt.map(Attempt::number).orElse(0) + 1;
  }

  /**
   * What the next attempt is to be recognised by at the target: the last attempt's key while its
   * outcome is unknown, so that the target can tell a repeat; a new one after a definite answer.
   */
  public String operationKey() {
    return lastAttempt
        .filter(last -> mustVerifyFirst() || isAwaitingCompletion())
        .map(Attempt::operationKey)
        .orElseGet(() -> newKey(nextAttemptNumber()));
  }

  private String newKey(int number) {
    return id.value() + "." + number;
  }

  /** This item at the start of an episode: to be tried at {@code now}, with fresh budgets. */
  DeliveryItem begun(Instant now) {
    return new DeliveryItem(
        id, operation, roleScope, State.PENDING, Tries.NONE, lastAttempt, Optional.of(now));
  }

  /** This item, never to be tried again. */
  DeliveryItem dropped() {
    return ended(State.DROPPED);
  }

  /** This item, given up for this episode. */
  DeliveryItem failed() {
    return ended(State.FAILED);
  }

  private DeliveryItem ended(State state) {
    return new DeliveryItem(id, operation, roleScope, state, tries, lastAttempt, Optional.empty());
  }

  /** This item after an attempt. */
  DeliveryItem attempted(Attempt attempt, RetryPolicy retry, double jitter) {
    if (attempt.number() != nextAttemptNumber()) {
      throw new IllegalStateException(
          "attempt %d of item %s is out of order, %d is next"
              .formatted(attempt.number(), id, nextAttemptNumber()));
    }
    boolean leaseLost =
        attempt.outcome() instanceof DeliveryOutcome.Unknown unknown
            && unknown.cause() == DeliveryOutcome.Cause.LOST_LEASE;
    if (isPending(attempt.outcome())) {
      // Asking a person again does not make them faster: it costs no attempt, and there is no next.
      return after(attempt, tries, State.PENDING, Optional.empty());
    }
    Tries used =
        leaseLost
            ? new Tries(tries.attempts(), tries.lostLeases() + 1)
            : new Tries(tries.attempts() + 1, tries.lostLeases());
    boolean hasBudget =
        used.attempts() < retry.maxAttempts() && used.lostLeases() <= retry.maxLostLeases();
    return switch (attempt.outcome()) {
      case DeliveryOutcome.Done done -> after(attempt, used, State.DONE, Optional.empty());
      case DeliveryOutcome.Refused refused when refused.errorClass().isRetried() && hasBudget ->
          after(
              attempt,
              used,
              State.PENDING,
              Optional.of(
                  attempt
                      .finishedAt()
                      .plus(
                          longer(
                              retry.backoff(used.attempts(), jitter),
                              refused.retryAfter().orElse(Duration.ZERO)))));
      case DeliveryOutcome.Refused refused -> after(attempt, used, State.FAILED, Optional.empty());
      // A lost lease has cost its whole length already: no further wait.
      case DeliveryOutcome.Unknown unknown when hasBudget ->
          after(
              attempt,
              used,
              State.PENDING,
              Optional.of(
                  leaseLost
                      ? attempt.finishedAt()
                      : attempt.finishedAt().plus(retry.backoff(used.attempts(), jitter))));
      case DeliveryOutcome.Unknown unknown -> after(attempt, used, State.FAILED, Optional.empty());
    };
  }

  private DeliveryItem after(
      Attempt attempt, Tries used, State state, Optional<Instant> nextAttemptAt) {
    return new DeliveryItem(
        id, operation, roleScope, state, used, Optional.of(attempt), nextAttemptAt);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
