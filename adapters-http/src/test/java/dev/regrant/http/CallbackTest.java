package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for custom extensions, over HTTP. */
class CallbackTest {
  private static final String REQUESTS = "/assignmentRequests/";

  private TestServer server;
  private World world;
  private String extension;

  @BeforeEach
  void start() {
    server = new TestServer();
    world = World.in(server);
    extension = world.extension(",\"callbackConfiguration\":{\"timeoutDuration\":\"PT1H\"}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String request(String stage) {
    String policy =
        world.policy(
            """
            "displayName":"%s","allowedTargetScope":"allMemberUsers",
            "customExtensionStageSettings":[
              {"stage":"%s","customExtension":{"id":"%s"}}]
            """
                .formatted(stage, stage, extension));
    return server
        .post("v1.0", "/assignmentRequests", world.adminAdd().replace(world.policy(), policy))
        .getString("id");
  }

  private JsonObject shown(String request) {
    return server.get("v1.0", REQUESTS + request);
  }

  private JsonObject callout(String request) {
    var all = shown(request).getJsonArray("customExtensionCalloutInstances");
    assertThat(all).hasSize(1);
    return all.getJsonObject(0);
  }

  private static String body(String stage, String instance, String more) {
    return """
    {"source":"Tickets","type":"microsoft.graph.accessPackageCustomExtensionStage.%s",
     "data":{"@odata.type":"microsoft.graph.accessPackageAssignmentRequestCallbackData",
             "stage":"%s","customExtensionStageInstanceId":"%s",
             "customExtensionStageInstanceDetail":"Ticket 7"%s}}
    """
        .formatted(stage, stage, instance, more);
  }

  private HttpResponse<String> resume(String version, String request, String body) {
    return server.call("POST", version, REQUESTS + request + "/resume", body);
  }

  @ParameterizedTest
  @CsvSource({
    "v1.0, assignmentRequestCreated",
    "v1.0, assignmentRequestApproved",
    "beta, AssignmentRequestCreated",
    "beta, assignmentrequestapproved"
  })
  void a_request_waits_for_its_extension_and_goes_on_when_that_calls_back(
      String version, String stage) {
    String request = request(stage);
    server.run();

    assertThat(shown(request).getString("state")).isEqualTo("submitted");
    assertThat(shown(request).getString("status")).isEqualTo("WaitingForCallback");
    assertThat(callout(request).getString("status")).isEqualTo("waitingForCallback");
    assertThat(callout(request).getString("customExtensionId")).isEqualTo(extension);
    assertThat(server.extensions.calls()).hasSize(1);

    var answer = resume(version, request, body(stage, callout(request).getString("id"), ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    server.run();
    assertThat(shown(request).getString("state")).isEqualTo("delivered");
    assertThat(callout(request).getString("status")).isEqualTo("callbackReceived");
    assertThat(callout(request).getString("detail")).isEqualTo("Ticket 7");
    assertThat(server.extensions.calls()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"denied, denied, Denied", "Denied, denied, Denied", "CANCELED, canceled, Canceled"})
  void an_extension_ends_a_request_in_any_casing(String said, String state, String status) {
    String request = request("assignmentRequestCreated");
    server.run();

    var answer =
        resume(
            "v1.0",
            request,
            body(
                "assignmentRequestCreated",
                callout(request).getString("id"),
                ",\"state\":\"" + said + "\""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(shown(request).getString("state")).isEqualTo(state);
    assertThat(shown(request).getString("status")).isEqualTo(status);
    assertThat(shown(request).getValue("completedDateTime")).isNotNull();
  }

  @Test
  void a_request_that_nobody_calls_back_about_is_denied_and_beta_tells_too() {
    String request = request("assignmentRequestCreated");
    server.run();
    server.clock.advance(Duration.ofHours(1));
    server.run();

    var beta = server.get("beta", REQUESTS + request);
    assertThat(beta.getString("requestState")).isEqualTo("Denied");
    assertThat(beta.getString("requestStatus")).isEqualTo("DeniedByTimeout");
    assertThat(callout(request).getString("status")).isEqualTo("callbackTimedOut");
    var handler = beta.getJsonArray("customExtensionHandlerInstances").getJsonObject(0);
    assertThat(handler.getString("customExtensionId")).isEqualTo(extension);
    assertThat(handler.getString("stage")).isEqualTo("assignmentRequestCreated");
    assertThat(handler.getString("status")).isEqualTo("requestSent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                          | InvalidModel | data
          {'data':7}                                                                  | InvalidModel | data
          {'data':{}}                                                                 | InvalidModel | data.stage
          {'data':{'stage':'assignmentRequestCreated'}}                               | InvalidModel | data.customExtensionStageInstanceId
          {'data':{'stage':'later','customExtensionStageInstanceId':'INSTANCE'}}      | InvalidModel | data.stage
          {'data':{'stage':'assignmentRequestGranted','customExtensionStageInstanceId':'INSTANCE'}} | InvalidModel | data.stage
          {'data':{'stage':'assignmentRequestCreated','customExtensionStageInstanceId':'7'}} | InvalidModel | data.customExtensionStageInstanceId
          {'data':{'stage':'assignmentRequestCreated','customExtensionStageInstanceId':'00000000-0000-0000-0000-000000000007'}} | InvalidModel | data.customExtensionStageInstanceId
          {'data':{'stage':'assignmentRequestCreated','customExtensionStageInstanceId':'INSTANCE','state':'approved'}} | InvalidModel | data.state
          {'type':'x.later','data':{'stage':'assignmentRequestCreated','customExtensionStageInstanceId':'INSTANCE'}} | InvalidModel | type
          {'type':'microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestApproved','data':{'stage':'assignmentRequestCreated','customExtensionStageInstanceId':'INSTANCE'}} | InvalidModel | type
          {'data':{'@odata.type':'#microsoft.graph.assignmentRequestApprovalStageCallbackData','stage':'assignmentRequestCreated','customExtensionStageInstanceId':'INSTANCE'}} | NotSupported | data.@odata.type
          """)
  void what_is_wrong_with_a_callback_is_named_and_the_request_waits_on(
      String body, String code, String target) {
    String request = request("assignmentRequestCreated");
    server.run();
    String sent = body.replace('\'', '"').replace("INSTANCE", callout(request).getString("id"));

    var answer = resume("v1.0", request, sent);

    TestServer.assertError(answer, 400, code);
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(target);
    assertThat(shown(request).getString("status")).isEqualTo("WaitingForCallback");
  }

  @Test
  void a_callback_about_an_unknown_request_or_one_that_does_not_wait_is_refused() {
    String request = request("assignmentRequestCreated");
    server.run();
    String id = callout(request).getString("id");
    TestServer.assertError(
        resume("v1.0", new UUID(7, 7).toString(), body("assignmentRequestCreated", id, "")),
        404,
        "ResourceNotFound");
    TestServer.assertError(
        resume("v1.0", "7", body("assignmentRequestCreated", id, "")), 400, "InvalidId");
    TestServer.expect(200, server.call("POST", "v1.0", REQUESTS + request + "/cancel", ""));

    var late = resume("v1.0", request, body("assignmentRequestCreated", id, ""));

    TestServer.assertError(late, 400, "RequestNotWaitingForCallback");
    assertThat(TestServer.error(late).getString("message")).contains("cancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "customExtensionStageInstanceDetail"})
  void texts_of_a_callback_have_limits(String member) {
    String request = request("assignmentRequestCreated");
    server.run();
    var body =
        new JsonObject(body("assignmentRequestCreated", callout(request).getString("id"), ""));
    (member.equals("source") ? body : body.getJsonObject("data")).put(member, "x".repeat(4_001));

    var answer = resume("v1.0", request, body.encode());

    TestServer.assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).endsWith(member);
  }

  @Test
  void only_who_manages_assignments_speaks_for_an_extension() {
    String request = request("assignmentRequestCreated");
    server.run();
    String path = "/v1.0" + TestServer.BASE + REQUESTS + request + "/resume";
    String body = body("assignmentRequestCreated", callout(request).getString("id"), "");

    assertThat(server.callAs("EntitlementManagement.Read.All", "POST", path, body).statusCode())
        .isEqualTo(403);
    assertThat(
            server
                .callBy(TestServer.ANN, "POST", "v1.0" + REQUESTS + request + "/resume", body)
                .statusCode())
        .isEqualTo(403);
    assertThat(
            server.callAs("EntitlementManagement.ReadWrite.All", "POST", path, body).statusCode())
        .isEqualTo(204);
  }

  @Test
  void an_assignment_tells_what_was_called_when_it_was_given() {
    String request = request("assignmentRequestGranted");
    server.run();

    var shown = server.get("v1.0", REQUESTS + request + "/assignment");

    assertThat(shown.getString("state")).isEqualTo("delivered");
    assertThat(shown.getJsonArray("customExtensionCalloutInstances")).hasSize(1);
    assertThat(callout(request).getString("status")).isEqualTo("waitingForCallback");
  }
}
