package dev.regrant.http;

import static dev.regrant.http.TestServer.TENANT;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.KeyedCall;
import dev.regrant.application.KeyedCalls;
import dev.regrant.domain.Actor;
import dev.regrant.testkit.InMemoryStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are repeated under an {@code Idempotency-Key}. */
final class IdempotencyTest {
  /** The process is gone: no handler of exceptions survives it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final String CATALOGS = "v1.0" + TestServer.BASE + "/catalogs";
  private static final String BETA_CATALOGS = "beta" + TestServer.BASE + "/accessPackageCatalogs";
  private static final String SALES = "{\"displayName\":\"Sales\",\"description\":\"of things\"}";

  private final InMemoryStore shared = new InMemoryStore();
  private final ObservedStore store = new ObservedStore(shared);
  private final TestServer server = new TestServer(store, Settings.Limits.DEFAULT);
  private final TestServer other = new TestServer(shared, Settings.Limits.DEFAULT);

  @AfterEach
  void close() {
    server.close();
    other.close();
  }

  private static HttpRequest keyed(
      TestServer at, String key, String method, String path, String body) {
    return at.authorized(path)
        .header("Idempotency-Key", key)
        .method(method, TestServer.content(body))
        .build();
  }

  private HttpResponse<String> call(String key, String method, String path, String body) {
    return server.send(keyed(server, key, method, path, body));
  }

  private HttpResponse<String> elsewhere(String key, String body) {
    return other.send(keyed(other, key, "POST", CATALOGS, body));
  }

  private String made(String name) {
    return server
        .post("v1.0", "/catalogs", "{\"displayName\":\"%s\"}".formatted(name))
        .getString("id");
  }

  private int catalogs() {
    return other.get("v1.0", "/catalogs").getJsonArray("value").size();
  }

  private Optional<KeyedCall> stored(String key) {
    return shared.inTransaction(TENANT, tx -> tx.keyedCall(Actor.application("app-1"), key));
  }

  /** Kills the process before a transaction, once {@code when} holds. */
  private void killBefore(BooleanSupplier when) {
    var isDead = new AtomicBoolean();
    store.before.set(() -> killIf(isDead, when));
  }

  /** Kills the process after the transaction that has {@code when} hold is committed. */
  private void killAfter(BooleanSupplier when) {
    var isDead = new AtomicBoolean();
    store.before.set(() -> killIf(isDead, () -> false));
    store.after.set(() -> killIf(isDead, when));
  }

  /** What is dead stays dead. */
  private static void killIf(AtomicBoolean isDead, BooleanSupplier when) {
    if (isDead.get() || when.getAsBoolean()) {
      isDead.set(true);
      throw new Killed();
    }
  }

  private void pass(Duration time) {
    server.clock.advance(time);
    other.clock.advance(time);
  }

  @Test
  void a_creation_is_made_once_and_answered_with_the_same_again() {
    var first = call("k", "POST", CATALOGS, SALES);
    String id = expect(201, first).getString("id");
    server.call("PATCH", "v1.0", "/catalogs/" + id, "{\"displayName\":\"Renamed\"}");

    var again = elsewhere("k", "{\"description\": \"of things\", \"displayName\": \"Sales\"}");

    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body().replace(origin(other), origin(server))).isEqualTo(first.body());
    for (String header : List.of("Content-Type", "ETag", "Location")) {
      assertThat(again.headers().firstValue(header))
          .as(header)
          .isPresent()
          .isEqualTo(first.headers().firstValue(header));
    }
    assertThat(call("k", "POST", CATALOGS, SALES).headers().firstValue("request-id"))
        .isNotEqualTo(first.headers().firstValue("request-id"));
    assertThat(catalogs()).isEqualTo(1);
  }

  private static String origin(TestServer of) {
    return of.uri("").toString();
  }

  @Test
  void every_kind_of_change_can_be_repeated() {
    String catalog = made("Sales");
    var sales = CATALOGS + "/" + catalog;
    var packages = "v1.0" + TestServer.BASE + "/accessPackages";
    var body = new JsonObject().put("catalog", new JsonObject().put("id", catalog));
    String one =
        expect(201, call("p1", "POST", packages, body.put("displayName", "One").encode()))
            .getString("id");
    String two =
        expect(201, call("p2", "POST", packages, body.put("displayName", "Two").encode()))
            .getString("id");
    var reference = new JsonObject().put("@odata.id", "https://g/accessPackages/" + two).encode();
    var incompatible = packages + "/" + one + "/incompatibleAccessPackages";

    for (int time = 0; time < 2; time++) {
      assertThat(call("a", "PATCH", sales, "{\"description\":\"x\"}").statusCode()).isEqualTo(204);
      assertThat(call("b", "POST", incompatible + "/$ref", reference).statusCode()).isEqualTo(204);
    }
    for (int time = 0; time < 2; time++) {
      assertThat(call("c", "DELETE", incompatible + "/" + two + "/$ref", "").statusCode())
          .isEqualTo(204);
      assertThat(call("d", "DELETE", packages + "/" + two, "").statusCode()).isEqualTo(204);
    }
    assertThat(call("e", "DELETE", packages + "/" + two, "").statusCode()).isEqualTo(404);
  }

  @Test
  void actions_and_the_servers_own_routes_can_be_repeated() {
    var world = World.in(server);
    String path = "v1.0" + TestServer.BASE + "/assignmentRequests/" + world.request() + "/cancel";
    var maintenance = "regrant/connectors/ldap/startMaintenance";
    var until = "{\"until\":\"2026-03-02T10:00:00Z\",\"reason\":\"r\"}";

    assertThat(call("a", "POST", path, "").statusCode()).isEqualTo(200);
    assertThat(call("a", "POST", path, "").statusCode()).isEqualTo(200);
    assertThat(call("b", "POST", path, "").statusCode()).isEqualTo(409);
    var first = call("m", "POST", maintenance, until);
    server.clock.advance(Duration.ofHours(1));
    assertThat(call("m", "POST", maintenance, until).body()).isEqualTo(first.body());
    assertThat(first.statusCode()).isEqualTo(200);
  }

  @Test
  void the_same_key_for_something_else_is_refused() {
    String id = made("Other");
    expect(201, call("k", "POST", CATALOGS, SALES));

    for (var wrong :
        List.of(
            call("k", "POST", CATALOGS, "{\"displayName\":\"Sales\"}"),
            call("k", "POST", BETA_CATALOGS, SALES),
            call("k", "PATCH", CATALOGS + "/" + id, SALES),
            call("k", "DELETE", CATALOGS + "/" + id, ""))) {
      TestServer.assertError(wrong, 422, "IdempotencyKeyReused");
    }
    assertThat(catalogs()).isEqualTo(2);
  }

  @Test
  void a_key_is_its_callers_own() {
    expect(201, call("k", "POST", CATALOGS, SALES));
    var claims = server.claims().put("appid", "app-2");
    var foreign = server.claims().put("tid", new UUID(7, 7).toString());

    for (var token : List.of(claims, foreign)) {
      expect(
          201,
          server.send(
              server
                  .to("/" + CATALOGS)
                  .header("Authorization", "Bearer " + server.token(token))
                  .header("Idempotency-Key", "k")
                  .POST(TestServer.content(SALES))
                  .build()));
    }
    assertThat(catalogs()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a\tb", "é"})
  void a_key_that_is_none_is_refused_by_name(String key) {
    var answer = call(key.equals("é") ? "k".repeat(256) : key, "POST", CATALOGS, SALES);

    TestServer.assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo("Idempotency-Key");
    assertThat(catalogs()).isZero();
  }

  @Test
  void what_only_reads_takes_no_notice_of_a_key() {
    for (int time = 1; time <= 2; time++) {
      made("Catalog " + time);
      assertThat(expect(200, call("k", "GET", CATALOGS, "")).getJsonArray("value")).hasSize(time);
    }
    expect(201, call("k", "POST", CATALOGS, SALES));
  }

  @Test
  void what_was_refused_is_tried_again() {
    var named = "{\"displayName\":\"Sales\",\"uniqueName\":\"sales\"}";
    String taken = expect(201, call("1", "POST", BETA_CATALOGS, named)).getString("id");
    assertThat(call("2", "POST", BETA_CATALOGS, named).statusCode()).isEqualTo(409);
    server.call("DELETE", "v1.0", "/catalogs/" + taken, "");

    var made = expect(201, call("2", "POST", BETA_CATALOGS, named));

    assertThat(made.getString("id")).isNotEqualTo(taken);
  }

  @Test
  void a_key_is_forgotten_after_a_day() {
    String first = expect(201, call("k", "POST", CATALOGS, SALES)).getString("id");
    pass(KeyedCalls.RETENTION.minusSeconds(1));
    assertThat(expect(201, call("k", "POST", CATALOGS, SALES)).getString("id")).isEqualTo(first);
    pass(Duration.ofSeconds(2));

    assertThat(expect(201, call("k", "POST", CATALOGS, SALES)).getString("id")).isNotEqualTo(first);
  }

  @Test
  void the_engine_forgets_old_answers_though_nobody_calls() {
    expect(201, call("k", "POST", CATALOGS, SALES));
    pass(KeyedCalls.RETENTION);
    server.run();
    assertThat(stored("k")).isPresent();
    pass(Duration.ofSeconds(1));

    server.run();

    assertThat(stored("k")).isEmpty();
  }

  @Test
  void a_repeat_while_the_first_is_being_made_is_told_to_wait() {
    var meanwhile = new AtomicReference<HttpResponse<String>>();
    var isArmed = new AtomicBoolean(true);
    store.before.set(
        () -> {
          if (stored("k").isPresent() && isArmed.getAndSet(false)) {
            meanwhile.set(elsewhere("k", SALES));
          }
        });

    var first = call("k", "POST", CATALOGS, SALES);

    TestServer.assertError(meanwhile.get(), 409, "IdempotentCallUnderWay");
    assertThat(meanwhile.get().headers().firstValue("Retry-After")).contains("1");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(elsewhere("k", SALES).statusCode()).isEqualTo(201);
    assertThat(catalogs()).isEqualTo(1);
  }

  @Test
  void a_call_is_not_made_again_if_its_server_is_killed_between_the_change_and_its_answer() {
    killAfter(() -> stored("k").filter(KeyedCall::isMade).isPresent());
    assertThat(call("k", "POST", CATALOGS, SALES).statusCode()).isEqualTo(500);
    assertThat(catalogs()).isEqualTo(1);

    TestServer.assertError(elsewhere("k", SALES), 409, "IdempotentCallUnderWay");
    pass(Duration.ofSeconds(5));
    var again = elsewhere("k", SALES);

    assertThat(expect(201, again).getString("displayName")).isEqualTo("Sales");
    assertThat(again.headers().firstValue("Location").orElseThrow())
        .endsWith(again.body().replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "/catalogs/$1"));
    assertThat(catalogs()).isEqualTo(1);
    TestServer.assertError(elsewhere("k", "{\"displayName\":\"X\"}"), 422, "IdempotencyKeyReused");
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   /assignmentRequests/REQUEST/cancel,      '', 200",
    "PATCH,  /catalogs/CATALOG,      '{\"displayName\":\"New\"}', 204",
    "DELETE, /assignmentPolicies/POLICY,              '', 204",
    "PUT,    /assignmentPolicies/OTHER,             BODY, 200",
    "POST,   /connectedOrganizations, '{\"displayName\":\"P\"}', 201",
    "POST,   /accessPackages/PACKAGE/resourceRoleScopes, ROLE, 409",
  })
  void what_was_made_is_answered_from_how_things_are(
      String method, String template, String content, int status) {
    var world = World.in(server);
    server.post("v1.0", "/resourceRequests", resource(world));
    String another =
        world.policy("\"displayName\":\"Other\",\"allowedTargetScope\":\"allMemberUsers\"");
    var path =
        "v1.0"
            + TestServer.BASE
            + template
                .replace("REQUEST", template.contains("REQUEST") ? world.request() : "")
                .replace("CATALOG", world.catalog())
                .replace("POLICY", another)
                .replace("OTHER", another)
                .replace("PACKAGE", world.accessPackage());
    var body =
        switch (content) {
          case "BODY" -> server.get("v1.0", "/assignmentPolicies/" + another).encode();
          case "ROLE" ->
              """
              {"role":{"originId":"Member_g9","originSystem":"ldap"},
               "scope":{"originId":"g9","originSystem":"ldap"}}
              """;
          default -> content;
        };
    killAfter(() -> stored("k").filter(KeyedCall::isMade).isPresent());
    assertThat(call("k", method, path, body).statusCode()).isEqualTo(500);
    pass(Duration.ofSeconds(5));

    var again = other.send(keyed(other, "k", method, path, body));

    assertThat(again.statusCode()).as(again.body()).isEqualTo(status);
    assertThat(stored("k").orElseThrow().isMade()).isTrue();
  }

  private static String resource(World world) {
    return """
        {"requestType":"adminAdd","catalog":{"id":"%s"},
         "resource":{"originId":"g9","originSystem":"ldap","displayName":"Group g9"}}
        """
        .formatted(world.catalog());
  }

  @Test
  void what_was_made_and_is_gone_is_not_made_again() {
    killAfter(() -> stored("k").filter(KeyedCall::isMade).isPresent());
    call("k", "POST", CATALOGS, SALES);
    var catalog = other.get("v1.0", "/catalogs").getJsonArray("value").getJsonObject(0);
    other.call("DELETE", "v1.0", "/catalogs/" + catalog.getString("id"), "");
    pass(Duration.ofSeconds(5));

    var again = elsewhere("k", SALES);

    TestServer.assertError(again, 409, "IdempotentCallMade");
    assertThat(again.headers().firstValue("Location").orElseThrow())
        .endsWith(catalog.getString("id"));
    assertThat(catalogs()).isZero();
  }

  @Test
  void a_call_is_made_if_its_server_was_killed_before_it_changed_anything() {
    killBefore(() -> stored("k").isPresent());
    assertThat(call("k", "POST", CATALOGS, SALES).statusCode()).isEqualTo(500);
    TestServer.assertError(elsewhere("k", SALES), 409, "IdempotentCallUnderWay");
    pass(Duration.ofSeconds(20));

    expect(201, elsewhere("k", SALES));

    assertThat(catalogs()).isEqualTo(1);
  }

  @Test
  void a_call_that_a_repeat_has_overtaken_changes_nothing() {
    var meanwhile = new AtomicReference<HttpResponse<String>>();
    var isArmed = new AtomicBoolean(true);
    store.before.set(
        () -> {
          if (stored("k").isPresent() && isArmed.getAndSet(false)) {
            pass(Duration.ofSeconds(20));
            meanwhile.set(elsewhere("k", SALES));
          }
        });

    var late = call("k", "POST", CATALOGS, SALES);

    expect(201, meanwhile.get());
    TestServer.assertError(late, 409, "IdempotentCallUnderWay");
    assertThat(catalogs()).isEqualTo(1);
    assertThat(elsewhere("k", SALES).body()).isEqualTo(meanwhile.get().body());
  }

  @Test
  void of_many_repeats_at_the_same_time_on_two_servers_one_is_made() {
    for (int round = 0; round < 5; round++) {
      var key = "k" + round;
      var before = catalogs();
      var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int n = 0; n < 8; n++) {
        var at = n % 2 == 0 ? server : other;
        calls.add(
            at.client()
                .sendAsync(
                    keyed(at, key, "POST", CATALOGS, SALES), HttpResponse.BodyHandlers.ofString()));
      }
      var answers = calls.stream().map(CompletableFuture::join).toList();

      assertThat(answers).extracting(HttpResponse::statusCode).contains(201).isSubsetOf(201, 409);
      assertThat(answers.stream().filter(one -> one.statusCode() == 201))
          .extracting(one -> new JsonObject(one.body()).getString("id"))
          .containsOnly(expect(201, elsewhere(key, SALES)).getString("id"));
      assertThat(catalogs()).isEqualTo(before + 1);
    }
  }

  @Test
  void an_answer_too_long_to_keep_is_given_as_things_are_now() {
    var parts = new JsonArray();
    for (int n = 0; n < 90; n++) {
      parts.add(
          new JsonObject()
              .put("@odata.type", "#microsoft.graph.singleUser")
              .put("userId", "u" + n + "x".repeat(90)));
    }
    var world = World.in(server);
    var policy =
        new JsonObject()
            .put("displayName", "Long")
            .put("description", "d".repeat(900))
            .put("allowedTargetScope", "specificDirectoryUsers")
            .put("specificAllowedTargets", parts)
            .put("accessPackage", new JsonObject().put("id", world.accessPackage()))
            .encode();
    var path = "v1.0" + TestServer.BASE + "/assignmentPolicies";

    var first = expect(201, call("k", "POST", path, policy));
    var again = expect(201, call("k", "POST", path, policy));

    assertThat(again).isEqualTo(first);
  }

  @Test
  void each_part_of_a_batch_has_its_own_key() {
    var part =
        new JsonObject()
            .put("method", "POST")
            .put("url", "/identityGovernance/entitlementManagement/catalogs")
            .put("headers", new JsonObject().put("Idempotency-Key", "k"))
            .put("body", new JsonObject(SALES));
    var batch =
        new JsonObject()
            .put(
                "requests",
                new JsonArray().add(part.copy().put("id", "1")).add(part.copy().put("id", "2")))
            .encode();

    var answers = expect(200, call("k", "POST", "v1.0/$batch", batch)).getJsonArray("responses");

    for (int n = 0; n < 2; n++) {
      assertThat(answers.getJsonObject(n).getInteger("status")).isEqualTo(201);
      assertThat(answers.getJsonObject(n).getJsonObject("body"))
          .isEqualTo(answers.getJsonObject(0).getJsonObject("body"));
    }
    assertThat(catalogs()).isEqualTo(1);
  }
}
