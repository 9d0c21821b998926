package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.Calls.call;
import static dev.regrant.connectors.Calls.member;
import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static dev.regrant.connectors.TestDirectory.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.application.Connector;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LdapConnectorTest {
  private final TestDirectory directory = new TestDirectory();
  private final String alice = directory.addPerson("alice");
  private LdapConnector connector = new LdapConnector(directory.settings(), CLOCK);

  @BeforeEach
  void people() {
    directory.addPerson("founder");
  }

  @AfterEach
  void close() {
    connector.close();
    directory.close();
  }

  @ParameterizedTest
  @CsvSource({
    "groupOfNames, member",
    "groupOfUniqueNames, uniqueMember",
    "posixGroup, memberUid",
    "group, member"
  })
  void membership_is_granted_read_and_revoked_in_the_attribute_of_the_groups_class(
      String objectClass, String attribute) {
    String group = directory.addGroup("staff", objectClass);
    var call = member(alice, group);
    var before = directory.values(group, attribute);
    String value = attribute.equals("memberUid") ? "alice" : "uid=alice," + PEOPLE;

    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(false));
    assertThat(directory.values(group, attribute)).contains(value).hasSize(before.size() + 1);
    assertThat(connector.verify(call)).isEqualTo(Presence.PRESENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(true));
    assertThat(connector.revoke(call)).isEqualTo(new Done(false));
    assertThat(directory.values(group, attribute)).isEqualTo(before);
    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(connector.revoke(call)).isEqualTo(new Done(true));
  }

  @ParameterizedTest
  @EnumSource(
      value = LdapSettings.Groups.class,
      names = {"MEMBER", "UNIQUE_MEMBER", "MEMBER_UID"})
  void the_attribute_can_be_set_instead_of_found(LdapSettings.Groups groups) {
    String objectClass =
        switch (groups) {
          case UNIQUE_MEMBER -> "groupOfUniqueNames";
          case MEMBER_UID -> "posixGroup";
          case MEMBER, AUTOMATIC -> "groupOfNames";
        };
    var call = member(alice, directory.addGroup("staff", objectClass));
    reconnect(groups, directory.settings().users());

    assertThat(connector.grant(call)).isEqualTo(new Done(false));
    assertThat(connector.verify(call)).isEqualTo(Presence.PRESENT);
    assertThat(connector.revoke(call)).isEqualTo(new Done(false));
  }

  @Test
  void a_group_with_a_comma_in_its_name_is_meant_by_its_escaped_dn() {
    String group = directory.addGroup("Sales\\, EMEA", "groupOfNames");

    assertThat(
            connector.grant(member(alice, "CN=sales\\2c emea, " + GROUPS.toUpperCase(Locale.ROOT))))
        .isEqualTo(new Done(false));

    assertThat(directory.values(group, "member")).contains("uid=alice," + PEOPLE);
  }

  @Test
  void a_person_whose_dn_needs_escapes_becomes_a_member() {
    String dn = "cn=Smith\\, \\\"Jo\\\" \\+ Co," + PEOPLE;
    String jo = directory.addPersonAt(dn, "uid: jo");
    String group = directory.addGroup("staff", "groupOfNames");

    assertThat(connector.grant(member(jo, group))).isEqualTo(new Done(false));

    assertThat(connector.verify(member(jo, group))).isEqualTo(Presence.PRESENT);
    assertThat(directory.values(group, "member")).hasSize(2);
  }

  @Test
  void a_member_is_recognised_by_its_dn_however_it_is_written() {
    directory.add(
        "cn=staff," + GROUPS,
        "objectClass: groupOfNames",
        "member: UID = Alice , OU=people,DC=example , dc=COM",
        "member: uid=founder," + PEOPLE);
    var call = member(alice, "cn=staff," + GROUPS);

    assertThat(connector.verify(call)).isEqualTo(Presence.PRESENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(true));
    assertThat(connector.revoke(call)).isEqualTo(new Done(false));
  }

  @Test
  void the_last_member_of_a_group_that_needs_one_stays_and_the_refusal_says_so() {
    String group = directory.addGroup("staff", "groupOfNames");
    connector.grant(member(alice, group));
    String founder = "uid=founder," + PEOPLE;
    directory.remove(group, "member", founder);

    var outcome = connector.revoke(member(alice, group));

    assertRefused(outcome, ErrorClass.INVALID_REQUEST, group, "must keep at least one member");
    assertThat(directory.values(group, "member")).containsExactly("uid=alice," + PEOPLE);
  }

  @Test
  void a_missing_group_is_refused_with_its_dn_and_cannot_be_verified() {
    var call = member(alice, "cn=gone," + GROUPS);

    assertRefused(connector.grant(call), ErrorClass.RESOURCE_NOT_FOUND, "cn=gone," + GROUPS);
    assertRefused(connector.revoke(call), ErrorClass.RESOURCE_NOT_FOUND, "cn=gone," + GROUPS);
    assertThat(connector.verify(call)).isEqualTo(Presence.CANNOT_TELL);

    reconnect(LdapSettings.Groups.MEMBER, directory.settings().users());
    assertRefused(connector.grant(call), ErrorClass.RESOURCE_NOT_FOUND, "cn=gone," + GROUPS);
    assertThat(connector.verify(call)).isEqualTo(Presence.CANNOT_TELL);
  }

  @Test
  void someone_whose_entry_is_gone_is_not_claimed_to_hold_nothing() {
    String group = directory.addGroup("staff", "groupOfNames");
    var call = member(alice, group);
    connector.grant(call);
    directory.delete("uid=alice," + PEOPLE);

    assertRefused(connector.grant(call), ErrorClass.SUBJECT_NOT_FOUND, alice, PEOPLE);
    assertRefused(connector.revoke(call), ErrorClass.SUBJECT_NOT_FOUND, alice);
    assertThat(connector.verify(call)).isEqualTo(Presence.CANNOT_TELL);
    assertThat(directory.values(group, "member")).contains("uid=alice," + PEOPLE);
  }

  @Test
  void an_object_id_that_several_entries_have_identifies_nobody() {
    directory.addPersonAt("uid=a," + PEOPLE, "uid: a", "employeeNumber: 7");
    directory.addPersonAt("uid=b," + PEOPLE, "uid: b", "employeeNumber: 7");
    directory.addPersonAt("uid=c," + PEOPLE, "uid: c", "employeeNumber: 7");
    reconnect(
        LdapSettings.Groups.AUTOMATIC,
        new LdapSettings.Users(PEOPLE, "employeeNumber", List.of("uid"), "mail", "displayName"));

    var outcome = connector.grant(member("7", directory.addGroup("staff", "groupOfNames")));

    assertRefused(outcome, ErrorClass.SUBJECT_NOT_FOUND, "several entries");
    assertThat(directory.modifications).hasValue(0);
  }

  @Test
  void a_base_of_people_that_does_not_exist_is_named() {
    reconnect(
        LdapSettings.Groups.AUTOMATIC, LdapSettings.Users.under("ou=Nobody,dc=example,dc=com"));

    var outcome = connector.grant(member(alice, directory.addGroup("staff", "groupOfNames")));

    assertRefused(outcome, ErrorClass.SUBJECT_NOT_FOUND, "ou=Nobody,dc=example,dc=com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*)(uid=*", "alice)(|(uid=*", "\\2a", "\u0001"})
  void an_object_id_is_never_read_as_a_filter(String hostile) {
    String group = directory.addGroup("staff", "groupOfNames");

    var outcome = connector.grant(member(hostile, group));

    assertRefused(outcome, ErrorClass.SUBJECT_NOT_FOUND);
    assertThat(directory.modifications).hasValue(0);
  }

  @Test
  void a_group_has_no_other_role_than_member() {
    String group = directory.addGroup("staff", "groupOfNames");

    var outcome = connector.grant(call("Owner_" + group, alice, group, NOW.plusSeconds(60)));

    assertRefused(outcome, ErrorClass.ROLE_NOT_FOUND, "Owner_" + group);
  }

  @ParameterizedTest
  @ValueSource(strings = {"staff", "cn=a,,dc=b", "550e8400-e29b-41d4-a716-446655440000"})
  void an_origin_id_that_is_no_dn_is_refused_by_name(String originId) {
    assertRefused(
        connector.grant(member(alice, originId)), ErrorClass.INVALID_REQUEST, originId, "originId");
    assertThat(connector.verify(member(alice, originId))).isEqualTo(Presence.CANNOT_TELL);
    assertThat(directory.binds).hasValue(0);
  }

  @Test
  void an_entry_that_is_no_group_is_refused() {
    String printer = directory.addGroup("printer", "device");

    assertRefused(
        connector.grant(member(alice, printer)), ErrorClass.UNSUPPORTED, printer, "device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sn: none", "uid: two, uid: too"})
  void a_posix_group_needs_people_with_exactly_one_uid(String attributes) {
    String person = directory.addPersonAt("cn=Odd," + PEOPLE, attributes.split(", ", -1));

    var outcome = connector.grant(member(person, directory.addGroup("unix", "posixGroup")));

    assertRefused(outcome, ErrorClass.INVALID_REQUEST, "uid", "cn=Odd," + PEOPLE);
  }

  @ParameterizedTest
  @CsvSource({
    "50, FORBIDDEN",
    "51, THROTTLED",
    "52, UNAVAILABLE",
    "53, INVALID_REQUEST",
    "80, INTERNAL"
  })
  void a_definite_answer_to_a_change_is_a_refusal(int code, ErrorClass errorClass) {
    String group = directory.addGroup("staff", "groupOfNames");
    directory.beforeModify = answer(ResultCode.valueOf(code));

    var outcome = connector.grant(member(alice, group));

    assertRefused(outcome, errorClass, group, "on purpose");
    assertThat(directory.modifications).hasValue(1);
  }

  @Test
  void active_directorys_words_for_already_in_place_are_understood() {
    String group = directory.addGroup("staff", "group");
    directory.beforeModify = answer(ResultCode.ENTRY_ALREADY_EXISTS);
    assertThat(connector.grant(member(alice, group))).isEqualTo(new Done(true));

    directory.beforeModify = answer(ResultCode.UNWILLING_TO_PERFORM);
    assertThat(connector.revoke(member(alice, group))).isEqualTo(new Done(true));
  }

  @Test
  void an_unwilling_server_that_still_shows_the_member_has_refused() {
    String group = directory.addGroup("staff", "group");
    connector.grant(member(alice, group));
    directory.beforeModify = answer(ResultCode.UNWILLING_TO_PERFORM);

    assertRefused(connector.revoke(member(alice, group)), ErrorClass.INVALID_REQUEST);
  }

  @Test
  void a_membership_that_may_not_be_read_cannot_be_told() {
    String group = directory.addGroup("staff", "groupOfNames");
    directory.beforeCompare = answer(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);

    assertThat(connector.verify(member(alice, group))).isEqualTo(Presence.CANNOT_TELL);
  }

  @Test
  void a_wrong_password_is_unauthenticated_and_not_in_the_message() {
    var s = directory.settings();
    connector.close();
    connector =
        new LdapConnector(
            new LdapSettings(
                s.originSystem(),
                s.servers(),
                new LdapSettings.Account(TestDirectory.BIND_DN, "battery staple"),
                s.users(),
                s.groups(),
                s.limits()),
            CLOCK);

    var outcome = connector.grant(member(alice, directory.addGroup("staff", "groupOfNames")));

    assertRefused(outcome, ErrorClass.UNAUTHENTICATED, "49");
    assertThat(outcome.toString()).doesNotContain("battery staple");
    assertThat(directory.modifications).hasValue(0);
  }

  @Test
  void a_person_of_active_directory_is_found_by_guid() {
    String guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    directory.addPersonAt(
        "cn=Ada," + PEOPLE,
        "objectGUID:: " + Base64.getEncoder().encodeToString(ObjectGuid.bytes(guid).orElseThrow()));
    String group = directory.addGroup("staff", "group");
    reconnect(LdapSettings.Groups.AUTOMATIC, LdapSettings.Users.activeDirectory(PEOPLE));

    assertThat(connector.grant(member(guid, group))).isEqualTo(new Done(false));

    assertThat(directory.values(group, "member")).containsExactly("cn=Ada," + PEOPLE);
    assertRefused(
        connector.grant(member("not a guid", group)), ErrorClass.SUBJECT_NOT_FOUND, "not a guid");
  }

  @Test
  void many_calls_at_once_share_few_connections() throws Exception {
    String group = directory.addGroup("crowd", "groupOfNames");
    List<String> people =
        IntStream.range(0, 60).mapToObj(n -> directory.addPerson("person" + n)).toList();

    List<Future<DeliveryOutcome>> outcomes;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      outcomes =
          threads.invokeAll(
              people.stream()
                  .<Callable<DeliveryOutcome>>map(id -> () -> connector.grant(member(id, group)))
                  .toList());
    }

    assertThat(outcomes).allSatisfy(o -> assertThat(o.resultNow()).isEqualTo(new Done(false)));
    assertThat(directory.values(group, "member")).hasSize(61);
    assertThat(directory.binds).hasValueLessThanOrEqualTo(4);
  }

  @Test
  void the_connector_says_what_it_is() {
    assertThat(connector.description())
        .isEqualTo(
            new Connector.Description("Ldap", List.of("Member"), Connector.Limits.concurrent(4)));
  }

  private void reconnect(LdapSettings.Groups groups, LdapSettings.Users users) {
    connector.close();
    var s = directory.settings();
    connector =
        new LdapConnector(
            new LdapSettings(s.originSystem(), s.servers(), s.account(), users, groups, s.limits()),
            CLOCK);
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
