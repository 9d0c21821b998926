package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {
  private static final String BASE = "/identityGovernance/entitlementManagement";

  private static TestServer server;
  private static World world;

  private static final Subject BOB = Subject.of("0b0b0b0b-0000-4000-8000-00000000000b");

  @BeforeAll
  static void start() {
    server = new TestServer();
    server.directory.with(BOB);
    world = World.in(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> send(String version, JsonObject body) {
    return server.send(
        server
            .authorized(version + "/$batch")
            .header("Content-Type", "application/json")
            .POST(TestServer.content(body.encode().replace("\ud83d", "\\ud83d")))
            .build());
  }

  private static List<JsonObject> answers(String version, JsonObject... requests) {
    var body = new JsonObject().put("requests", new JsonArray(List.of(requests)));
    var answers = new ArrayList<JsonObject>();
    TestServer.expect(200, send(version, body))
        .getJsonArray("responses")
        .forEach(one -> answers.add((JsonObject) one));
    return answers;
  }

  private static JsonObject get(String id, String path) {
    return new JsonObject().put("id", id).put("method", "GET").put("url", BASE + path);
  }

  private static JsonObject post(String id, String path, String body) {
    return new JsonObject()
        .put("id", id)
        .put("method", "POST")
        .put("url", BASE + path)
        .put("headers", new JsonObject().put("Content-Type", "application/json"))
        .put("body", new JsonObject(body));
  }

  private static JsonObject dependent(JsonObject request, String... on) {
    return request.copy().put("dependsOn", new JsonArray(List.of(on)));
  }

  private static List<Integer> statuses(List<JsonObject> answers) {
    return answers.stream().map(one -> one.getInteger("status")).toList();
  }

  @Test
  void each_part_is_answered_by_itself() {
    var answers =
        answers(
            "v1.0",
            get("1", "/catalogs/" + world.catalog()),
            get("two", "/catalogs/00000000-0000-0000-0000-000000000000"),
            post("3", "/catalogs", "{\"displayName\":\"Batched\"}"),
            get("4", "/catalogs?$filter=displayName eq 'Batched'&$select=displayName"),
            get("5", "/catalogs/$count?$filter=displayName%20eq%20'Batched'"),
            get("6", "/nothing"));

    assertThat(answers)
        .extracting(one -> one.getString("id"))
        .containsExactly("1", "two", "3", "4", "5", "6");
    assertThat(statuses(answers)).containsExactly(200, 404, 201, 200, 200, 404);
    assertThat(answers.getFirst().getJsonObject("body").getString("displayName"))
        .isEqualTo("Sales");
    assertThat(answers.get(1).getJsonObject("body").getJsonObject("error").getString("code"))
        .isEqualTo("ResourceNotFound");
    assertThat(answers.get(3).getJsonObject("body").getJsonArray("value")).hasSize(1);
    assertThat(new String(Base64.getDecoder().decode(answers.get(4).getString("body")), UTF_8))
        .isEqualTo("1");
    assertThat(answers.getFirst().getJsonObject("headers").getString("Content-Type"))
        .startsWith("application/json");
  }

  @Test
  void half_of_a_surrogate_pair_is_refused_in_its_part() {
    var answers =
        answers(
            "v1.0", post("1", "/catalogs", "{\"displayName\":\"\\ud83d\"}"), get("2", "/catalogs"));

    assertThat(answers.getFirst().getInteger("status")).isEqualTo(400);
    assertThat(answers.getFirst().getJsonObject("body").getJsonObject("error").getString("target"))
        .isEqualTo("displayName");
    assertThat(answers.getLast().getInteger("status")).isEqualTo(200);
  }

  @Test
  void what_depends_on_another_part_comes_behind_it() {
    var answers =
        answers(
            "v1.0",
            dependent(get("late", "/catalogs?$filter=displayName eq 'Early'"), "early"),
            post("early", "/catalogs", "{\"displayName\":\"Early\"}"));

    assertThat(answers).extracting(one -> one.getString("id")).containsExactly("early", "late");
    assertThat(answers.get(1).getJsonObject("body").getJsonArray("value")).hasSize(1);
  }

  @Test
  void what_depends_on_a_part_that_failed_is_not_done() {
    var answers =
        answers(
            "v1.0",
            post("1", "/catalogs", "{}"),
            dependent(post("2", "/catalogs", "{\"displayName\":\"Never\"}"), "1"),
            dependent(get("3", "/catalogs"), "2"),
            get("4", "/catalogs?$filter=displayName eq 'Never'"));

    assertThat(statuses(answers)).containsExactly(400, 424, 424, 200);
    assertThat(answers.get(1).getJsonObject("body").getJsonObject("error").getString("message"))
        .contains("'1'");
    assertThat(answers.get(3).getJsonObject("body").getJsonArray("value")).isEmpty();
  }

  @Test
  void requests_are_reprocessed_all_at_once() {
    server.run();
    server.target.refuseNext("g1", ErrorClass.FORBIDDEN);
    String request = world.request();
    server.run();

    var answers =
        answers(
            "v1.0",
            post("1", "/assignmentRequests/" + request + "/reprocess", "{}"),
            post("2", "/assignmentRequests/" + request + "/reprocess", "{}"),
            get("3", "/assignmentRequests/" + request));

    assertThat(statuses(answers)).containsExactly(202, 409, 200);
    assertThat(answers.getFirst().containsKey("body")).isFalse();
    assertThat(answers.get(2).getJsonObject("body").getString("state")).isEqualTo("delivering");
    server.run();
  }

  @Test
  void each_part_is_authorised_by_itself() {
    var other = server.token(server.userClaims("somebody", "EntitlementManagement.Read.All"));
    var headers = new JsonObject().put("authorization", "Bearer " + other);

    var answers =
        answers(
            "beta",
            get("1", "/accessPackageCatalogs"),
            get("2", "/accessPackageCatalogs/" + world.catalog()).put("headers", headers),
            get("3", "/accessPackageCatalogs")
                .put("headers", new JsonObject().put("Authorization", "Bearer none")));

    assertThat(statuses(answers)).containsExactly(200, 403, 401);
  }

  @Test
  void a_key_recognises_a_repeat_within_a_batch_too() {
    var request =
        new JsonObject()
            .put("id", "1")
            .put("method", "post")
            .put("url", BASE.substring(1) + "/assignmentRequests")
            .put("headers", new JsonObject().put("Idempotency-Key", "batch-1"))
            .put(
                "body",
                new JsonObject(
                    world.adminAdd().replace(TestServer.ANN.objectId(), BOB.objectId())));

    var answers = answers("v1.0", request, request.copy().put("id", "2"));

    assertThat(statuses(answers)).containsExactly(201, 201);
    assertThat(answers.get(1).getJsonObject("body").getString("id"))
        .isEqualTo(answers.getFirst().getJsonObject("body").getString("id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                       | requests
          {"requests":[]}                                          | requests
          {"requests":1}                                           | requests
          {"requests":["x"]}                                       | requests[0]
          {"requests":[{"method":"GET","url":"/x"}]}               | requests[0].id
          {"requests":[{"id":1,"method":"GET","url":"/x"}]}        | requests[0].id
          {"requests":[{"id":"1","url":"/x"}]}                     | requests[0].method
          {"requests":[{"id":"1","method":"TRACE","url":"/x"}]}    | requests[0].method
          {"requests":[{"id":"1","method":"GET"}]}                 | requests[0].url
          {"requests":[{"id":"1","method":"GET","url":"http://elsewhere/x"}]} | requests[0].url
          {"requests":[{"id":"1","method":"GET","url":"/x","headers":[]}]}    | requests[0].headers
          {"requests":[{"id":"1","method":"GET","url":"/x","body":"x"}]}      | requests[0].body
          {"requests":[{"id":"1","method":"GET","url":"/x","dependsOn":"2"}]} | requests[0].dependsOn
          {"requests":[{"id":"1","method":"GET","url":"/x","dependsOn":[2]}]} | requests[0].dependsOn
          {"requests":[{"id":"1","method":"GET","url":"/x","dependsOn":["2"]}]} | requests[0].dependsOn
          {"requests":[{"id":"1","method":"GET","url":"/x"},{"id":"1","method":"GET","url":"/y"}]} | requests[1].id
          {"requests":[{"id":"1","method":"GET","url":"/x","dependsOn":["1"]}]} | requests
          """)
  void a_wrong_batch_is_refused_and_nothing_of_it_is_done(String body, String target) {
    var answer = send("v1.0", new JsonObject(body));

    TestServer.assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 21})
  void a_batch_has_at_most_twenty_parts(int parts) {
    var requests = new JsonArray();
    IntStream.range(0, parts).forEach(n -> requests.add(get("" + n, "/catalogs?$top=1")));

    var answer = send("v1.0", new JsonObject().put("requests", requests));

    assertThat(answer.statusCode()).isEqualTo(parts == 20 ? 200 : 400);
  }

  @Test
  void a_batch_in_a_batch_is_refused_and_so_is_what_is_no_post() {
    var nested = new JsonObject().put("id", "1").put("method", "POST").put("url", "/$batch");

    assertThat(statuses(answers("v1.0", nested))).containsExactly(404);
    var answer = server.send(server.authorized("v1.0/$batch").GET().build());
    TestServer.assertError(answer, 405, "Request_BadRequest");
  }

  @Test
  void what_has_not_begun_after_half_a_minute_is_not_done() {
    var store = new ObservedStore();
    try (var slow = new TestServer(store, Settings.Limits.DEFAULT)) {
      store.before.set(() -> slow.clock.advance(Duration.ofSeconds(16)));
      var requests = new JsonArray();
      IntStream.range(0, 4).forEach(n -> requests.add(get("" + n, "/catalogs")));

      var answer =
          slow.send(
              slow.authorized("v1.0/$batch")
                  .POST(TestServer.content(new JsonObject().put("requests", requests).encode()))
                  .build());

      var responses = TestServer.expect(200, answer).getJsonArray("responses");
      assertThat(statuses(responses.stream().map(one -> (JsonObject) one).toList()))
          .containsExactly(200, 200, 503, 503);
      assertThat(responses.getJsonObject(2).getJsonObject("headers").getString("Retry-After"))
          .isEqualTo("1");
    }
  }

  @Test
  void a_batch_needs_a_token() {
    var answer = server.send(server.to("/v1.0/$batch").POST(TestServer.content("{}")).build());

    TestServer.assertError(answer, 401, "InvalidAuthenticationToken");
  }
}
