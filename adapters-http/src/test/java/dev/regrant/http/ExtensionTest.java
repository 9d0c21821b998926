package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionTest {
  private static final String TERMS =
      """
      "displayName":"For a month","allowedTargetScope":"allMemberUsers",
      "expiration":{"type":"afterDuration","duration":"P30D"},
      "requestorSettings":{"enableTargetsToSelfUpdateAccess":true,
                           "allowCustomAssignmentSchedule":true}
      """;

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

  private static String update(String type, String assignment, String end) {
    return """
    {"requestType":"%s","assignment":{"id":"%s"},
     "schedule":{"expiration":{"type":"afterDateTime","endDateTime":"%s"}}}
    """
        .formatted(type, assignment, end);
  }

  private JsonObject assignment(String version, String id) {
    boolean isV1 = version.equals("v1.0");
    return server.get(version, (isV1 ? "/assignments/" : "/accessPackageAssignments/") + id);
  }

  private String end(String assignment) {
    return assignment("v1.0", assignment)
        .getJsonObject("schedule")
        .getJsonObject("expiration")
        .getString("endDateTime");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-20T10:00:00Z", "2026-03-03T10:00:00Z"})
  void an_administrator_moves_the_end_of_an_assignment_when_the_request_is_delivered(String end) {
    var id = world.given(world.policy(TERMS));
    var start = assignment("v1.0", id).getJsonObject("schedule").getString("startDateTime");

    var made = server.post("v1.0", "/assignmentRequests", update("adminUpdate", id, end));

    assertThat(made.getString("state")).isEqualTo("submitted");
    assertThat(assignment("beta", id).getBoolean("isExtended")).isFalse();
    server.run();
    assertThat(server.get("v1.0", "/assignmentRequests/" + made.getString("id")).getString("state"))
        .isEqualTo("delivered");
    assertThat(end(id)).isEqualTo(end);
    assertThat(assignment("v1.0", id).getJsonObject("schedule").getString("startDateTime"))
        .isEqualTo(start);
    assertThat(assignment("v1.0", id).getString("state")).isEqualTo("delivered");
    assertThat(assignment("beta", id).getBoolean("isExtended")).isTrue();
    assertThat(server.target.writes()).hasSize(2);
  }

  @Test
  void access_ends_at_the_new_end_and_not_before() {
    var id = world.given(world.policy(TERMS));
    server.clock.advance(Duration.ofDays(20));
    server.post("v1.0", "/assignmentRequests", update("adminUpdate", id, "2026-04-15T10:00:00Z"));
    server.run();

    server.clock.advance(Duration.ofDays(15));
    server.run();
    assertThat(server.target.memberships()).hasSize(2);

    server.clock.advance(Duration.ofDays(11));
    server.run();
    assertThat(server.target.memberships()).isEmpty();
    assertThat(assignment("v1.0", id).getString("state")).isEqualTo("expired");
  }

  @Test
  void people_whom_an_administrator_gave_access_extend_it_themselves_row_27() {
    var id = world.given(world.policy(TERMS));
    server.clock.advance(Duration.ofDays(10));

    var made =
        expect(
            201,
            server.callBy(
                ANN,
                "POST",
                "beta/accessPackageAssignmentRequests",
                """
                {"requestType":"UserExtend","accessPackageAssignment":{"accessPackageId":"%s"}}
                """
                    .formatted(world.accessPackage())));
    server.run();

    assertThat(made.getString("requestType")).isEqualTo("UserUpdate");
    // Thirty days from now on, as the policy says.
    assertThat(end(id)).isEqualTo("2026-04-10T10:00:00.12Z");
  }

  @Test
  void an_extension_never_leads_past_the_policys_end() {
    var id = world.given(world.policy(TERMS));

    var answer =
        server.callBy(
            ANN,
            "POST",
            "v1.0/assignmentRequests",
            update("userUpdate", id, "2026-04-20T00:00:00Z"));

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo("schedule.expiration");
    server.run();
    assertThat(end(id)).isNull();
  }

  @Test
  void access_that_ended_cannot_be_extended() {
    var id = world.given(world.policy(TERMS));
    server.clock.advance(Duration.ofDays(31));
    server.run();

    var answer =
        server.call(
            "POST",
            "v1.0",
            "/assignmentRequests",
            update("adminUpdate", id, "2026-05-01T00:00:00Z"));

    assertError(answer, 409, "AssignmentNotUpdatable");
    assertThat(error(answer).getString("message")).contains(id).contains("expired");
  }

  @Test
  void an_end_in_the_past_is_refused() {
    var id = world.given(world.policy(TERMS));

    var answer =
        server.call(
            "POST",
            "v1.0",
            "/assignmentRequests",
            update("adminUpdate", id, "2026-02-01T00:00:00Z"));

    assertError(answer, 409, "RequestNotAllowed");
  }

  @Test
  void a_policy_that_does_not_let_people_extend_is_named() {
    var id = world.given(world.policy());

    var answer =
        server.callBy(
            ANN,
            "POST",
            "v1.0/assignmentRequests",
            update("userUpdate", id, "2026-03-20T00:00:00Z"));

    assertError(answer, 409, "RequestNotAllowed");
    assertThat(error(answer).getString("message")).contains(world.policy()).contains("extend");
  }

  @Test
  void somebody_elses_assignment_is_as_good_as_none() {
    var id = world.given(world.policy(TERMS));
    var bob = Subject.of("7d7e4a4e-0000-4000-8000-00000000000b");
    server.directory.with(bob);

    var answer =
        server.callBy(
            bob,
            "POST",
            "v1.0/assignmentRequests",
            update("userUpdate", id, "2026-03-20T00:00:00Z"));

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo("assignment.id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'startDateTime':'2026-03-09T00:00:00Z','expiration':{'duration':'P1D'} | schedule.startDateTime | lie ahead
          'expiration':{'type':'noExpiration'}                                   | schedule.expiration    | policy's end
          """)
  void a_schedule_that_does_not_fit_is_refused(String schedule, String target, String message) {
    var id = world.given(world.policy(TERMS));

    var answer =
        server.call(
            "POST",
            "v1.0",
            "/assignmentRequests",
            "{'requestType':'adminUpdate','assignment':{'id':'%s'},'schedule':{%s}}"
                .formatted(id, schedule)
                .replace('\'', '"'));

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo(target);
    assertThat(error(answer).getString("message")).contains(message);
  }

  @Test
  void one_extension_at_a_time_and_the_open_one_is_named() {
    var id = world.given(world.policy(TERMS));
    var body = update("adminUpdate", id, "2026-03-20T00:00:00Z");
    var first = server.post("v1.0", "/assignmentRequests", body).getString("id");

    var second = server.call("POST", "v1.0", "/assignmentRequests", body);

    assertError(second, 409, "DuplicateKey");
    assertThat(error(second).getString("message")).contains(first);
  }
}
