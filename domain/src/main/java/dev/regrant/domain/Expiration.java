package dev.regrant.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When access ends: Graph's {@code expirationPattern}. */
public sealed interface Expiration {
  /** Nothing is said; the policy decides. */
  record NotSpecified() implements Expiration {}

  /** Never. */
  record NoExpiration() implements Expiration {}

  /** At a moment. */
  record AfterDateTime(Instant endDateTime) implements Expiration {}

  /** Some time after the start. */
  record AfterDuration(Duration duration) implements Expiration {
    public AfterDuration {
      if (duration.isNegative() || duration.isZero()) {
        throw new InvalidMemberException("duration", "must be positive, not " + duration);
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
