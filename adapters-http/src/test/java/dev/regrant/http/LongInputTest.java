package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is as long, and as deep, as a request line can be: it must not exhaust a parser's stack. */
class LongInputTest {
  private static final int MOST = 14_000;
  private static final int IN_A_FILTER = 7_500;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Arguments query(String option, String value, int status) {
    return Arguments.of("/catalogs?" + option + "=" + URLEncoder.encode(value, UTF_8), status);
  }

  static Stream<Arguments> long_paths_and_queries_are_answered_and_never_a_bug() {
    return Stream.of(
        query("$filter", "displayName eq '" + "x".repeat(IN_A_FILTER) + "'", 200),
        query("$filter", "displayName eq '" + "''".repeat(1_200) + "'", 200),
        query("$filter", "displayName eq '" + "x".repeat(IN_A_FILTER), 400),
        query("$filter", "displayName eq 'x'" + " or isExternallyVisible".repeat(300), 200),
        query("$filter", "not ".repeat(1_900) + "isExternallyVisible", 400),
        query(
            "$filter", "not isExternallyVisible" + " and not isExternallyVisible".repeat(250), 200),
        query("$filter", "not (".repeat(1_500) + "isExternallyVisible" + ")".repeat(500), 400),
        query("$filter", "accessPackages/".repeat(500) + "id eq 'x'", 400),
        query("$filter", "a/".repeat(3_900) + "any(x:x/id eq 'x')", 400),
        query("$filter", "id in (" + "'x',".repeat(1_500) + "'x')", 400),
        query(
            "$filter", "accessPackages/any(p:" + "p/isHidden or ".repeat(400) + "p/isHidden)", 200),
        query("$search", "(".repeat(4_000) + "x" + ")".repeat(4_000), 400),
        query("$search", "(".repeat(4_000), 400),
        query("$search", "x" + " OR x".repeat(1_000), 400),
        query("$search", "x" + " x".repeat(MOST / 4), 400),
        query("$search", "\"" + "x".repeat(MOST / 2) + "\"", 400),
        query("$orderby", "displayName" + ",displayName".repeat(1_000), 400),
        query("$select", "displayName" + ",displayName".repeat(1_000), 200),
        query("$expand", "accessPackages(" + "$expand=catalog(".repeat(600), 400),
        query("$expand", "accessPackages(" + "(".repeat(4_000) + ")".repeat(4_000) + ")", 400),
        Arguments.of("/subjects(objectId='" + "x".repeat(MOST) + "')", 400),
        Arguments.of("/catalogs('" + "x".repeat(MOST) + "')", 400),
        Arguments.of("/assignmentRequests/filterByCurrentUser(on='" + "x".repeat(MOST) + "')", 400),
        Arguments.of("/" + "catalogs/".repeat(MOST / 9), 404));
  }

  @ParameterizedTest
  @MethodSource
  void long_paths_and_queries_are_answered_and_never_a_bug(String path, int status) {
    var answer = server.call("GET", "v1.0", path, "");

    assertThat(answer.statusCode()).as(told(answer)).isEqualTo(status);
  }

  private static String told(HttpResponse<String> answer) {
    return answer.body().substring(0, Math.min(300, answer.body().length()));
  }

  @Test
  void a_call_in_a_batch_is_no_longer_than_one_by_itself() {
    var part =
        new JsonObject()
            .put("id", "1")
            .put("method", "GET")
            .put(
                "url",
                "/identityGovernance/entitlementManagement/catalogs?$search="
                    + "(".repeat(100_000)
                    + "x");
    var answer =
        server.send(
            server
                .authorized("v1.0/$batch")
                .POST(
                    TestServer.content(
                        new JsonObject().put("requests", new JsonArray().add(part)).encode()))
                .build());

    TestServer.assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo("requests[0].url");
  }

  @Test
  void a_call_in_a_batch_may_name_an_address_in_its_query() {
    var part =
        new JsonObject()
            .put("id", "1")
            .put("method", "GET")
            .put(
                "url",
                "/identityGovernance/entitlementManagement/catalogs?$filter=displayName eq"
                    + " 'http://example.org'");
    var answer =
        server.send(
            server
                .authorized("v1.0/$batch")
                .POST(
                    TestServer.content(
                        new JsonObject().put("requests", new JsonArray().add(part)).encode()))
                .build());

    var responses = TestServer.expect(200, answer).getJsonArray("responses");
    assertThat(responses.getJsonObject(0).getInteger("status")).isEqualTo(200);
  }
}
