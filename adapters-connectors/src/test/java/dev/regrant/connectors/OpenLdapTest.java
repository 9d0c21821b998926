package dev.regrant.connectors;

import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The LDAP connector with a server that is not by the authors of its client library. */
class OpenLdapTest extends LdapContract {
  private static @Nullable OpenLdap server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = new OpenLdap(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static OpenLdap server() {
    return Objects.requireNonNull(server);
  }

  @Override
  int port() {
    return server().port();
  }

  @Override
  String bindDn() {
    return OpenLdap.BIND_DN;
  }

  @Test
  void a_member_is_shown_as_one_by_the_memberof_overlay() throws LDAPException {
    String ada = people.addPerson("ada");

    assertThat(connector.grant(member(ada, group))).isEqualTo(new Done(false));

    assertThat(people.values("uid=ada," + PEOPLE, "memberOf")).containsExactly(group);
  }

  @ParameterizedTest
  @CsvSource({
    "groupOfUniqueNames, uniqueMember, 'uniqueMember: uid=founder,ou=People,dc=example,dc=com'",
    "posixGroup, memberUid, 'gidNumber: 100'"
  })
  void groups_of_other_classes_keep_their_members_in_their_own_attribute(
      String objectClass, String attribute, String needed) throws LDAPException {
    String other = "cn=" + objectClass + "," + GROUPS;
    people.add("dn: " + other, "objectClass: " + objectClass, needed);
    String id = people.addPerson("member-of-" + objectClass);
    var call = member(id, other);
    var before = people.values(other, attribute);

    assertThat(connector.grant(call)).isEqualTo(new Done(false));
    assertThat(people.values(other, attribute)).hasSize(before.size() + 1);
    assertThat(connector.grant(call)).isEqualTo(new Done(true));
    assertThat(connector.verify(call)).isEqualTo(Presence.PRESENT);
    assertThat(connector.revoke(call)).isEqualTo(new Done(false));
    assertThat(people.values(other, attribute)).isEqualTo(before);
    assertThat(connector.revoke(call)).isEqualTo(new Done(true));
    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
  }

  @Test
  void the_last_member_of_a_group_that_needs_one_stays() throws LDAPException {
    String last = "cn=last," + GROUPS;
    String bob = people.addPerson("bob");
    people.add("dn: " + last, "objectClass: groupOfNames", "member: uid=bob," + PEOPLE);

    var outcome = connector.revoke(member(bob, last));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.errorClass()).isEqualTo(ErrorClass.INVALID_REQUEST);
              assertThat(refused.message()).contains("must keep at least one member");
            });
    assertThat(people.values(last, "member")).hasSize(1);
  }

  @Test
  void a_restart_of_the_server_goes_unnoticed() throws Exception {
    String eve = people.addPerson("eve");
    try (var direct = new LdapConnector(settings(port()), clock())) {
      assertThat(direct.grant(member(eve, group))).isEqualTo(new Done(false));

      server().restart();

      assertThat(direct.verify(member(eve, group))).isEqualTo(Presence.PRESENT);
      assertThat(direct.revoke(member(eve, group))).isEqualTo(new Done(false));
    }
  }

  @Test
  void people_are_found_by_the_id_that_the_server_gave() throws LDAPException {
    String carol = people.addPerson("carol");
    try (var directory = new LdapDirectory(settings(port()), clock())) {
      assertThat(directory.findAll(Calls.TENANT, List.of(carol)))
          .containsOnlyKeys(carol)
          .extractingByKey(carol)
          .extracting(Subject::objectId)
          .isEqualTo(carol);
    }
  }

  private ConnectorCall member(String objectId, String group) {
    return Calls.call(
        "Member_" + group, objectId, group, clock().instant().plus(Duration.ofMinutes(1)));
  }
}
