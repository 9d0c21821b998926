package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Recognises calls that are repeated under the same idempotency key. */
final class KeyedCalls {
  /** How long a key is remembered. */
  static final Duration RETENTION = Duration.ofHours(24);

  private static final int FORGOTTEN_AT_ONCE = 100;

  private KeyedCalls() {}

  /**
   * Runs {@code call} unless its key came before: then a repeat gets {@code again} of the request
   * of the first call, and anything else is refused.
   *
   * @param what what is asked, in full
   */
  static Outcome<AssignmentRequest> once(
      Store.Tx tx,
      Caller caller,
      Optional<String> key,
      String what,
      Instant now,
      Function<AssignmentRequest, AssignmentRequest> again,
      Function<Store.Tx, Outcome<AssignmentRequest>> call) {
    if (key.isEmpty()) {
      return call.apply(tx);
    }
    var value = key.get();
    if (value.isBlank() || value.length() > KeyedCall.MAX_KEY || value.indexOf('\0') >= 0) {
      return new Outcome.Refused<>(
          new Refusal.Invalid(
              "Idempotency-Key", "must have 1 to %d characters".formatted(KeyedCall.MAX_KEY)));
    }
    tx.forgetCallsBefore(now.minus(RETENTION), FORGOTTEN_AT_ONCE);
    var fingerprint = Fingerprint.of(what);
    var before = tx.keyedCall(caller.actor(), value);
    if (before.isPresent()) {
      if (!before.get().fingerprint().equals(fingerprint)) {
        return new Outcome.Refused<>(new Refusal.IdempotencyKeyReused(value));
      }
      var id = before.get().request();
      return tx.requests()
          .find(id)
          .<Outcome<AssignmentRequest>>map(found -> new Outcome.Done<>(again.apply(found)))
          .orElseGet(() -> AccessRequests.notFound(id));
    }
    var outcome = call.apply(tx);
    if (outcome instanceof Outcome.Done<AssignmentRequest>(var request)) {
      tx.remember(new KeyedCall(caller.actor(), value, fingerprint, request.id(), now));
    }
    return outcome;
  }
}
