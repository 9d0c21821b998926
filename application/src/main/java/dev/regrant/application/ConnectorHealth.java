package dev.regrant.application;

import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one connector of this engine does. Other engines on the same store learn for themselves; only
 * maintenance is common to all.
 *
 * @param trouble the failure that it has not recovered from; empty while it delivers
 * @param maintenance the tenant's maintenance of it, if there is one now
 * @param callsUnderWay calls begun and not answered
 * @param counts what became of calls since the engine was made
 */
public record ConnectorHealth(
    String originSystem,
    State state,
    Optional<Trouble> trouble,
    Optional<Maintenance> maintenance,
    Connector.Limits limits,
    int callsUnderWay,
    Counts counts) {
  /** What may be sent to a connector. */
  public enum State {
    /** Deliveries. */
    AVAILABLE,
    /** One single delivery, to see whether the system is back. */
    ON_TRIAL,
    /** Nothing but a probe from time to time. Deliveries wait, and use up no attempts. */
    QUARANTINED
  }

  /**
   * A failure of a system.
   *
   * @param since when its first failure was, of those without a success between
   * @param nextProbeAt when it is asked again whether it is back; empty unless it is quarantined,
   *     and where only a restart with other settings helps
   */
  public record Trouble(
      Instant since, ErrorClass errorClass, String message, Optional<Instant> nextProbeAt) {}

  /**
   * What became of calls.
   *
   * @param time that all of them took together
   */
  public record Counts(long done, long refused, long unknown, Duration time) {
    Counts plus(DeliveryOutcome outcome, Duration took) {
      var sum = time.plus(took);
      return switch (outcome) {
        case DeliveryOutcome.Done one -> new Counts(done + 1, refused, unknown, sum);
        case DeliveryOutcome.Refused one -> new Counts(done, refused + 1, unknown, sum);
        case DeliveryOutcome.Unknown one -> new Counts(done, refused, unknown + 1, sum);
      };
    }
  }
}
