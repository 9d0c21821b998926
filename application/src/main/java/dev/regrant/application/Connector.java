package dev.regrant.application;

import dev.regrant.domain.DeliveryOutcome;
import java.util.List;

/**
 * Port to a system where access is really given. Thread-safe, as many calls run at once.
 *
 * <p>Expected failures are outcomes, never exceptions: what the target definitely did not do is
 * {@link DeliveryOutcome.Refused}, what it may have done is {@link DeliveryOutcome.Unknown}.
 * Granting what is held, and revoking what is not, is done and already in place. An exception
 * counts as unknown.
 */
public interface Connector {
  /**
   * What a connector says of itself.
   *
   * @param originSystem the resources it serves, by their {@code originSystem}
   * @param maxConcurrentCalls how many calls it takes at once
   * @param roles the names of the roles that each of its resources offers unless told otherwise
   */
  record Description(String originSystem, int maxConcurrentCalls, List<String> roles) {
    public Description {
      if (maxConcurrentCalls < 1) {
        throw new IllegalArgumentException(
            "maxConcurrentCalls must be at least 1, not " + maxConcurrentCalls);
      }
      roles = List.copyOf(roles);
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
}
