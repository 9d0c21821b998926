package dev.regrant.benchmarks;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import java.util.List;
import java.util.function.Supplier;

/**
 * Does nothing.
 *
 * @param grants what it says came of a grant
 */
record NoOpConnector(int concurrency, Supplier<DeliveryOutcome> grants) implements Connector {
  static final String ORIGIN_SYSTEM = "Nothing";

  @Override
  public Description description() {
    return new Description(ORIGIN_SYSTEM, List.of("Member"), Limits.concurrent(concurrency));
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return grants.get();
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return new DeliveryOutcome.Done(false);
  }

  @Override
  public Presence verify(ConnectorCall call) {
    return Presence.CANNOT_TELL;
  }
}
