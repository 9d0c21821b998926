package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.TENANT;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static dev.regrant.connectors.TestDirectory.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.Subject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LdapDirectoryTest {
  private final TestDirectory directory = new TestDirectory();
  private final String ada =
      directory.addPersonAt(
          "cn=Ada," + PEOPLE,
          "uid: ada",
          "userPrincipalName: ada@corp.example.com",
          "mail: ada.l@example.com",
          "displayName: Ada L");
  private LdapDirectory people = new LdapDirectory(directory.settings(), CLOCK);

  @AfterEach
  void close() {
    people.close();
    directory.close();
  }

  @Test
  void people_are_found_by_object_id_and_unknown_ids_left_out() {
    String bob = directory.addPersonAt("cn=Bob," + PEOPLE);

    var found = people.findAll(TENANT, List.of(ada, bob, "no such id"));

    assertThat(found)
        .hasSize(2)
        .containsEntry(
            ada,
            new Subject(
                ada,
                Optional.of("Ada L"),
                Optional.of("ada@corp.example.com"),
                Optional.of("ada.l@example.com")))
        .containsEntry(bob, Subject.of(bob));
  }

  @Test
  void an_id_in_other_case_is_the_same_id_and_answered_as_asked() {
    String upper = ada.toUpperCase(Locale.ROOT);

    var found = people.findAll(TENANT, List.of(upper, ada));

    assertThat(found).containsOnlyKeys(upper, ada);
    assertThat(found.get(upper)).isEqualTo(found.get(ada));
  }

  @Test
  void more_people_than_one_search_may_ask_for_are_all_found() {
    var ids = new ArrayList<String>();
    for (int n = 0; n < LdapDirectory.IDS_PER_SEARCH + 1; n++) {
      ids.add(directory.addPersonAt("cn=Person %d,%s".formatted(n, PEOPLE)));
    }

    assertThat(people.findAll(TENANT, ids)).containsOnlyKeys(ids);
  }

  @Test
  void nobody_is_sought_without_an_id_or_a_name() {
    assertThat(people.findAll(TENANT, List.of())).isEmpty();
    assertThat(people.findByName(TENANT, " ")).isEmpty();
    assertThat(directory.binds).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ada@corp.example.com", "ADA@corp.example.com", "ada", "ada.l@example.com"})
  void a_person_is_found_by_principal_name_or_mail(String name) {
    assertThat(people.findByName(TENANT, name).map(Subject::objectId)).contains(ada);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody",
        "*",
        "ad*",
        "ada)(uid=*",
        "*)(objectClass=*",
        "a\\64a",
        "ada\u0000",
        "("
      })
  void an_unknown_name_finds_nobody_and_is_never_read_as_a_filter(String name) {
    assertThat(people.findByName(TENANT, name)).isEmpty();
  }

  @Test
  void a_name_is_found_literally_though_a_filter_would_need_escapes() {
    String odd = directory.addPersonAt("cn=Odd," + PEOPLE, "uid: a*(b)\\c");

    assertThat(people.findByName(TENANT, "a*(b)\\c").map(Subject::objectId)).contains(odd);
  }

  @Test
  void a_name_that_fits_several_people_finds_nobody() {
    directory.addPersonAt("cn=Eve," + PEOPLE, "mail: ada@corp.example.com");
    directory.addPersonAt("cn=Mallory," + PEOPLE, "mail: ada@corp.example.com");

    assertThat(people.findByName(TENANT, "ada@corp.example.com")).isEmpty();
    assertThat(people.findByName(TENANT, "ada")).isPresent();
  }

  @Test
  void an_object_id_that_several_people_have_finds_nobody() {
    directory.addPersonAt("cn=Eve," + PEOPLE, "employeeNumber: 7");
    directory.addPersonAt("cn=Mallory," + PEOPLE, "employeeNumber: 7");
    directory.addPersonAt("cn=Trent," + PEOPLE, "employeeNumber: 8");
    reconnect(
        new LdapSettings.Users(PEOPLE, "employeeNumber", List.of("uid"), "mail", "displayName"));

    assertThat(people.findAll(TENANT, List.of("7", "8"))).containsOnlyKeys("8");
  }

  @Test
  void someone_without_a_readable_object_id_is_not_found() {
    directory.addPersonAt("cn=Eve," + PEOPLE, "uid: eve");
    reconnect(
        new LdapSettings.Users(PEOPLE, "employeeNumber", List.of("uid"), "mail", "displayName"));

    assertThat(people.findByName(TENANT, "eve")).isEmpty();
  }

  @Test
  void people_of_active_directory_have_guids() {
    String guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    directory.addPersonAt(
        "cn=Grace," + PEOPLE,
        "userPrincipalName: grace@corp.example.com",
        "objectGUID:: " + Base64.getEncoder().encodeToString(ObjectGuid.bytes(guid).orElseThrow()));
    reconnect(LdapSettings.Users.activeDirectory(PEOPLE));

    assertThat(people.findAll(TENANT, List.of(guid, "not a guid"))).containsOnlyKeys(guid);
    assertThat(people.findAll(TENANT, List.of("not a guid"))).isEmpty();
    assertThat(people.findByName(TENANT, "grace@corp.example.com").map(Subject::objectId))
        .contains(guid);
  }

  @Test
  void an_outage_is_an_exception_and_ends_with_it() {
    assertThat(people.findByName(TENANT, "ada")).isPresent();
    directory.disconnect();

    assertThatThrownBy(() -> people.findByName(TENANT, "ada"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("the directory");
    assertThatThrownBy(() -> people.findAll(TENANT, List.of(ada)))
        .isInstanceOf(UnavailableException.class);

    directory.start();
    assertThat(people.findByName(TENANT, "ada")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 32, 50, 51})
  void a_directory_that_does_not_answer_is_an_exception_and_never_an_empty_answer(int code) {
    directory.beforeSearch = answer(ResultCode.valueOf(code));

    assertThatThrownBy(() -> people.findAll(TENANT, List.of(ada)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("on purpose");
  }

  private void reconnect(LdapSettings.Users users) {
    people.close();
    var s = directory.settings();
    people =
        new LdapDirectory(
            new LdapSettings(
                s.originSystem(), s.servers(), s.account(), users, s.groups(), s.limits()),
            CLOCK);
  }
}
