package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CompletionsTest {
  private static final String READER = "EntitlementManagement.Read.All";
  private static final String CALLBACK = "/regrant/callbacks/" + Deskwork.SYSTEM;

  private TestServer server;
  private World world;
  private String request;

  @BeforeEach
  void start() {
    server = new TestServer(new Deskwork());
    world = World.in(server, Deskwork.SYSTEM);
    request = world.request();
    server.run();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonObject manualActions(String query) {
    return expect(200, server.callAs(READER, "GET", "/regrant/manualActions" + query, ""));
  }

  private JsonObject delivery(String group) {
    return deliveries()
        .filter(one -> one.getString("originId").equals(group))
        .findFirst()
        .orElseThrow();
  }

  private Stream<JsonObject> deliveries() {
    return server
        .get("v1.0", "/assignmentRequests/" + request + "/deliveries")
        .getJsonArray("value")
        .stream()
        .map(JsonObject.class::cast);
  }

  private HttpResponse<String> tell(String version, String group, String action, String body) {
    return server.call("POST", version, path(group) + "/" + action, body);
  }

  private String path(String group) {
    return "/assignmentRequests/" + request + "/deliveries/" + delivery(group).getString("id");
  }

  private String state() {
    return server.get("v1.0", "/assignmentRequests/" + request).getString("state");
  }

  @Test
  void what_waits_for_a_person_is_listed_and_shown_as_waiting() {
    var waiting = manualActions("");

    var item = delivery("g1");
    assertThat(waiting.containsKey("nextLink")).isFalse();
    assertThat(waiting.getJsonArray("value")).hasSize(2);
    assertThat(waiting.getJsonArray("value").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"requestId":"%s","deliveryId":"%s","operation":"grant",
                 "target":{"objectId":"%s","displayName":"Ann","principalName":"ann@test"},
                 "originSystem":"desk","resource":{"originId":"g1","displayName":"Group g1"},
                 "role":{"originId":"Member_g1","displayName":"Member"},
                 "since":"2026-03-01T10:00:00.12Z"}
                """
                    .formatted(request, item.getString("id"), TestServer.ANN.objectId())));
    assertThat(item.getString("state")).isEqualTo("pending");
    assertThat(item.getBoolean("awaitsCompletion")).isTrue();
    assertThat(item.getValue("nextAttemptDateTime")).isNull();
    assertThat(item.getJsonObject("lastOutcome").getString("errorCode"))
        .isEqualTo("manualActionPending");
  }

  @Test
  void what_waits_is_read_page_by_page_of_requests() {
    var ben = Subject.of("7d7e4a4e-0000-4000-8000-00000000000b");
    server.directory.with(ben);
    server.post("v1.0", "/assignmentRequests", world.adminAdd(ben));
    server.run();

    var first = manualActions("?$top=1");
    var next = URI.create(first.getString("nextLink"));
    var second = manualActions("?" + next.getRawQuery());

    assertThat(next.getRawPath()).isEqualTo("/regrant/manualActions");
    assertThat(first.getJsonArray("value"))
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.toString()).contains(ben.objectId()));
    assertThat(second.getJsonArray("value"))
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.toString()).contains(request));
    assertThat(second.containsKey("nextLink")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "?$filter=x,     400, NotSupported",
    "?$top=0,        400, InvalidTop",
    "?$skiptoken=!,  400, InvalidSkipToken",
  })
  void what_the_list_cannot_do_is_refused(String query, int status, String code) {
    assertError(server.callAs(READER, "GET", "/regrant/manualActions" + query, ""), status, code);
  }

  @Test
  void who_may_not_read_does_not_see_what_waits() {
    assertError(
        server.callAs("User.Read.All", "GET", "/regrant/manualActions", ""),
        403,
        "Authorization_RequestDenied");
  }

  @Test
  void a_person_confirms_what_was_done_and_refuses_what_was_not() {
    var confirmed = tell("v1.0", "g1", "confirm", "");
    var refused =
        tell("beta", "g2", "refuse", "{\"message\":\"no desk\",\"errorClass\":\"roleNotFound\"}");

    assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(204);
    assertThat(confirmed.body()).isEmpty();
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(204);
    assertThat(state()).isEqualTo("partiallyDelivered");
    assertThat(delivery("g1").getString("state")).isEqualTo("done");
    assertThat(delivery("g1").getBoolean("awaitsCompletion")).isFalse();
    assertThat(delivery("g2").getString("state")).isEqualTo("failed");
    assertThat(delivery("g2").getJsonObject("lastOutcome"))
        .isEqualTo(
            new JsonObject(
                """
                {"result":"refused","errorCode":"roleNotFound","message":"no desk",
                 "retryAfter":null}
                """));
    assertThat(manualActions("").getJsonArray("value")).isEmpty();
  }

  @Test
  void a_refusal_without_a_class_is_forbidden() {
    expect(204, tell("v1.0", "g1", "refuse", "{\"message\":\"not for her\"}"));

    assertThat(delivery("g1").getJsonObject("lastOutcome").getString("errorCode"))
        .isEqualTo("forbidden");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          refuse  | {}                                                     | 400 | InvalidModel | message
          refuse  | {"message":" "}                                        | 400 | InvalidModel | message
          refuse  | {"message":7}                                          | 400 | InvalidModel | message
          refuse  | {"message":"no","errorClass":"sloth"}                  | 400 | InvalidModel | errorClass
          refuse  | {"message":"no","errorClass":"manualActionPending"}    | 400 | InvalidModel | errorClass
          confirm | {"message":"done"}                                     | 400 | NotSupported | message
          confirm | {"message":                                            | 400 | InvalidJson  |
          """)
  void an_answer_that_cannot_be_taken_is_refused_and_the_item_waits_on(
      String action, String body, int status, String code, String member) {
    var answer = tell("v1.0", "g1", action, body);

    assertError(answer, status, code);
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(member);
    assertThat(delivery("g1").getBoolean("awaitsCompletion")).isTrue();
  }

  @Test
  void a_second_answer_is_refused() {
    expect(204, tell("v1.0", "g1", "confirm", ""));

    assertError(tell("v1.0", "g1", "confirm", ""), 409, "NotAwaitingCompletion");
    assertError(tell("v1.0", "g1", "refuse", "{\"message\":\"no\"}"), 409, "NotAwaitingCompletion");
  }

  @Test
  void an_answer_needs_its_item_a_method_and_the_right_to_change() {
    String unknown = "/deliveries/00000000-0000-0000-0000-000000000000/confirm";

    assertError(
        server.call("POST", "v1.0", "/assignmentRequests/" + request + unknown, ""),
        404,
        "ResourceNotFound");
    assertError(
        server.call("POST", "v1.0", "/assignmentRequests/" + request + "/deliveries/1/confirm", ""),
        400,
        "InvalidId");
    assertError(server.call("GET", "v1.0", path("g1") + "/confirm", ""), 405, "Request_BadRequest");
    assertError(
        server.callAs(READER, "POST", "/v1.0" + TestServer.BASE + path("g1") + "/confirm", ""),
        403,
        "Authorization_RequestDenied");
  }

  private String done(String group) {
    var attempts = server.get("v1.0", path(group) + "/attempts").getJsonArray("value");
    return new JsonObject()
        .put("tenant", TestServer.TENANT.toString())
        .put("request", request)
        .put("item", delivery(group).getString("id"))
        .put("key", attempts.getJsonObject(0).getString("operationKey"))
        .encode();
  }

  private HttpResponse<String> callback(String path, String body, String... password) {
    var call = server.to(path).POST(TestServer.content(body)).header("Content-Type", "text/plain");
    for (String part : password) {
      call.header("X-Desk-Password", part);
    }
    return server.send(call.build());
  }

  @Test
  void a_system_tells_by_itself_what_it_did_as_often_as_it_likes() {
    var told = callback(CALLBACK, done("g1"), "s3cret", "again");
    var again = callback(CALLBACK, done("g1"), "s3cret", "again");

    assertThat(told.statusCode()).as(told.body()).isEqualTo(204);
    assertThat(told.body()).isEmpty();
    assertThat(again.statusCode()).as(again.body()).isEqualTo(204);
    assertThat(delivery("g1").getString("state")).isEqualTo("done");
    assertThat(delivery("g2").getBoolean("awaitsCompletion")).isTrue();
  }

  @Test
  void what_nobody_waits_for_is_refused_to_a_system_too() {
    var other = new JsonObject(done("g1")).put("key", "another").encode();

    assertError(callback(CALLBACK, other, "s3cret", "again"), 409, "NotAwaitingCompletion");
  }

  @Test
  void a_stranger_learns_nothing_from_a_callback() {
    var unsigned = callback(CALLBACK, done("g1"));
    var wrong = callback(CALLBACK, done("g1"), "guess");
    var unknown = callback("/regrant/callbacks/nowhere", done("g1"), "s3cret", "again");
    var mute = callback("/regrant/callbacks/ldap", done("g1"), "s3cret", "again");

    for (var answer : List.of(unsigned, wrong, unknown, mute)) {
      assertError(answer, 401, "CallbackNotVerified");
      assertThat(TestServer.error(answer).getString("message"))
          .isEqualTo(TestServer.error(unsigned).getString("message"));
    }
    assertThat(delivery("g1").getBoolean("awaitsCompletion")).isTrue();
  }

  @Test
  void a_callback_is_posted_and_not_too_long() {
    var read = server.send(server.to(CALLBACK).GET().build());
    var tooLong = callback(CALLBACK, "x".repeat((1 << 20) + 1), "s3cret", "again");

    assertError(read, 405, "Request_BadRequest");
    assertThat(read.headers().firstValue("Allow")).contains("POST");
    assertError(tooLong, 413, "RequestEntityTooLarge");
  }
}
