package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ConnectorsTest {
  private static final String WRITER = "EntitlementManagement.ReadWrite.All";
  private static final String READER = "EntitlementManagement.Read.All";
  private static final String LDAP = "/regrant/connectors/ldap";
  private static final String TOMORROW =
      "{\"until\":\"2026-03-02T10:00:00Z\",\"reason\":\"new disks\"}";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(new Deskwork());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonObject ldap() {
    return expect(200, server.callAs(READER, "GET", LDAP, ""));
  }

  @Test
  void all_connectors_are_listed_with_what_they_bear() {
    var answer = server.callAs(READER, "GET", "/regrant/connectors", "");

    var all = expect(200, answer).getJsonArray("value");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
    assertThat(all).hasSize(2);
    assertThat(all.getJsonObject(0).getString("originSystem")).isEqualTo(Deskwork.SYSTEM);
    assertThat(all.getJsonObject(1))
        .isEqualTo(
            new JsonObject(
                """
                {"originSystem":"ldap","state":"available","trouble":null,"maintenance":null,
                 "limits":{"maxConcurrentCalls":8,"maxCallsPerSecond":null,"callTimeout":null},
                 "callsUnderWay":0,
                 "counts":{"done":0,"refused":0,"unknown":0,"totalMilliseconds":0}}
                """));
    assertThat(ldap()).isEqualTo(all.getJsonObject(1));
  }

  @Test
  void a_system_that_fails_again_and_again_is_shown_in_quarantine_with_its_next_probe() {
    for (int i = 0; i < 3; i++) {
      server.target.refuseNext("g1", ErrorClass.UNAVAILABLE);
      server.target.refuseNext("g2", ErrorClass.UNAVAILABLE);
    }
    World.in(server).request();
    server.run();
    var troubled = ldap();
    for (int i = 0; i < 2; i++) {
      server.clock.advance(Duration.ofHours(1));
      server.run();
    }
    var quarantined = ldap();

    assertThat(troubled.getString("state")).isEqualTo("available");
    assertThat(troubled.getJsonObject("trouble").getString("since"))
        .isEqualTo("2026-03-01T10:00:00.12Z");
    assertThat(troubled.getJsonObject("trouble").getValue("nextProbeDateTime")).isNull();
    assertThat(troubled.getJsonObject("counts").getInteger("refused")).isEqualTo(2);
    assertThat(quarantined.getString("state")).isEqualTo("quarantined");
    assertThat(quarantined.getJsonObject("trouble"))
        .isEqualTo(
            new JsonObject(
                """
                {"since":"2026-03-01T10:00:00.12Z","errorClass":"unavailable",
                 "message":"unavailable here","nextProbeDateTime":"2026-03-01T12:00:05.12Z"}
                """));
  }

  @Test
  void a_reprocess_that_a_quarantine_refuses_is_told_since_when_why_and_until_when_at_least() {
    server.target.refuseNext("g1", ErrorClass.FORBIDDEN);
    var world = World.in(server);
    String failed = world.request();
    server.run();
    server.target.setDown(true);
    server.clock.advance(Duration.ofMinutes(1));
    server.directory.with(Subject.of("ben"));
    server.post("v1.0", "/assignmentRequests", world.adminAdd(Subject.of("ben")));
    for (int i = 0; i < 3; i++) {
      server.run();
      server.clock.advance(Duration.ofHours(1));
    }

    var refused = server.call("POST", "v1.0", "/assignmentRequests/" + failed + "/reprocess", "");

    assertError(refused, 409, "ReprocessRefused");
    assertThat(TestServer.error(refused).getJsonArray("details"))
        .singleElement()
        .isEqualTo(
            new JsonObject()
                .put("code", "connectorUnavailable")
                .put(
                    "message",
                    "Origin system 'ldap' is quarantined, as it has failed since"
                        + " 2026-03-01T10:01:00.120Z (the target is out of reach);"
                        + " it is asked again at 2026-03-01T12:01:05.120Z."));
  }

  @Test
  void deliveries_wait_for_the_end_of_maintenance() {
    var world = World.in(server);

    var begun = expect(200, server.callAs(WRITER, "POST", LDAP + "/startMaintenance", TOMORROW));
    String id = world.request();
    server.run();
    var shown = ldap();
    var before = server.get("v1.0", "/assignmentRequests/" + id);
    var ended = expect(200, server.callAs(WRITER, "POST", LDAP + "/endMaintenance", ""));
    server.run();

    assertThat(begun.getJsonObject("maintenance"))
        .isEqualTo(
            new JsonObject(
                """
                {"since":"2026-03-01T10:00:00.12Z","until":"2026-03-02T10:00:00Z",
                 "reason":"new disks","startedBy":{"kind":"application","id":"app-2"}}
                """));
    assertThat(shown).isEqualTo(begun);
    assertThat(before.getString("state")).isEqualTo("delivering");
    assertThat(ended.getValue("maintenance")).isNull();
    assertThat(server.get("v1.0", "/assignmentRequests/" + id).getString("state"))
        .isEqualTo("delivered");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                    | until  | is missing
          {"until":null}                                        | until  | is missing
          {"until":1}                                           | until  | must be a string
          {"until":"tomorrow"}                                  | until  | must be a time such as
          {"until":"2026-03-02T10:00:00"}                       | until  | must be a time such as
          {"until":"2026-03-01T09:00:00Z"}                      | until  | in the future
          {"until":"2027-03-01T09:00:00Z"}                      | until  | at most 30 days ahead
          {"until":"2026-03-02T10:00:00Z","reason":["because"]} | reason | must be a string
          """)
  void maintenance_without_a_proper_end_is_refused(String body, String member, String message) {
    var answer = server.callAs(WRITER, "POST", LDAP + "/startMaintenance", body);

    assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(member);
    assertThat(TestServer.error(answer).getString("message"))
        .contains("'" + member + "' ", message);
    assertThat(ldap().getValue("maintenance")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"startMaintenance", "endMaintenance"})
  void who_may_only_read_may_not_have_a_system_left_alone(String action) {
    var answer = server.callAs(READER, "POST", LDAP + "/" + action, TOMORROW);

    assertError(answer, 403, "Authorization_RequestDenied");
  }

  @Test
  void who_may_not_read_sees_no_connector() {
    assertError(
        server.callAs("User.Read.All", "GET", "/regrant/connectors", ""),
        403,
        "Authorization_RequestDenied");
    assertError(
        server.callAs("User.Read.All", "GET", "/regrant/connectors/none", ""),
        403,
        "Authorization_RequestDenied");
  }

  @Test
  void a_call_without_a_token_is_challenged() {
    var answer = server.send(server.to("/regrant/connectors").build());

    assertError(answer, 401, "InvalidAuthenticationToken");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET, ''", "POST, /startMaintenance", "POST, /endMaintenance"})
  void an_unknown_system_is_answered_with_those_there_are(String method, String action) {
    var answer = server.callAs(WRITER, method, "/regrant/connectors/L%2FDAP" + action, TOMORROW);

    assertError(answer, 404, "ResourceNotFound");
    assertThat(TestServer.error(answer).getString("message"))
        .isEqualTo("No connector serves the origin system 'L/DAP'; there are: 'desk', 'ldap'.");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /regrant,                            404, ResourceNotFound",
    "GET,    /regrant/nothing,                    404, ResourceNotFound",
    "GET,    /regrant/connectors/ldap/more,       404, ResourceNotFound",
    "POST,   /regrant/connectors,                 405, Request_BadRequest",
    "DELETE, /regrant/connectors/ldap,            405, Request_BadRequest",
    "GET,    /regrant/connectors?$top=1,          400, NotSupported",
    "GET,    /REGRANT/Connectors/,                200, ",
  })
  void other_paths_are_answered_as_graphs_are(String method, String path, int status, String code) {
    var answer = server.callAs(WRITER, method, path, "");

    if (code == null) {
      expect(status, answer);
    } else {
      assertError(answer, status, code);
    }
  }
}
