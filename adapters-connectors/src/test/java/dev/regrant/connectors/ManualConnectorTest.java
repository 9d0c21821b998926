package dev.regrant.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Connector;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualConnectorTest {
  private static final Connector.Description BADGES =
      new Connector.Description("Badges", List.of("Member"), Connector.Limits.concurrent(100));

  private final ManualConnector connector = new ManualConnector(BADGES);

  @Test
  void a_person_is_told_what_to_do() {
    var call = Calls.member("ann-1", "Lab 3");

    assertThat(connector.grant(call))
        .isEqualTo(
            Refused.because(
                ErrorClass.MANUAL_ACTION_PENDING,
                "Give the role 'Member' on 'Lab 3' in Ldap to ann-1, then confirm it here"));
    assertThat(connector.revoke(call))
        .isEqualTo(
            Refused.because(
                ErrorClass.MANUAL_ACTION_PENDING,
                "Take the role 'Member' on 'Lab 3' in Ldap from ann-1, then confirm it here"));
  }

  @Test
  void nobody_looks_whether_it_is_done_and_there_is_nothing_to_try_out() {
    assertThat(connector.verify(Calls.member("ann-1", "Lab 3"))).isEqualTo(Presence.CANNOT_TELL);
    assertThat(connector.probe(Calls.NOW)).isEmpty();
    assertThat(connector.description()).isEqualTo(BADGES);
  }
}
