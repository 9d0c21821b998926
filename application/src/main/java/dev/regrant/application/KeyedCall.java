package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import java.time.Instant;

/**
 * A call that succeeded and that its caller may repeat, recognised by the {@code Idempotency-Key}.
 *
 * @param caller whose key it is; others may use the same one
 * @param fingerprint what was asked, so that the same key for something else is refused
 * @param request the request that it made or changed
 */
public record KeyedCall(
    Actor caller, String key, String fingerprint, AssignmentRequest.Id request, Instant at) {
  /** The longest key, in characters. */
  public static final int MAX_KEY = 255;
}
