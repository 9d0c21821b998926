package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * From when to when access is wanted: Graph's {@code entitlementManagementSchedule} without
 * recurrence, which Graph does not use for access requests.
 *
 * @param startDateTime the first moment; empty for at once
 * @param expiration the end
 */
public record Schedule(Optional<Instant> startDateTime, Expiration expiration) {
  /** At once, until the policy says otherwise. */
  public static final Schedule UNSPECIFIED =
      new Schedule(Optional.empty(), new Expiration.NotSpecified());

  /** Whether the start still lies ahead. */
  public boolean startsAfter(Instant now) {
    return startDateTime.filter(start -> start.isAfter(now)).isPresent();
  }

  /**
   * Whether access under this schedule would already have ended. A duration without a start counts
   * from delivery, so that a slow approval does not eat the access, and is never over beforehand.
   */
  public boolean isOver(Instant now) {
    return endsAt(now).filter(end -> !end.isAfter(now)).isPresent();
  }

  /** The end of access delivered at {@code delivered}; empty for none. */
  public Optional<Instant> endsAt(Instant delivered) {
    return expiration.endOf(startDateTime.orElse(delivered));
  }

  /** This schedule, as it runs for access delivered at {@code delivered}. */
  public Schedule from(Instant delivered) {
    return startDateTime.isPresent() ? this : new Schedule(Optional.of(delivered), expiration);
  }

  /** This schedule, with the policy's end where none was asked for. */
  public Schedule orElse(Expiration ofPolicy) {
    return expiration instanceof Expiration.NotSpecified
        ? new Schedule(startDateTime, ofPolicy)
        : this;
  }
}
