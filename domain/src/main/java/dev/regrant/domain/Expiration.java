package dev.regrant.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When access ends: Graph's {@code expirationPattern}. */
public sealed interface Expiration {
  /** The longest duration that access can have, so that its end is a date that can be kept. */
  Duration LONGEST = Duration.ofDays(36_525);

  /** Nothing is said; the policy decides. */
  record NotSpecified() implements Expiration {}

  /** Never. */
  record NoExpiration() implements Expiration {}

  /** At a moment. */
  record AfterDateTime(Instant endDateTime) implements Expiration {}

  /** Some time after the start. */
  record AfterDuration(Duration duration) implements Expiration {
    public AfterDuration {
      if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
        throw new InvalidMemberException(
            "duration",
            "must be positive and at most %d days, not %s".formatted(LONGEST.toDays(), duration));
      }
    }
  }

  /** The end of access that starts at {@code start}; empty if it has none. */
  default Optional<Instant> endOf(Instant start) {
    return switch (this) {
      case NotSpecified n -> Optional.empty();
      case NoExpiration n -> Optional.empty();
      case AfterDateTime after -> Optional.of(after.endDateTime());
      case AfterDuration after -> Optional.of(start.plus(after.duration()));
    };
  }
}
