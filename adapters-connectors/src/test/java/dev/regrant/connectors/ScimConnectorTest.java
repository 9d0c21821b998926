package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.Calls.call;
import static dev.regrant.connectors.Calls.member;
import static org.assertj.core.api.Assertions.assertThat;

import de.captaingoldfish.scim.sdk.common.resources.User;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.connectors.ScimSettings.UserKey;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScimConnectorTest {
  private TestScimServer server = new TestScimServer();
  private ScimConnector connector = new ScimConnector(server.settings(UserKey.ID), CLOCK);

  @AfterEach
  void close() {
    connector.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, PATCH",
    "true, false, PATCH",
    "false, true, PUT",
    "false, false, PUT",
  })
  void membership_is_granted_read_and_revoked_with_and_without_patch_and_versions(
      boolean patches, boolean hasVersions, String method) {
    restart(new TestScimServer(patches, hasVersions), UserKey.ID);
    String ada = server.addUser("ada");
    String bob = server.addUser("bob");
    String staff = server.addGroup("staff");
    connector.grant(member(bob, staff));
    var call = member(ada, staff);

    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(false));
    assertThat(server.members(staff)).containsExactlyInAnyOrder(bob, ada);
    assertThat(connector.verify(call)).isEqualTo(Presence.PRESENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(true));
    assertThat(connector.revoke(call)).isEqualTo(new Done(false));
    assertThat(server.members(staff)).containsExactly(bob);
    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(connector.revoke(call)).isEqualTo(new Done(true));
    assertThat(server.group(staff).getDisplayName()).contains("staff");
    assertThat(server.writes()).hasSize(3).containsOnly(method + " /Groups/" + staff);
  }

  @ParameterizedTest
  @CsvSource({"true, roles", "false, roles", "true, entitlements", "false, entitlements"})
  void roles_and_entitlements_are_values_of_the_user(boolean patches, String attribute) {
    restart(new TestScimServer(patches, true), UserKey.ID);
    String ada = server.addUser("ada");
    var auditor = member(ada, attribute + ":auditor");
    var odd = member(ada, attribute + ":a \"b\\] & c");

    assertThat(connector.verify(auditor)).isEqualTo(Presence.ABSENT);
    assertThat(connector.grant(auditor)).isEqualTo(new Done(false));
    assertThat(connector.grant(odd)).isEqualTo(new Done(false));
    assertThat(values(ada, attribute)).containsExactly("auditor", "a \"b\\] & c");
    assertThat(connector.verify(member(ada, attribute + ":AUDITOR"))).isEqualTo(Presence.PRESENT);
    assertThat(connector.grant(auditor)).isEqualTo(new Done(true));
    assertThat(connector.revoke(odd)).isEqualTo(new Done(false));
    assertThat(values(ada, attribute)).containsExactly("auditor");
    assertThat(connector.revoke(auditor)).isEqualTo(new Done(false));
    assertThat(values(ada, attribute)).isEmpty();
    assertThat(connector.verify(auditor)).isEqualTo(Presence.ABSENT);
    assertThat(connector.revoke(auditor)).isEqualTo(new Done(true));
    assertThat(server.user(ada).getUserName()).contains("ada");
  }

  @Test
  void a_user_is_found_by_external_id() {
    restart(server, UserKey.EXTERNAL_ID);
    String ada = server.addUser("ada");
    String staff = server.addGroup("staff");

    assertThat(connector.grant(member("ext-ada", staff))).isEqualTo(new Done(false));

    assertThat(server.members(staff)).containsExactly(ada);
    assertRefused(
        connector.grant(member("EXT-ADA", staff)), ErrorClass.SUBJECT_NOT_FOUND, "EXT-ADA");
  }

  @Test
  void a_user_is_found_by_principal_name_in_any_case() {
    restart(server, UserKey.USER_NAME);
    String ada = server.addUser("ada@corp.example");
    String staff = server.addGroup("staff");

    assertThat(connector.grant(named("7", "ADA@corp.example", staff))).isEqualTo(new Done(false));

    assertThat(server.members(staff)).containsExactly(ada);
    assertRefused(
        connector.grant(member("7", staff)), ErrorClass.SUBJECT_NOT_FOUND, "principal name");
  }

  @Test
  void an_external_id_that_several_users_have_identifies_nobody() {
    restart(server, UserKey.EXTERNAL_ID);
    server.add(User.builder().userName("a").externalId("7").build());
    server.add(User.builder().userName("b").externalId("7").build());

    var outcome = connector.grant(member("7", server.addGroup("staff")));

    assertRefused(outcome, ErrorClass.SUBJECT_NOT_FOUND, "several users");
    assertThat(server.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\" or userName pr or externalId eq \"",
        "x\" or \"1\" eq \"1",
        "\\",
        "\\\"",
        "*",
        "a&count=1",
        "%22",
        "\u0001"
      })
  void an_object_id_is_never_read_as_a_filter(String hostile) {
    restart(server, UserKey.EXTERNAL_ID);
    server.addUser("ada");

    var outcome = connector.grant(member(hostile, server.addGroup("staff")));

    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).errorClass())
        .isIn(ErrorClass.SUBJECT_NOT_FOUND, ErrorClass.INVALID_REQUEST);
    assertThat(server.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a&b=c", "a+b", "100%", "Zoë", "o'neil", "(a) or (b)", "a#b?"})
  void an_object_id_is_found_as_it_is_written(String id) {
    restart(server, UserKey.EXTERNAL_ID);
    String odd = server.add(User.builder().userName("odd").externalId(id).build());
    String staff = server.addGroup("staff");

    assertThat(connector.grant(member(id, staff))).isEqualTo(new Done(false));

    assertThat(server.members(staff)).containsExactly(odd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "../Groups", "a/b", "a?b=c", "a#b"})
  void an_object_id_is_never_read_as_a_path(String hostile) {
    assertRefused(
        connector.grant(member(hostile, server.addGroup("staff"))), ErrorClass.SUBJECT_NOT_FOUND);
    assertThat(server.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "roles:", "entitlements: "})
  void an_origin_id_that_names_nothing_is_refused_before_anything_is_asked(String originId) {
    assertRefused(
        connector.grant(member("7", originId)), ErrorClass.INVALID_REQUEST, "originId", originId);
    assertThat(connector.verify(member("7", originId))).isEqualTo(Presence.CANNOT_TELL);
    assertThat(server.requests).isEmpty();
  }

  @Test
  void a_resource_has_no_other_role_than_member() {
    var outcome = connector.grant(call("Owner_7", "7", "7", NOW.plusSeconds(60)));

    assertRefused(outcome, ErrorClass.ROLE_NOT_FOUND, "Owner_7");
  }

  @Test
  void a_missing_group_is_refused_by_name() {
    var call = member(server.addUser("ada"), "no-such-group");

    assertRefused(connector.grant(call), ErrorClass.RESOURCE_NOT_FOUND, "no-such-group", "404");
    assertRefused(connector.revoke(call), ErrorClass.RESOURCE_NOT_FOUND, "no-such-group");
    assertThat(connector.verify(call)).isEqualTo(Presence.CANNOT_TELL);
  }

  @Test
  void someone_who_is_gone_is_not_claimed_to_hold_nothing() {
    String ada = server.addUser("ada");
    String staff = server.addGroup("staff");
    connector.grant(member(ada, staff));
    server.deleteUser(ada);

    assertRefused(connector.grant(member(ada, staff)), ErrorClass.SUBJECT_NOT_FOUND, ada);
    assertRefused(connector.revoke(member(ada, staff)), ErrorClass.SUBJECT_NOT_FOUND, ada);
    assertThat(connector.verify(member(ada, staff))).isEqualTo(Presence.CANNOT_TELL);
    assertThat(server.members(staff)).containsExactly(ada);
  }

  @Test
  void a_wrong_token_is_unauthenticated_and_not_in_the_message() {
    var s = server.settings(UserKey.ID);
    connector.close();
    connector =
        new ScimConnector(
            new ScimSettings(
                s.originSystem(),
                s.server(),
                new ScimSettings.Bearer("battery-staple"),
                s.dialect(),
                s.limits()),
            CLOCK);

    var outcome = connector.grant(member("7", "staff"));

    assertRefused(outcome, ErrorClass.UNAUTHENTICATED, "401");
    assertThat(outcome.toString()).doesNotContain("battery-staple");
    assertThat(connector.probe(NOW.plusSeconds(60)))
        .hasValueSatisfying(
            refused -> assertRefused(refused, ErrorClass.UNAUTHENTICATED, "ServiceProviderConfig"));
  }

  @Test
  void what_the_server_can_do_is_asked_once() {
    String staff = server.addGroup("staff");
    connector.grant(member(server.addUser("ada"), staff));
    connector.grant(member(server.addUser("bob"), staff));

    assertThat(server.requests).containsOnlyOnce("GET /ServiceProviderConfig");
  }

  private List<String> values(String user, String attribute) {
    return attribute.equals("roles")
        ? server.user(user).getRoles().stream().flatMap(one -> one.getValue().stream()).toList()
        : server.user(user).getEntitlements().stream()
            .flatMap(one -> one.getValue().stream())
            .toList();
  }

  private static ConnectorCall named(String objectId, String principalName, String group) {
    var call = member(objectId, group);
    return new ConnectorCall(
        call.tenant(),
        call.request(),
        call.item(),
        call.operationKey(),
        call.deadline(),
        new Subject(objectId, Optional.empty(), Optional.of(principalName), Optional.empty()),
        call.roleScope());
  }

  private void restart(TestScimServer next, UserKey key) {
    connector.close();
    if (next != server) {
      server.close();
    }
    server = next;
    connector = new ScimConnector(server.settings(key), CLOCK);
  }

  static void assertRefused(DeliveryOutcome outcome, ErrorClass errorClass, String... parts) {
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).errorClass()).as(outcome.toString()).isEqualTo(errorClass);
    for (String part : parts) {
      assertThat(((Refused) outcome).message()).contains(part);
    }
  }
}
