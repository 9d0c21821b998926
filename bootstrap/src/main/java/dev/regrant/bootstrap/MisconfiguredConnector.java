package dev.regrant.bootstrap;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.time.Instant;
import java.util.Optional;

/**
 * Stands in for a connector whose settings are wrong, so that the others can work: its one probe
 * fails and says why, so that it is quarantined until a restart, and it does nothing.
 *
 * @param reason which setting is wrong, and how
 */
record MisconfiguredConnector(Description description, String reason) implements Connector {
  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return refusal();
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return refusal();
  }

  @Override
  public Presence verify(ConnectorCall call) {
    return Presence.CANNOT_TELL;
  }

  @Override
  public Optional<Refused> probe(Instant deadline) {
    return Optional.of(refusal());
  }

  @Override
  public boolean isProbedAgain() {
    return false;
  }

  // Not a class that is retried: only a restart with other settings helps.
  private Refused refusal() {
    return Refused.because(
        ErrorClass.UNSUPPORTED, "the connector is misconfigured: %s".formatted(reason));
  }
}
