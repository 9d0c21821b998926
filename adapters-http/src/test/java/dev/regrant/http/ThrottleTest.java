package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.testkit.InMemoryStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final String READ = "EntitlementManagement.Read.All";
  private static final String CATALOGS = "/v1.0" + TestServer.BASE + "/catalogs";

  private static TestServer server(int caller, int tenant, int refusedTokens) {
    return new TestServer(
        new InMemoryStore(),
        Settings.Limits.DEFAULT.with(new Settings.Rates(caller, tenant, refusedTokens)));
  }

  private static HttpResponse<String> call(TestServer server) {
    return server.call("GET", "v1.0", "/catalogs", "");
  }

  private static void callTenTimes(TestServer server) {
    for (int i = 0; i < 10; i++) {
      assertThat(call(server).statusCode()).isEqualTo(200);
    }
  }

  private static void assertThrottled(HttpResponse<String> answer, String message) {
    assertError(answer, 429, "TooManyRequests");
    assertThat(answer.body()).contains(message);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void a_caller_who_calls_too_often_is_told_when_to_come_back_and_others_are_not() {
    try (var server = server(1, 0, 0)) {
      callTenTimes(server);

      assertThrottled(call(server), "This caller calls too often");
      assertThat(server.callAs(READ, "GET", CATALOGS, "").statusCode()).isEqualTo(200);
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(call(server).statusCode()).isEqualTo(200);
      assertThrottled(call(server), "This caller");
    }
  }

  @Test
  void the_callers_of_a_tenant_share_what_it_has_and_other_tenants_do_not() {
    try (var server = server(0, 1, 0)) {
      callTenTimes(server);

      assertThrottled(server.callAs(READ, "GET", CATALOGS, ""), "this tenant");
      var elsewhere = server.claims().put("tid", new UUID(0x33, 0x44).toString());
      var other =
          server.send(
              server
                  .to(CATALOGS)
                  .header("Authorization", "Bearer " + server.token(elsewhere))
                  .build());
      assertThat(other.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void each_part_of_a_batch_counts_by_itself() {
    var requests = new JsonArray();
    for (int i = 0; i < 12; i++) {
      requests.add(
          new JsonObject()
              .put("id", "" + i)
              .put("method", "GET")
              .put("url", TestServer.BASE + "/catalogs"));
    }
    try (var server = server(1, 0, 0)) {
      var answer =
          server.send(
              server
                  .authorized("v1.0/$batch")
                  .POST(TestServer.content(new JsonObject().put("requests", requests).encode()))
                  .build());

      var responses = TestServer.expect(200, answer).getJsonArray("responses");
      assertThat(responses.stream().map(part -> ((JsonObject) part).getInteger("status")))
          // The batch itself was a call, too.
          .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 200, 429, 429, 429);
      var last = responses.getJsonObject(11);
      assertThat(last.getJsonObject("headers").getString("Retry-After")).isEqualTo("1");
      assertThat(last.getJsonObject("body").getJsonObject("error").getString("code"))
          .isEqualTo("TooManyRequests");
    }
  }

  @Test
  void an_address_with_too_many_refused_tokens_is_refused_before_its_token_is_read() {
    try (var server = server(0, 0, 1)) {
      var wrong = server.to(CATALOGS).header("Authorization", "Bearer a.b.c").build();
      for (int i = 0; i < 10; i++) {
        assertError(server.send(wrong), 401, "InvalidAuthenticationToken");
      }

      assertThrottled(server.send(wrong), "from this address");
      assertThrottled(call(server), "from this address");
      assertThat(server.send(server.to("/health/live").build()).statusCode()).isEqualTo(200);
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(call(server).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void calls_that_are_allowed_are_not_counted_for_the_address() {
    try (var server = server(0, 0, 1)) {
      callTenTimes(server);
      callTenTimes(server);
    }
  }
}
