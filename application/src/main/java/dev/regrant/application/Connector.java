package dev.regrant.application;

import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Port to a system where access is really given. Thread-safe, as many calls run at once. What a
 * connector must do is tested by the test kit's {@code ConnectorContract}.
 *
 * <p>Expected failures are outcomes, never exceptions: what the target definitely did not do is
 * {@link DeliveryOutcome.Refused}, what it may have done is {@link DeliveryOutcome.Unknown}.
 * Granting what is held, and revoking what is not, is done and already in place. An exception
 * counts as unknown.
 *
 * <p>A call that somebody else completes later is refused as {@link
 * ErrorClass#MANUAL_ACTION_PENDING}. The engine then waits for the {@link Completion}, and does not
 * ask again by itself.
 */
public interface Connector {
  /**
   * What a connector says of itself.
   *
   * @param originSystem the resources it serves, by their {@code originSystem}
   * @param roles the names of the roles that each of its resources offers unless told otherwise
   * @param limits what it may be asked to bear
   */
  record Description(String originSystem, List<String> roles, Limits limits) {
    public Description {
      roles = List.copyOf(roles);
    }
  }

  /**
   * What a connector may be asked to bear by one engine.
   *
   * @param maxConcurrentCalls how many calls it takes at once
   * @param maxCallsPerSecond how many calls it takes in a second; empty for no such limit
   * @param callTimeout how long it may take for one call; empty for {@link
   *     WorkerSettings#callTimeout}
   */
  record Limits(
      int maxConcurrentCalls, Optional<Integer> maxCallsPerSecond, Optional<Duration> callTimeout) {
    public Limits {
      positive("maxConcurrentCalls", maxConcurrentCalls);
      maxCallsPerSecond.ifPresent(calls -> positive("maxCallsPerSecond", calls));
      if (callTimeout.filter(timeout -> !timeout.isPositive()).isPresent()) {
        throw new IllegalArgumentException(
            "callTimeout must be positive, not " + callTimeout.get());
      }
    }

    /** So many calls at once, and no other limit. */
    public static Limits concurrent(int maxConcurrentCalls) {
      return new Limits(maxConcurrentCalls, Optional.empty(), Optional.empty());
    }

    private static void positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, not " + value);
      }
    }
  }

  /** What this connector is; always the same. */
  Description description();

  /** Gives the role. */
  DeliveryOutcome grant(ConnectorCall call);

  /** Takes the role away. */
  DeliveryOutcome revoke(ConnectorCall call);

  /** Reads whether the role is held, and changes nothing. */
  Presence verify(ConnectorCall call);

  /**
   * Why the system cannot be used now, if that is so; changes nothing. Asked when an engine starts,
   * and to learn whether a system that failed is back.
   *
   * @param deadline when the answer comes too late
   */
  default Optional<DeliveryOutcome.Refused> probe(Instant deadline) {
    return Optional.empty();
  }

  /** Whether a probe that failed may succeed later. It cannot where only other settings help. */
  default boolean isProbedAgain() {
    return true;
  }

  /**
   * Reads what the system tells by itself of a call that it was to complete later.
   *
   * @param headers of the message, by name in lower case
   * @param body of the message
   * @return empty if the message is not surely the system's
   * @throws dev.regrant.domain.InvalidMemberException if it is, and cannot be understood
   */
  default Optional<Completion> completion(Map<String, String> headers, byte[] body) {
    return Optional.empty();
  }
}
