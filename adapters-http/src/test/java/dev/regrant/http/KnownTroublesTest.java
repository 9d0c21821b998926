package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of Graph's requests reported in public, by its number in {@link ReportsTest}. */
class KnownTroublesTest {
  private TestServer server;
  private World world;

  @BeforeEach
  void start() {
    server = new TestServer();
    world = World.in(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonObject listed(String version, String query) {
    var page = server.get(version, "/assignmentRequests?" + query).getJsonArray("value");
    assertThat(page).hasSize(1);
    return page.getJsonObject(0);
  }

  @Test
  void row_1_a_target_is_whole_from_the_beginning_and_nothing_is_delivering_for_ever() {
    server.target.setDown(true);
    var id = world.request();
    server.run();

    var request = listed("v1.0", "$expand=assignment($expand=target)");
    var target = request.getJsonObject("assignment").getJsonObject("target");
    assertThat(request.getString("state")).isEqualTo("delivering");
    assertThat(target.getString("objectId")).isEqualTo(ANN.objectId());
    assertThat(target.getString("displayName")).isEqualTo("Ann");
    assertThat(target.getString("principalName")).isEqualTo("ann@test");
    assertThat(target.getString("email")).isEqualTo("ann.a@test");

    for (int days = 0; days < 10; days++) {
      server.clock.advance(Duration.ofDays(1));
      server.run();
    }
    assertThat(server.get("v1.0", "/assignmentRequests/" + id).getString("state"))
        .isEqualTo("deliveryFailed");
  }

  @ParameterizedTest
  @CsvSource({"v1.0, completedDateTime, state", "beta, completedDate, requestState"})
  void row_2_times_have_the_versions_names_and_are_filtered_by(
      String version, String completed, String state) {
    world.request();
    server.run();

    var found =
        listed(
            version,
            "$filter=createdDateTime gt 2026-01-01T00:00:00Z and %s gt 2026-01-01T00:00:00Z"
                .formatted(completed));

    assertThat(found.getString(completed)).isEqualTo("2026-03-01T10:00:00.12Z");
    assertThat(found.getString(state)).isEqualToIgnoringCase("delivered");
  }

  @Test
  void row_3_open_requests_of_a_person_are_found_and_tell_whose_they_are() {
    world.request();

    var found =
        listed(
            "v1.0",
            ("$expand=accessPackage($select=id),assignment($expand=target)&$filter="
                    + "accessPackage/id eq '%s' and assignment/target/objectId eq '%s'"
                    + " and (state eq 'submitted' or state eq 'delivering')")
                .formatted(world.accessPackage(), ANN.objectId()));

    assertThat(found.getJsonObject("assignment").getJsonObject("target").getString("objectId"))
        .isEqualTo(ANN.objectId());
  }

  @Test
  void row_4_an_expanded_assignment_is_the_whole_assignment() {
    var assignment = world.given(world.policy());
    var whole = server.get("v1.0", "/assignments/" + assignment);
    whole.remove("@odata.context");

    assertThat(listed("v1.0", "$expand=assignment").getJsonObject("assignment")).isEqualTo(whole);
    assertThat(whole.getJsonObject("schedule").getString("startDateTime")).isNotNull();
  }

  @Test
  void row_5_a_filter_by_the_other_versions_name_is_told_the_right_one() {
    var answer =
        server.call("GET", "v1.0", "/assignments?$filter=assignmentState eq 'Delivered'", "");

    assertError(answer, 400, "InvalidFilter");
    assertThat(error(answer).getString("message")).contains("'state'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void row_6_no_error_is_without_a_message(String version) {
    var answer =
        server.call(
            "POST",
            version,
            "/assignmentRequests/00000000-0000-4000-8000-000000000000/resume",
            "{}");

    assertThat(answer.statusCode()).isBetween(400, 499);
    assertThat(error(answer).getString("code")).isNotBlank();
    assertThat(error(answer).getString("message")).isNotBlank();
  }

  @Test
  void row_7_cancel_answers_200_with_nothing() {
    var id = world.request();

    var answer =
        server.call(
            "POST",
            "beta",
            "/accessPackageAssignmentRequests/" + id + "/cancel",
            "{\"id\":\"%s\",\"requestStatus\":\"cancelled\"}".formatted(id));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(server.get("v1.0", "/assignmentRequests/" + id).getString("state"))
        .isEqualTo("canceled");
  }

  @Test
  void row_8_reprocess_tells_unknown_malformed_and_too_late_apart() {
    server.target.refuseNext("g1", ErrorClass.ROLE_NOT_FOUND);
    var id = world.request();
    server.run();
    server.clock.advance(Duration.ofDays(15));

    assertError(reprocess("1"), 400, "InvalidId");
    assertError(reprocess("00000000-0000-4000-8000-000000000000"), 404, "ResourceNotFound");
    assertError(reprocess(id), 409, "ReprocessWindowClosed");
  }

  private HttpResponse<String> reprocess(String id) {
    return server.call("POST", "v1.0", "/assignmentRequests/" + id + "/reprocess", "");
  }

  @Test
  void row_26_a_direct_assignment_that_a_policy_does_not_allow_names_the_check_and_the_policy() {
    var policy =
        world.policy(
            """
            "displayName":"For Bob","allowedTargetScope":"specificDirectoryUsers",
            "specificAllowedTargets":[
              {"@odata.type":"#microsoft.graph.singleUser","userId":"bob"}]
            """);

    var answer =
        server.call(
            "POST",
            "v1.0",
            "/assignmentRequests",
            world.adminAdd().replace(world.policy(), policy));

    assertError(answer, 409, "RequestNotAllowed");
    assertThat(error(answer).getString("message")).contains(policy).contains(ANN.objectId());
    assertThat(error(answer).getJsonArray("details").getJsonObject(0).getString("code"))
        .isEqualTo("policyNoLongerAllows");
  }

  @Test
  void row_28_betas_words_on_v1_do_what_they_say() {
    server.target.refuseNext("g1", ErrorClass.ROLE_NOT_FOUND);
    var made =
        server.post(
            "v1.0",
            "/assignmentRequests",
            world.adminAdd().replace("\"assignment\"", "\"accessPackageAssignment\""));
    server.run();
    var found = listed("v1.0", "$expand=assignment&$filter=state eq 'PartiallyDelivered'");
    var assignment = found.getJsonObject("assignment").getString("id");

    assertThat(found.getString("id")).isEqualTo(made.getString("id"));
    assertThat(
            server
                .call("POST", "v1.0", "/assignments/" + assignment + "/reprocess", "")
                .statusCode())
        .isEqualTo(202);
    server.run();
    assertThat(server.target.memberships()).hasSize(2);
    server.post(
        "v1.0",
        "/assignmentRequests",
        "{\"requestType\":\"adminRemove\",\"accessPackageAssignmentId\":\"%s\"}"
            .formatted(assignment));
    server.run();
    assertThat(server.target.memberships()).isEmpty();
  }

  @Test
  void row_29_the_answer_says_submitted_and_nulls_are_tolerated() {
    var body =
        new JsonObject(world.adminAdd())
            .put(
                "schedule",
                new JsonObject(
                    """
                    {"startDateTime":null,"recurrence":null,
                     "expiration":{"endDateTime":"2026-05-01T00:00:00Z","duration":null,
                                   "type":"afterDateTime"}}
                    """))
            .putNull("answers")
            .putNull("justification");

    var made = server.post("v1.0", "/assignmentRequests", body.encode());

    assertThat(made.getString("state")).isEqualTo("submitted");
    assertThat(made.getString("status")).isEqualTo("Accepted");
    assertThat(made.getString("id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(made.getValue("createdDateTime")).isNull();
    assertThat(made.getValue("completedDateTime")).isNull();
    assertThat(made.getJsonArray("answers")).isEmpty();
    assertThat(made.getJsonArray("customExtensionCalloutInstances")).isEmpty();
    assertThat(made.getJsonObject("schedule").getValue("recurrence")).isNull();
  }
}
