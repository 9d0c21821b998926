package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Who made something and when, and who changed it last.
 *
 * @param createdBy empty for what is older than the record of it
 * @param modifiedBy empty for what is older than the record of it
 */
public record Authorship(
    Optional<Actor> createdBy,
    Instant createdDateTime,
    Optional<Actor> modifiedBy,
    Instant modifiedDateTime) {
  /** Of something just made. */
  public static Authorship of(Actor actor, Instant now) {
    return new Authorship(Optional.of(actor), now, Optional.of(actor), now);
  }

  /** Of the same thing, just changed. */
  public Authorship changedBy(Actor actor, Instant now) {
    return new Authorship(createdBy, createdDateTime, Optional.of(actor), now);
  }
}
