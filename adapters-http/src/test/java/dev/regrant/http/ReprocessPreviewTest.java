package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Regrant tells about reprocessing beyond Graph: whether it can be done, and what it would do.
 */
class ReprocessPreviewTest {
  private final TestServer server = new TestServer();
  private World world;

  @BeforeEach
  void makes() {
    world = World.in(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String partlyDelivered() {
    server.target.refuseNext("g2", ErrorClass.FORBIDDEN);
    String request = world.request();
    server.run();
    return request;
  }

  private JsonObject standing(String request) {
    return server.get("v1.0", "/assignmentRequests/" + request).getJsonObject("@regrant.reprocess");
  }

  private HttpResponse<String> reprocess(String request, String query) {
    return server.call("POST", "v1.0", "/assignmentRequests/" + request + "/reprocess" + query, "");
  }

  private JsonObject preview(String request) {
    return TestServer.expect(200, reprocess(request, "?preview=true"));
  }

  private static List<String> actions(JsonObject preview) {
    return preview.getJsonArray("items").stream()
        .map(one -> (JsonObject) one)
        .map(one -> one.getString("originId") + " " + one.getString("action"))
        .toList();
  }

  @Test
  void a_request_tells_that_it_can_be_reprocessed_and_until_when() {
    var standing = standing(partlyDelivered());

    assertThat(standing.getString("status")).isEqualTo("reprocessable");
    assertThat(standing.getValue("reason")).isNull();
    assertThat(standing.getString("reprocessableUntil")).isEqualTo("2026-03-15T10:00:00.12Z");
    assertThat(standing.getInteger("reprocessCount")).isZero();
  }

  @Test
  void a_request_tells_why_it_cannot_be_reprocessed() {
    String request = partlyDelivered();
    server.clock.advance(Duration.ofDays(15));

    var standing = standing(request);

    assertThat(standing.getString("status")).isEqualTo("notReprocessable");
    assertThat(standing.getString("reason")).isEqualTo("ReprocessWindowClosed");
    assertThat(standing.getValue("reprocessableUntil")).isNull();
  }

  @Test
  void a_request_tells_when_it_is_tried_again_by_itself() {
    server.target.refuseNext("g1", ErrorClass.UNAVAILABLE);
    String request = world.request();
    server.run();

    var standing = standing(request);

    assertThat(standing.getString("status")).isEqualTo("automaticRetryInProgress");
    assertThat(standing.getString("reason")).isEqualTo("RequestNotReprocessable");
    assertThat(standing.getString("nextAutomaticRetryDateTime")).startsWith("2026-03-01T10:0");
  }

  @Test
  void who_selects_properties_gets_no_more_than_these() {
    String request = partlyDelivered();

    assertThat(server.get("v1.0", "/assignmentRequests/" + request + "?$select=id").fieldNames())
        .containsExactlyInAnyOrder("@odata.context", "@odata.etag", "id");
  }

  @Test
  void a_preview_tells_what_would_become_of_each_role_and_changes_nothing() {
    String request = partlyDelivered();
    var before = server.get("v1.0", "/assignmentRequests/" + request + "?$expand=history");

    var preview = preview(request);

    assertThat(preview.getBoolean("isAccepted")).isTrue();
    assertThat(preview.getValue("refusal")).isNull();
    assertThat(actions(preview)).containsExactlyInAnyOrder("g1 keep", "g2 try");
    assertThat(server.get("v1.0", "/assignmentRequests/" + request + "?$expand=history"))
        .isEqualTo(before);
    assertThat(server.engine.runOnce()).isFalse();
  }

  @Test
  void a_preview_tells_what_the_package_no_longer_gives() {
    String request = partlyDelivered();
    String roleScopes = "/accessPackages/" + world.accessPackage() + "/resourceRoleScopes";
    var second =
        server.get("v1.0", roleScopes + "?$expand=role").getJsonArray("value").stream()
            .map(one -> (JsonObject) one)
            .filter(one -> one.getJsonObject("role").getString("originId").equals("Member_g2"))
            .findFirst()
            .orElseThrow();
    TestServer.expect(
        204, server.call("DELETE", "v1.0", roleScopes + "/" + second.getString("id"), ""));

    var preview = preview(request);

    assertThat(actions(preview)).containsExactlyInAnyOrder("g1 keep", "g2 drop");
    assertThat(preview.getJsonArray("items").toString()).contains("no longer holds this role");
  }

  @Test
  void a_preview_says_with_the_same_words_why_a_reprocess_is_refused() {
    String request = partlyDelivered();
    server.directory.remove(TestServer.ANN.objectId());

    var preview = preview(request);
    var refused = TestServer.error(reprocess(request, ""));

    assertThat(preview.getBoolean("isAccepted")).isFalse();
    assertThat(preview.getJsonObject("refusal").getString("code")).isEqualTo("ReprocessRefused");
    assertThat(preview.getJsonObject("refusal").getString("message"))
        .isEqualTo(refused.getString("message"));
    assertThat(preview.getJsonObject("refusal").getJsonArray("details"))
        .isEqualTo(refused.getJsonArray("details"));
  }

  @Test
  void a_preview_of_what_is_under_way_is_a_refusal() {
    String request = world.request();

    var preview = preview(request);

    assertThat(preview.getJsonObject("refusal").getString("code"))
        .isEqualTo("RequestNotReprocessable");
  }

  @Test
  void who_may_not_reprocess_may_not_preview() {
    String request = partlyDelivered();

    var answer =
        server.callBy(
            TestServer.ANN,
            "POST",
            "v1.0/assignmentRequests/" + request + "/reprocess?preview=true",
            "");

    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?preview=yes", "?prevew=true", "?preview=true&$select=id"})
  void a_misspelt_preview_reprocesses_nothing(String query) {
    String request = partlyDelivered();

    assertThat(reprocess(request, query).statusCode()).isEqualTo(400);
    assertThat(standing(request).getInteger("reprocessCount")).isZero();
  }

  @Test
  void a_preview_of_nothing_is_not_found() {
    assertThat(reprocess("00000000-0000-0000-0000-000000000000", "?preview=true").statusCode())
        .isEqualTo(404);
  }
}
