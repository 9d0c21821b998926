package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the gate asks of the connectors. */
class DeliveryGateTest {
  private static Facts withoutConnector(int roleScopes) {
    return new Facts(
        Optional.of(accessPackage(roleScopes)),
        facts(roleScopes).policy(),
        HERE,
        OtherAccess.NONE,
        Set.of("Scim"));
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void what_was_never_tried_needs_a_connector_and_each_system_is_named_once(Operation operation) {
    var request =
        submitted(RequestType.ADMIN_ADD, Schedule.UNSPECIFIED)
            .approved(List.of(item(1, operation), item(2, operation)), NOW, DEADLINE);

    assertThat(DeliveryGate.failedChecks(request, withoutConnector(2), NOW))
        .containsExactly(
            new FailedCheck(
                FailedCheck.Check.CONNECTOR_AVAILABLE,
                "no connector is available for origin system 'Ldap'"));
  }

  @Test
  void what_is_done_or_dropped_needs_no_connector() {
    var partly = after(after(delivering(2), 1, done()), 2, refused(ErrorClass.FORBIDDEN));

    assertThat(DeliveryGate.failedChecks(partly, withoutConnector(1), NOW)).isEmpty();
    assertThat(DeliveryGate.failedChecks(partly, withoutConnector(2), NOW)).hasSize(1);
  }
}
