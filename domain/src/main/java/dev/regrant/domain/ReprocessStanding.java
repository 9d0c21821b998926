package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a request can be reprocessed, as far as it tells by itself.
 *
 * @param refusal why not; empty if it can
 * @param until the last instant at which it can, if it can
 * @param nextAutomaticRetry when what failed is tried again by itself, if it is
 * @param count how often it was reprocessed
 */
public record ReprocessStanding(
    Status status,
    Optional<Refusal> refusal,
    Optional<Instant> until,
    Optional<Instant> nextAutomaticRetry,
    int count) {
  /** The answer in a word. */
  public enum Status {
    /** It can, if the checks before delivery pass. */
    REPROCESSABLE,
    /** It cannot. */
    NOT_REPROCESSABLE,
    /** It cannot now, as what failed is tried again by itself. */
    AUTOMATIC_RETRY_IN_PROGRESS
  }
}
