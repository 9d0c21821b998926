package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.Calls.member;
import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static dev.regrant.connectors.TestDirectory.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes, nested groups, and reasons to let nobody in. */
class LdapWaysTest {
  private final TestDirectory directory = new TestDirectory();
  private final String alice = directory.addPerson("alice");
  private final LdapConnector connector = new LdapConnector(directory.settings(), CLOCK);

  @AfterEach
  void close() {
    connector.close();
    directory.close();
  }

  @Test
  void a_probe_of_a_good_directory_finds_nothing_wrong() {
    assertThat(connector.probe(NOW.plusSeconds(60))).isEmpty();
    assertThat(directory.modifications).hasValue(0);
  }

  @Test
  void a_probe_names_the_base_that_does_not_exist_or_may_not_be_read() {
    directory.beforeSearch = answer(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
    assertRefused(probe(), ErrorClass.FORBIDDEN, PEOPLE);

    directory.beforeSearch = () -> {};
    directory.delete("uid=alice," + PEOPLE);
    directory.delete(PEOPLE);
    assertRefused(probe(), ErrorClass.RESOURCE_NOT_FOUND, PEOPLE);
  }

  @ParameterizedTest
  @CsvSource({
    "52e, the password is wrong",
    "773, the password must be changed first",
    "775, the account is locked",
    "57f, Windows error 57f"
  })
  void active_directorys_reason_to_let_nobody_in_is_told_in_words(String code, String words) {
    directory.beforeBind =
        () -> {
          throw new LDAPException(
              ResultCode.INVALID_CREDENTIALS,
              "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data "
                  + code
                  + ", v4563");
        };

    assertRefused(probe(), ErrorClass.UNAUTHENTICATED, words);
    assertRefused(
        connector.grant(member(alice, directory.addGroup("staff", "group"))),
        ErrorClass.UNAUTHENTICATED,
        words);
  }

  @Test
  void active_directorys_way_to_say_that_nobody_is_signed_in_is_understood() {
    directory.beforeSearch =
        () -> {
          throw new LDAPException(
              ResultCode.OPERATIONS_ERROR,
              "000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a"
                  + " successful bind must be completed on the connection., data 0, v4563");
        };

    assertRefused(probe(), ErrorClass.UNAUTHENTICATED, "nobody is signed in");
    assertRefused(
        connector.grant(member(alice, directory.addGroup("staff", "group"))),
        ErrorClass.UNAUTHENTICATED,
        "000004DC");

    directory.beforeSearch = answer(ResultCode.OPERATIONS_ERROR);
    assertRefused(probe(), ErrorClass.INTERNAL);
  }

  @Test
  void membership_through_a_nested_group_is_neither_taken_for_nor_touched_by_our_own() {
    String team = directory.addGroup("team", "groupOfNames");
    String staff = "cn=staff," + GROUPS;
    directory.add(staff, "objectClass: groupOfNames", "member: " + team);
    connector.grant(member(alice, team));
    var call = member(alice, staff);

    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(false));
    assertThat(directory.values(staff, "member")).contains(team, "uid=alice," + PEOPLE);
    assertThat(connector.revoke(call)).isEqualTo(new Done(false));
    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(directory.values(staff, "member")).containsExactly(team);
    assertThat(connector.verify(member(alice, team))).isEqualTo(Presence.PRESENT);
  }

  private Refused probe() {
    return connector.probe(NOW.plusSeconds(60)).orElseThrow();
  }

  private static void assertRefused(
      DeliveryOutcome outcome, ErrorClass errorClass, String... messageParts) {
    assertThat(outcome).isInstanceOf(Refused.class);
    var refused = (Refused) outcome;
    assertThat(refused.errorClass()).as(refused.message()).isEqualTo(errorClass);
    assertThat(List.of(messageParts))
        .allSatisfy(part -> assertThat(refused.message()).contains(part));
  }
}
