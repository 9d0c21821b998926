package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is set for a tenant, in the words of either version. */
class SettingsTest {
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonObject settings(String version) {
    var settings = server.get(version, "/settings");
    assertThat(settings.remove("@odata.context").toString())
        .endsWith("/" + version + "/$metadata#settings/$entity");
    assertThat(settings.remove("id")).isEqualTo(TestServer.TENANT.toString());
    assertThat(settings.remove("@odata.etag").toString()).matches("W/\"\\d+\"");
    return settings;
  }

  @Test
  void nothing_is_set_at_first() {
    assertThat(settings("v1.0"))
        .isEqualTo(
            new JsonObject(
                """
                {"externalUserLifecycleAction":"none",
                 "durationUntilExternalUserDeletedAfterBlocked":"P30D"}
                """));
    assertThat(settings("beta"))
        .isEqualTo(
            new JsonObject(
                """
                {"externalUserLifecycleAction":"None","daysUntilExternalUserDeletedAfterBlocked":30}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1.0 | {\"externalUserLifecycleAction\":\"blockSignIn\"} | blockSignIn | P30D | 30",
        "beta | {\"externalUserLifecycleAction\":\"BlockSignIn\"} | blockSignIn | P30D | 30",
        "v1.0 | {\"durationUntilExternalUserDeletedAfterBlocked\":\"P1DT1H\"} | none | P1DT1H | 2",
        "beta | {\"daysUntilExternalUserDeletedAfterBlocked\":7} | none | P7D | 7",
        "v1.0 | {\"daysUntilExternalUserDeletedAfterBlocked\":0} | none | PT0S | 0",
        "v1.0 | {\"externalUserLifecycleAction\":\"BLOCKSIGNINANDDELETE\",\"id\":\"x\",\"other\":1} | blockSignInAndDelete | P30D | 30",
        "beta | {\"externalUserLifecycleAction\":null} | none | P30D | 30",
        "v1.0 | {} | none | P30D | 30"
      })
  void what_is_sent_is_set_and_the_rest_stays(
      String version, String body, String action, String duration, int days) {
    var answer = server.call("PATCH", version, "/settings", body);

    expect(204, answer);
    assertThat(settings("v1.0").getString("externalUserLifecycleAction")).isEqualTo(action);
    assertThat(settings("v1.0").getString("durationUntilExternalUserDeletedAfterBlocked"))
        .isEqualTo(duration);
    assertThat(settings("beta").getString("externalUserLifecycleAction"))
        .isEqualToIgnoringCase(action);
    assertThat(settings("beta").getInteger("daysUntilExternalUserDeletedAfterBlocked"))
        .isEqualTo(days);
  }

  @Test
  void changes_follow_one_another() {
    for (int days : new int[] {1, 2, 3}) {
      expect(
          204,
          server.call(
              "PATCH",
              "beta",
              "/settings",
              "{\"daysUntilExternalUserDeletedAfterBlocked\":%d}".formatted(days)));
    }

    assertThat(settings("beta").getInteger("daysUntilExternalUserDeletedAfterBlocked"))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1.0 | {\"externalUserLifecycleAction\":\"blow\"}   | externalUserLifecycleAction",
        "beta | {\"externalUserLifecycleAction\":7}          | externalUserLifecycleAction",
        "v1.0 | {\"durationUntilExternalUserDeletedAfterBlocked\":\"x\"}   | durationUntilExternalUserDeletedAfterBlocked",
        "v1.0 | {\"durationUntilExternalUserDeletedAfterBlocked\":\"-P1D\"} | durationUntilExternalUserDeletedAfterBlocked",
        "beta | {\"daysUntilExternalUserDeletedAfterBlocked\":-1}    | daysUntilExternalUserDeletedAfterBlocked",
        "beta | {\"daysUntilExternalUserDeletedAfterBlocked\":3651}  | daysUntilExternalUserDeletedAfterBlocked"
      })
  void what_is_wrong_is_told_and_changes_nothing(String version, String body, String target) {
    var before = settings(version);

    var answer = server.call("PATCH", version, "/settings", body);

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo(target);
    assertThat(settings(version)).isEqualTo(before);
  }

  @Test
  void a_part_of_them_can_be_selected_and_nothing_else_is_there() {
    assertThat(server.get("v1.0", "/settings?$select=externalUserLifecycleAction").fieldNames())
        .containsExactlyInAnyOrder("@odata.context", "@odata.etag", "externalUserLifecycleAction");
    assertError(server.call("POST", "v1.0", "/settings", "{}"), 405, "Request_BadRequest");
    assertError(server.call("DELETE", "v1.0", "/settings", ""), 405, "Request_BadRequest");
    assertError(
        server.call("GET", "v1.0", "/settings/" + new UUID(1, 1), ""), 404, "ResourceNotFound");
  }

  @Test
  void who_may_only_read_changes_nothing_and_people_need_a_role() {
    var path = "/v1.0" + TestServer.BASE + "/settings";

    assertError(
        server.callAs("EntitlementManagement.Read.All", "PATCH", path, "{}"),
        403,
        "Authorization_RequestDenied");
    expect(200, server.callAs("EntitlementManagement.Read.All", "GET", path, ""));
    assertError(server.callBy(ANN, "GET", "v1.0/settings", ""), 403, "Authorization_RequestDenied");
  }
}
