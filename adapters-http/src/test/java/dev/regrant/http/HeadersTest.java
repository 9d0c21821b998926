package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.testkit.InMemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers say to browsers and proxies, though neither is asked for. */
class HeadersTest {
  private static final String CATALOGS = "/v1.0" + TestServer.BASE + "/catalogs";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1.0/identityGovernance/entitlementManagement/catalogs",
    "OPTIONS, /v1.0/identityGovernance/entitlementManagement/catalogs",
    "GET, /v1.0/none",
    "GET, /none",
    "GET, /v1.0/$metadata",
    "GET, /health/live"
  })
  void every_answer_tells_browsers_to_keep_out(String method, String path) {
    var answer =
        server.send(
            server
                .authorized(path.substring(1))
                .header("Origin", "https://evil.test")
                .header("Access-Control-Request-Method", "POST")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());

    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control-"))
        .doesNotContain("server", "x-powered-by", "set-cookie", "strict-transport-security");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .contains("default-src 'none'; frame-ancestors 'none'");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void where_there_is_tls_browsers_are_told_to_stay_with_it() throws Exception {
    try (var tls = new TestTls();
        var secured = new TestServer(new InMemoryStore(), Settings.Limits.DEFAULT, tls.files());
        var client = HttpClient.newBuilder().sslContext(TestTls.trusting()).build()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://localhost:%d/none".formatted(secured.server.port())))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000; includeSubDomains");
    }
  }

  @Test
  void headers_of_proxies_change_nothing() {
    var answer =
        server.send(
            server
                .authorized(CATALOGS.substring(1))
                .header("X-Forwarded-Host", "evil.test")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("X-HTTP-Method-Override", "DELETE")
                .header("X-Original-URL", "/v1.0/none")
                .header("Forwarded", "host=evil.test;proto=https")
                .build());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("http://127.0.0.1:").doesNotContain("evil.test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRACE /v1.0/identityGovernance/entitlementManagement/catalogs HTTP/1.1",
        "TRACE /health/live HTTP/1.1",
        "TRACK / HTTP/1.1",
        "CONNECT other.test:443 HTTP/1.1"
      })
  void trace_and_connect_are_refused(String line) {
    try (var client = new RawClient(server)) {
      String answer =
          client
              .say(line + "\r\nHost: x\r\nX-Mark: mine\r\nAuthorization: Bearer ")
              .say(server.token() + "\r\nConnection: close\r\n\r\n")
              .untilEnd();

      assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("X-Mark");
    }
  }
}
