package dev.regrant.application;

import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** Runs what administrators change, each in one transaction, and words their refusals. */
final class Writes {
  private final EngineParts parts;

  Writes(EngineParts parts) {
    this.parts = parts;
  }

  /** Where a caller may do a task; to be asked for before {@link #run}. */
  Reach reach(Caller caller, Task task) {
    return parts.reach(caller, task);
  }

  /**
   * Runs {@code write} for a caller who may write somewhere; where exactly, is its own to check.
   */
  <T> Outcome<T> run(Caller caller, Reach reach, BiFunction<Store.Tx, Instant, Outcome<T>> write) {
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var now = parts.now();
    try {
      return parts.transactions().run(caller.tenant(), tx -> write.apply(tx, now));
    } catch (InvalidMemberException invalid) {
      return invalid(invalid.member(), invalid.reason());
    }
  }

  UUID id(Instant now) {
    return parts.ids().next(now);
  }

  static <T> Outcome<T> invalid(String member, String message) {
    return new Outcome.Refused<>(new Refusal.Invalid(member, message));
  }

  static <T> Outcome<T> duplicate(String member, UUID existing, String message) {
    return duplicate(member, Optional.of(existing.toString()), message);
  }

  static <T> Outcome<T> duplicate(String member, Optional<String> existing, String message) {
    return new Outcome.Refused<>(new Refusal.Duplicate(member, existing, message));
  }

  static <T> Outcome<T> inUse(String type, UUID id, Refusal.Use use, UUID by) {
    return new Outcome.Refused<>(new Refusal.DependedOn(type, id.toString(), use, by.toString()));
  }
}
