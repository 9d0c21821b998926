package dev.regrant.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * When a failed delivery may be tried again without a new approval.
 *
 * @param window how long after the request's <em>first</em> completion, so that reprocessing does
 *     not move it; its last instant counts. Graph documents 14 days from the completion of the
 *     original request.
 * @param limit how often at most
 */
public record ReprocessPolicy(Duration window, int limit) {
  /** Fourteen days, fifty times. */
  public static final ReprocessPolicy DEFAULT = new ReprocessPolicy(Duration.ofDays(14), 50);

  public ReprocessPolicy {
    if (!window.isPositive()) {
      throw new IllegalArgumentException("window must be positive, not " + window);
    }
    if (limit < 0) {
      throw new IllegalArgumentException("limit must not be negative: " + limit);
    }
  }

  /**
   * Why {@code request} may not be reprocessed, or nothing if it may. The first reason wins, in the
   * order state, window, limit, checks. Asking and doing share this method.
   */
  public Optional<Refusal> refusal(AssignmentRequest request, Facts facts, Instant now) {
    return refusal(request, now)
        .or(
            () -> {
              var failed = DeliveryGate.failedChecks(request, facts, now);
              return failed.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Refusal.GateRefused(failed));
            });
  }

  /**
   * Why {@code request} may not be reprocessed, as far as it tells by itself: by its state, the
   * window and the limit.
   */
  public Optional<Refusal> refusal(AssignmentRequest request, Instant now) {
    var progress = request.progress();
    if (!Lifecycle.allows(progress.status(), Trigger.REPROCESS)) {
      return Optional.of(new Refusal.NotReprocessable(progress.status()));
    }
    Instant closesAt = closesAt(request).orElseThrow();
    if (now.isAfter(closesAt)) {
      return Optional.of(new Refusal.WindowClosed(closesAt));
    }
    if (progress.reprocessCount() >= limit) {
      return Optional.of(new Refusal.LimitReached(limit));
    }
    return Optional.empty();
  }

  /** How {@code request} stands, without the checks before delivery, which need more. */
  public ReprocessStanding standing(AssignmentRequest request, Instant now) {
    var refusal = refusal(request, now);
    var nextRetry =
        request.progress().status() == RequestStatus.DELIVERING
            ? request.items().stream()
                .filter(item -> item.lastAttempt().isPresent())
                .flatMap(item -> item.nextAttemptAt().stream())
                .min(Comparator.naturalOrder())
            : Optional.<Instant>empty();
    return new ReprocessStanding(
        refusal.isEmpty()
            ? ReprocessStanding.Status.REPROCESSABLE
            : nextRetry.isPresent()
                ? ReprocessStanding.Status.AUTOMATIC_RETRY_IN_PROGRESS
                : ReprocessStanding.Status.NOT_REPROCESSABLE,
        refusal,
        refusal.isEmpty() ? closesAt(request) : Optional.empty(),
        nextRetry,
        request.progress().reprocessCount());
  }

  /** The last instant at which {@code request} may be reprocessed; empty if it never finished. */
  public Optional<Instant> closesAt(AssignmentRequest request) {
    return request.progress().firstCompletedAt().map(first -> first.plus(window));
  }
}
