package dev.regrant.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FuzzTest} has found, each by itself. */
class FoundByFuzzingTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What comes back on these bytes, sent as they are. */
  private static String raw(String bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static String get(String path, String host) throws IOException {
    return raw("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host));
  }

  private static void assertGraphsError(String answer, int status, String code) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    var error =
        new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4)).getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo(code);
    assertThat(error.getJsonObject("innerError").getString("request-id")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1.0/%", "/v1.0/%zz", "/v1.0/x%c", "/%u0041", "/beta/%c0%af/%g0"})
  void a_path_that_cannot_be_decoded_is_graphs_error(String path) throws IOException {
    assertGraphsError(get(path, "127.0.0.1"), 400, "BadRequest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a:99999", "a b"})
  void a_host_that_is_none_is_graphs_error(String host) throws IOException {
    assertGraphsError(get("/v1.0", host), 400, "BadRequest");
  }

  @Test
  void a_description_in_a_format_that_cannot_be_decoded_is_graphs_error() throws IOException {
    assertGraphsError(get("/beta/$metadata?$format=%u0041", "127.0.0.1"), 400, "BadRequest");
  }

  @Test
  void an_object_id_that_nobody_can_have_is_refused() {
    var answer =
        server.call(
            "PATCH", "v1.0", "/subjects(objectId='a%00b')", "{\"subjectLifecycle\":\"governed\"}");

    TestServer.assertError(answer, 400, "InvalidId");
  }

  @ParameterizedTest
  @CsvSource({
    "$filter=displayName%20add%20null, InvalidFilter",
    "$filter=displayName%20in%20null, InvalidFilter",
    "$search=%E1%A7%BF, InvalidSearch"
  })
  void a_query_that_the_parser_did_not_foresee_is_refused_in_our_words(String query, String code) {
    var answer = server.call("GET", "v1.0", "/catalogs?" + query, "");

    TestServer.assertError(answer, 400, code);
    assertThat(answer.body()).doesNotContain("Exception");
  }

  @Test
  void a_body_of_null_under_a_key_is_refused_as_without() {
    var answer =
        server.send(
            server
                .authorized("v1.0" + TestServer.BASE + "/catalogs")
                .header("Idempotency-Key", "of-null")
                .POST(TestServer.content("null"))
                .build());

    TestServer.assertError(answer, 400, "InvalidModel");
  }

  @Test
  void a_client_that_goes_away_in_its_own_body_is_no_error_of_ours() throws IOException {
    var logged = new Logged();
    var log = Logger.getLogger("dev.regrant");
    log.addHandler(logged);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1.0/$batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                      + "Content-Length: 100\r\n\r\n{")
                  .formatted(server.token())
                  .getBytes(ISO_8859_1));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
      // The next answer comes when the server has done with that.
      server.send(server.to("/health/live").build());
    } finally {
      log.removeHandler(logged);
    }

    assertThat(logged.messages).isEmpty();
  }

  /** Remembers what is logged as an error. */
  private static final class Logged extends Handler {
    private final List<String> messages = new ArrayList<>();

    @Override
    public synchronized void publish(LogRecord one) {
      if (one.getLevel().intValue() >= Level.SEVERE.intValue()) {
        messages.add(one.getMessage());
      }
    }

    @Override
    public void flush() {
      // They are at hand.
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }
}
