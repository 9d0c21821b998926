package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Email;
import dev.regrant.application.UnavailableException;
import dev.regrant.connectors.OddScimServer.Answer;
import dev.regrant.connectors.ScimSettings.UserKey;
import dev.regrant.domain.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScimDirectoryTest {
  private final TestScimServer server = new TestScimServer();
  private ScimDirectory people = new ScimDirectory(server.settings(UserKey.ID), CLOCK);
  private final String ada =
      server.add(
          User.builder()
              .userName("ada@corp.example.com")
              .externalId("7")
              .displayName("Ada L")
              .active(true)
              .emails(
                  List.of(
                      Email.builder().value("ada@home.example").build(),
                      Email.builder().value("ada.l@example.com").primary(true).build()))
              .build());

  @AfterEach
  void close() {
    people.close();
    server.close();
  }

  @Test
  void people_are_found_by_object_id_and_unknown_ids_left_out() {
    String bob = server.addUser("bob");

    var found = people.findAll(TENANT, List.of(ada, bob, "no such id", " "));

    assertThat(found)
        .hasSize(2)
        .containsEntry(
            ada,
            new Subject(
                ada,
                Optional.of("Ada L"),
                Optional.of("ada@corp.example.com"),
                Optional.of("ada.l@example.com")))
        .containsEntry(
            bob, new Subject(bob, Optional.empty(), Optional.of("bob"), Optional.empty()));
  }

  @Test
  void an_external_id_can_be_the_object_id() {
    reconnect(UserKey.EXTERNAL_ID);

    assertThat(people.findAll(TENANT, List.of("7", ada))).containsOnlyKeys("7");
    assertThat(people.findByName(TENANT, "ada.l@example.com").map(Subject::objectId)).contains("7");
  }

  @Test
  void more_people_than_one_question_or_page_holds_are_all_found() {
    var ids = new ArrayList<String>();
    for (int n = 0; n < ScimDirectory.IDS_PER_QUESTION + 5; n++) {
      ids.add(server.addUser("person" + n));
    }

    assertThat(people.findAll(TENANT, ids)).containsOnlyKeys(ids);
    assertThat(server.requests).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void long_ids_are_asked_for_in_short_questions() {
    reconnect(UserKey.EXTERNAL_ID);
    var ids = new ArrayList<String>();
    for (int n = 0; n < 12; n++) {
      String id = ("" + (char) ('a' + n)).repeat(Subject.MAX_OBJECT_ID);
      ids.add(id);
      server.add(User.builder().userName("long" + n).externalId(id).build());
    }

    assertThat(people.findAll(TENANT, ids)).containsOnlyKeys(ids);
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void someone_who_is_not_active_does_not_exist() {
    String eve = server.add(User.builder().userName("eve").externalId("7").active(false).build());

    assertThat(people.findAll(TENANT, List.of(eve))).isEmpty();
    assertThat(people.findByName(TENANT, "eve")).isEmpty();
    reconnect(UserKey.EXTERNAL_ID);
    assertThat(people.findAll(TENANT, List.of("7"))).containsOnlyKeys("7");
  }

  @Test
  void nobody_is_sought_without_an_id_or_a_name() {
    assertThat(people.findAll(TENANT, List.of())).isEmpty();
    assertThat(people.findByName(TENANT, " ")).isEmpty();
    assertThat(server.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@corp.example.com",
        "ADA@corp.example.com",
        "ada.l@example.com",
        "Ada@Home.example"
      })
  void a_person_is_found_by_principal_name_or_mail(String name) {
    assertThat(people.findByName(TENANT, name).map(Subject::objectId)).contains(ada);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody",
        "*",
        "x\" or userName pr or userName eq \"x",
        "a&filter=id pr",
        "%",
        "("
      })
  void an_unknown_name_finds_nobody_and_is_never_read_as_a_filter(String name) {
    assertThat(people.findByName(TENANT, name)).isEmpty();
  }

  @Test
  void a_name_or_an_id_that_fits_several_people_finds_nobody() {
    server.add(
        User.builder()
            .userName("eve")
            .externalId("7")
            .emails(List.of(Email.builder().value("ada@corp.example.com").build()))
            .build());

    assertThat(people.findByName(TENANT, "ada@corp.example.com")).isEmpty();
    assertThat(people.findByName(TENANT, "eve")).isPresent();
    reconnect(UserKey.EXTERNAL_ID);
    assertThat(people.findAll(TENANT, List.of("7"))).isEmpty();
  }

  @Test
  void an_outage_is_an_exception() {
    server.close();

    assertThatThrownBy(() -> people.findByName(TENANT, "ada"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("the directory")
        .hasMessageNotContaining(TestScimServer.TOKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 404, 429, 500, 503})
  void a_server_that_does_not_answer_as_one_is_an_exception_and_never_an_empty_answer(int status) {
    try (var odd = new OddScimServer();
        var others = new ScimDirectory(TestScimServer.settings(odd.url(), UserKey.ID), CLOCK)) {
      odd.on("GET /Users", Answer.of(status));

      assertThatThrownBy(() -> others.findAll(TENANT, List.of(ada)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("GET /Users: " + status);
    }
  }

  @Test
  void someone_is_found_by_principal_name_where_mail_addresses_cannot_be_asked_for() {
    try (var odd = new OddScimServer();
        var others = new ScimDirectory(TestScimServer.settings(odd.url(), UserKey.ID), CLOCK)) {
      odd.on(
          "GET /Users",
          asked ->
              String.valueOf(asked.query()).contains("emails.value eq")
                  ? Answer.error(400, "invalidFilter")
                  : Answer.json(
                      "{\"totalResults\":1,\"Resources\":[{\"id\":\"7\",\"userName\":\"ada\"}]}"));

      assertThat(others.findByName(TENANT, "ada").map(Subject::objectId)).contains("7");
    }
  }

  @Test
  void a_server_that_does_not_filter_is_not_read_without_end() {
    try (var odd = new OddScimServer();
        var others = new ScimDirectory(TestScimServer.settings(odd.url(), UserKey.ID), CLOCK)) {
      String page = "{\"id\":\"x\"},".repeat(99) + "{\"id\":\"x\"}";
      odd.on("GET /Users", Answer.json("{\"totalResults\":9999,\"Resources\":[" + page + "]}"));

      assertThatThrownBy(() -> others.findAll(TENANT, List.of(ada)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("does not filter");
      assertThat(odd.asked).hasSizeLessThan(20);
    }
  }

  @Test
  void the_groups_that_a_user_shows_are_believed_where_members_are_hidden() {
    try (var odd = new OddScimServer();
        var others = new ScimDirectory(TestScimServer.settings(odd.url(), UserKey.ID), CLOCK)) {
      String user = "{\"id\":\"7\",\"userName\":\"ada\",\"groups\":[{\"value\":\"staff\"}]}";
      odd.on("GET /Users", Answer.json("{\"totalResults\":1,\"Resources\":[" + user + "]}"));
      odd.on("GET /Users/7", Answer.json(user));
      odd.on("GET /Groups/staff", Answer.json("{\"id\":\"staff\"}"));
      odd.on("GET /Groups/board", Answer.json("{\"id\":\"board\"}"));

      assertThat(others.groupsOf(TENANT, "7", List.of("staff", "board"))).containsExactly("staff");
    }
  }

  private void reconnect(UserKey key) {
    people.close();
    people = new ScimDirectory(server.settings(key), CLOCK);
  }
}
