package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes to what was read, and to nothing else; and reading only what has changed. */
final class EntityTagsTest {
  private final ObservedStore store = new ObservedStore();
  private final TestServer server = new TestServer(store, Settings.Limits.DEFAULT);
  private World world;
  private String sales;

  @BeforeEach
  void fill() {
    world = World.in(server);
    sales = "/catalogs/" + world.catalog();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> call(
      String method, String path, String body, String header, String value) {
    return server.send(
        server
            .authorized("v1.0" + TestServer.BASE + path)
            .header(header, value)
            .method(method, TestServer.content(body))
            .build());
  }

  private HttpResponse<String> rename(String to, String ifMatch) {
    return call("PATCH", sales, "{\"displayName\":\"%s\"}".formatted(to), "If-Match", ifMatch);
  }

  private static String tag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow(() -> new AssertionError(answer));
  }

  private String tagNow(String path) {
    var answer = server.call("GET", "v1.0", path, "");
    assertThat(expect(200, answer).getString("@odata.etag")).isEqualTo(tag(answer));
    return tag(answer);
  }

  private String name() {
    return server.get("v1.0", sales).getString("displayName");
  }

  @Test
  void an_entity_has_the_tag_that_its_last_change_was_answered_with() {
    var made = server.call("POST", "v1.0", "/catalogs", "{\"displayName\":\"New\"}");
    String path = "/catalogs/" + expect(201, made).getString("id");
    assertThat(tagNow(path)).startsWith("W/\"").isEqualTo(tag(made));
    assertThat(expect(201, made).getString("@odata.etag")).isEqualTo(tag(made));

    var changed = server.call("PATCH", "v1.0", path, "{\"displayName\":\"Newer\"}");

    assertThat(changed.statusCode()).isEqualTo(204);
    assertThat(tagNow(path)).isEqualTo(tag(changed)).isNotEqualTo(tag(made));
  }

  @Test
  void lists_and_expansions_have_tags_too() {
    var list = server.get("v1.0", "/catalogs?$expand=accessPackages").getJsonArray("value");

    var catalog = list.getJsonObject(0);
    assertThat(catalog.getString("@odata.etag")).isEqualTo(tagNow(sales));
    assertThat(catalog.getJsonArray("accessPackages").getJsonObject(0).getString("@odata.etag"))
        .isEqualTo(tagNow("/accessPackages/" + world.accessPackage()));
  }

  @Test
  void what_others_have_changed_meanwhile_is_not_changed() {
    String seen = tagNow(sales);
    expect(204, rename("Mine", seen));

    var late = rename("Theirs", seen);

    assertError(late, 412, "PreconditionFailed");
    assertThat(name()).isEqualTo("Mine");
    assertError(call("DELETE", sales, "", "If-Match", seen), 412, "PreconditionFailed");
    expect(204, rename("Theirs", tagNow(sales)));
  }

  @ParameterizedTest
  @CsvSource({
    "'*',                   204",
    "'W/\"x\", TAG',        204",
    "'STRONG',              204",
    "'W/\"x\" , \"y\"',     412",
    "'\"\"',                412",
    "'TAG TAG',             400",
    "'x',                   400",
    "'',                    400",
  })
  void a_condition_is_a_list_of_tags_or_any(String condition, int status) {
    String tag = tagNow(sales);

    var answer =
        rename("New", condition.replace("TAG", tag).replace("STRONG", tag.replace("W/", "")));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status == 400) {
      assertThat(TestServer.error(answer).getString("target")).isEqualTo("If-Match");
    }
  }

  @Test
  void what_is_not_there_is_not_found_on_any_condition() {
    String gone = "/catalogs/00000000-0000-0000-0000-000000000001";

    for (String condition : List.of("*", "W/\"1\"")) {
      assertError(call("PATCH", gone, "{}", "If-Match", condition), 404, "ResourceNotFound");
    }
  }

  @Test
  void everything_that_can_be_updated_has_a_condition() {
    String extension = sales + "/customWorkflowExtensions/" + world.extension();
    String organization =
        "/connectedOrganizations/"
            + server
                .post("v1.0", "/connectedOrganizations", "{\"displayName\":\"Partner\"}")
                .getString("id");
    server.post("v1.0", "/assignmentRequests", world.adminAdd());
    String subject =
        "/subjects/"
            + server
                .get("v1.0", "/subjects(objectId='%s')".formatted(ANN.objectId()))
                .getString("id");
    var named = "{\"displayName\":\"Changed\"}";
    List<String[]> updates =
        List.of(
            new String[] {sales, named},
            new String[] {"/accessPackages/" + world.accessPackage(), named},
            new String[] {extension, named},
            new String[] {organization, named},
            new String[] {subject, "{\"subjectLifecycle\":\"governed\"}"},
            new String[] {"/settings", "{\"externalUserLifecycleAction\":\"blockSignIn\"}"});
    for (String[] update : updates) {
      String before = tagNow(update[0]);
      assertError(
          call("PATCH", update[0], update[1], "If-Match", "W/\"77\""), 412, "PreconditionFailed");
      assertThat(tagNow(update[0])).isEqualTo(before);

      var changed = call("PATCH", update[0], update[1], "If-Match", before);

      assertThat(changed.statusCode()).as(update[0]).isBetween(202, 204);
      assertThat(tagNow(update[0])).as(update[0]).isEqualTo(tag(changed)).isNotEqualTo(before);
    }
  }

  @Test
  void a_policy_is_replaced_or_deleted_as_it_was_read() {
    String policy = "/assignmentPolicies/" + world.policy();
    var read = server.call("GET", "v1.0", policy, "");

    var put = expect(200, call("PUT", policy, read.body(), "If-Match", tag(read)));

    assertThat(put.getString("@odata.etag")).isEqualTo(tagNow(policy)).isNotEqualTo(tag(read));
    assertError(call("PUT", policy, read.body(), "If-Match", tag(read)), 412, "PreconditionFailed");
    assertError(call("DELETE", policy, "", "If-Match", tag(read)), 412, "PreconditionFailed");
    expect(204, call("DELETE", policy, "", "If-Match", put.getString("@odata.etag")));
  }

  @Test
  void a_change_that_comes_between_the_check_and_the_write_is_noticed() {
    String seen = tagNow(sales);
    var isArmed = new AtomicBoolean(true);
    var transactions = new AtomicInteger();
    // The last transaction of a change is the write; what goes before only reads.
    store.before.set(transactions::incrementAndGet);
    expect(204, rename("Mine", seen));
    int writes = transactions.get();
    var now = tagNow(sales);
    transactions.set(0);
    store.before.set(
        () -> {
          if (transactions.incrementAndGet() == writes && isArmed.getAndSet(false)) {
            server.call("PATCH", "v1.0", sales, "{\"displayName\":\"Theirs\"}");
          }
        });

    var late = rename("Late", now);

    assertThat(isArmed).isFalse();
    assertError(late, 412, "PreconditionFailed");
    assertThat(name()).isEqualTo("Theirs");
  }

  @Test
  void of_writers_with_the_same_tag_one_wins() {
    for (int round = 0; round < 5; round++) {
      String seen = tagNow(sales);
      var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int n = 0; n < 6; n++) {
        calls.add(
            server
                .client()
                .sendAsync(
                    server
                        .authorized("v1.0" + TestServer.BASE + sales)
                        .header("If-Match", seen)
                        .method(
                            "PATCH", TestServer.content("{\"description\":\"%d\"}".formatted(n)))
                        .build(),
                    HttpResponse.BodyHandlers.ofString()));
      }
      var statuses = calls.stream().map(one -> one.join().statusCode()).toList();

      assertThat(statuses).containsOnlyOnce(204).isSubsetOf(204, 412);
    }
  }

  @Test
  void what_is_known_already_is_not_sent_again() {
    String seen = tagNow(sales);

    var known = call("GET", sales, "", "If-None-Match", "W/\"0\", " + seen);
    expect(204, rename("Other", "*"));
    var changed = call("GET", sales, "", "If-None-Match", seen);

    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(tag(known)).isEqualTo(seen);
    assertThat(known.headers().firstValue("Content-Type")).isEmpty();
    assertThat(expect(200, changed).getString("displayName")).isEqualTo("Other");
    assertThat(call("GET", sales, "", "If-None-Match", "*").statusCode()).isEqualTo(304);
    assertError(call("GET", sales, "", "If-None-Match", "W/"), 400, "BadRequest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/catalogs/CATALOG?$expand=accessPackages", "/assignmentRequests/REQUEST"})
  void what_shows_more_than_one_version_is_always_sent(String template) {
    String path = template.replace("CATALOG", world.catalog()).replace("REQUEST", world.request());

    assertThat(call("GET", path, "", "If-None-Match", "*").statusCode()).isEqualTo(200);
  }

  @Test
  void a_change_on_condition_that_the_client_has_not_seen_it_is_refused_if_it_has() {
    String seen = tagNow(sales);

    assertError(
        call("PATCH", sales, "{\"displayName\":\"x\"}", "If-None-Match", seen),
        412,
        "PreconditionFailed");
    assertThat(
            call("PATCH", sales, "{\"displayName\":\"x\"}", "If-None-Match", "W/\"0\"")
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void parts_of_a_batch_have_tags_and_conditions() {
    var url = "/identityGovernance/entitlementManagement" + sales;
    var read = new JsonObject().put("id", "1").put("method", "GET").put("url", url);
    var write =
        new JsonObject()
            .put("id", "2")
            .put("method", "PATCH")
            .put("url", url)
            .put("headers", new JsonObject().put("If-Match", "W/\"77\""))
            .put("body", new JsonObject().put("displayName", "x"));
    var batch = new JsonObject().put("requests", new JsonArray().add(read).add(write));

    var answers =
        expect(
                200,
                server.send(
                    server
                        .authorized("v1.0/$batch")
                        .POST(TestServer.content(batch.encode()))
                        .build()))
            .getJsonArray("responses");

    assertThat(answers.getJsonObject(0).getJsonObject("headers").getString("ETag"))
        .isEqualTo(tagNow(sales));
    assertThat(answers.getJsonObject(1).getInteger("status")).isEqualTo(412);
    assertThat(name()).isEqualTo("Sales");
  }
}
