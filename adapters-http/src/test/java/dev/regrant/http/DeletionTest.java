package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeletionTest {
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

  private String remove(String assignment) {
    var id =
        server
            .post(
                "v1.0",
                "/assignmentRequests",
                "{\"requestType\":\"adminRemove\",\"assignment\":{\"id\":\"%s\"}}"
                    .formatted(assignment))
            .getString("id");
    server.run();
    return id;
  }

  private HttpResponse<String> delete(String id) {
    return server.call("DELETE", "v1.0", "/assignmentRequests/" + id, "");
  }

  @ParameterizedTest
  @CsvSource({"v1.0, /assignmentRequests/", "beta, /accessPackageAssignmentRequests/"})
  void a_request_whose_assignment_has_ended_is_deleted(String version, String path) {
    var id = world.request();
    server.run();
    remove(server.get("v1.0", "/assignmentRequests/" + id + "/assignment").getString("id"));

    var answer = server.call("DELETE", version, path + id, "");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertError(
        server.call("GET", "v1.0", "/assignmentRequests/" + id, ""), 404, "ResourceNotFound");
    assertError(delete(id), 404, "ResourceNotFound");
  }

  @Test
  void a_withdrawn_request_is_deleted() {
    var id = world.request();
    server.call("POST", "v1.0", "/assignmentRequests/" + id + "/cancel", "");

    assertThat(delete(id).statusCode()).isEqualTo(204);
  }

  @Test
  void a_request_that_is_under_way_is_not_deleted() {
    var id = world.request();

    assertError(delete(id), 409, "RequestNotDeletable");
  }

  @Test
  void a_live_assignment_keeps_its_request_and_is_named() {
    var id = world.request();
    server.run();
    var assignment =
        server.get("v1.0", "/assignmentRequests/" + id + "/assignment").getString("id");

    var answer = delete(id);

    assertError(answer, 409, "RequestNotDeletable");
    assertThat(error(answer).getString("message")).contains(assignment);
    assertThat(server.get("v1.0", "/assignmentRequests/" + id).getString("state"))
        .isEqualTo("delivered");
  }

  @Test
  void what_tells_that_a_role_was_taken_away_goes_after_what_tells_that_it_was_given() {
    var given = world.request();
    server.run();
    var removal =
        remove(server.get("v1.0", "/assignmentRequests/" + given + "/assignment").getString("id"));

    var tooEarly = delete(removal);

    assertError(tooEarly, 409, "RequestNotDeletable");
    assertThat(error(tooEarly).getString("message")).contains(given);
    assertThat(delete(given).statusCode()).isEqualTo(204);
    assertThat(delete(removal).statusCode()).isEqualTo(204);
  }

  @Test
  void people_do_not_delete_their_requests() {
    var id = world.request();
    server.run();

    assertError(
        server.callBy(ANN, "DELETE", "v1.0/assignmentRequests/" + id, ""),
        403,
        "Authorization_RequestDenied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "PUT"})
  void a_request_is_not_changed_by_hand_row_9_and_11(String method) {
    var id = world.request();

    var answer =
        server.call(method, "v1.0", "/assignmentRequests/" + id, "{\"requestState\":\"Approved\"}");

    assertError(answer, 405, "Request_BadRequest");
    assertThat(answer.headers().firstValue("Allow")).contains("DELETE, GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "DELETE"})
  void an_assignment_is_not_changed_by_hand_row_11(String method) {
    var id = world.given(world.policy());

    assertError(server.call(method, "v1.0", "/assignments/" + id, "{}"), 405, "Request_BadRequest");
  }
}
