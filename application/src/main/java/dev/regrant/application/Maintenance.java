package dev.regrant.application;

import dev.regrant.domain.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A time in which a tenant wants nothing delivered to a system, because it is being worked on. What
 * is due waits, whatever its deadline, and uses up no attempts.
 *
 * @param originSystem which system
 * @param since when it began
 * @param until when it ends by itself; at most {@link #LONGEST} after it began
 * @param reason why, for a person
 * @param startedBy who began it
 */
public record Maintenance(
    String originSystem, Instant since, Instant until, Optional<String> reason, Actor startedBy) {
  /** Thirty days, so that nothing waits for ever. */
  public static final Duration LONGEST = Duration.ofDays(30);

  /** The longest {@code reason}, in characters. */
  public static final int MAX_REASON = 1_000;
}
