package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
