package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of which no member can be read. */
class MalformedBodyTest {
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
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"displayName":         | line 1, column
          {"a":1,}                | line 1, column
          nonsense                | line 1, column
          {"a":"\\ud83"}          | line 1, column
          {"a":1}{"b":2}          | not valid JSON
          {"a":{"b":1,"c":2,"b":3}} | 'b' twice in the same object, at line 1, column
          {"displayName":"x","displayName":null} | 'displayName' twice
          {"displayName":99999e999999999999} | must be a string
          [1]                     | JSON object
          [{"displayName":"x"}]   | JSON object
          "text"                  | JSON object
          null                    | JSON object
          """)
  void a_body_that_is_no_json_object_is_refused(String body, String message) {
    var answer = server.call("POST", "v1.0", "/catalogs", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestServer.error(answer).getString("code")).isIn("InvalidJson", "InvalidModel");
    assertThat(TestServer.error(answer).getString("message")).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0 80", "ff", "e2 82", "ed a0 bd"})
  void a_body_that_is_not_utf_8_is_refused(String bytes) {
    var body = new ByteArrayOutputStream();
    body.writeBytes("{\"displayName\":\"".getBytes(StandardCharsets.UTF_8));
    body.writeBytes(HexFormat.ofDelimiter(" ").parseHex(bytes));
    body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));

    var answer =
        server.send(
            server
                .authorized("v1.0" + TestServer.BASE + "/catalogs")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(TestServer.error(answer).getString("code")).isIn("InvalidJson", "InvalidModel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32"})
  void a_body_in_another_encoding_is_refused(String encoding) {
    byte[] body = "{\"displayName\":\"Sales\"}".getBytes(Charset.forName(encoding));

    var answer =
        server.send(
            server
                .authorized("v1.0" + TestServer.BASE + "/catalogs")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());

    assertError(answer, 400, "InvalidJson");
  }

  @Test
  void a_number_of_endless_digits_is_refused_or_ignored() {
    for (String member : new String[] {"displayName", "ignored"}) {
      var answer =
          server.call(
              "POST", "v1.0", "/catalogs", "{\"%s\":%s}".formatted(member, "9".repeat(100_000)));

      assertError(answer, 400, "InvalidJson");
    }
  }

  @Test
  void an_empty_body_lacks_what_is_required() {
    var answer = server.call("POST", "v1.0", "/catalogs", "");

    assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo("displayName");
  }

  @Test
  void a_body_that_is_nested_endlessly_is_refused() {
    var answer = server.call("POST", "v1.0", "/catalogs", "[".repeat(100_000));

    assertError(answer, 400, "InvalidJson");
  }

  @Test
  void a_body_that_is_too_long_is_refused() {
    var answer =
        server.call(
            "POST", "v1.0", "/catalogs", "{\"displayName\":\"" + "x".repeat(1 << 20) + "\"}");

    assertError(answer, 413, "RequestEntityTooLarge");
  }

  @Test
  void a_body_that_says_it_is_something_else_is_refused() {
    var answer =
        server.send(
            server
                .authorized("v1.0" + TestServer.BASE + "/catalogs")
                .header("Content-Type", "application/xml")
                .POST(TestServer.content("<x/>"))
                .build());

    assertError(answer, 415, "UnsupportedMediaType");
  }

  @Test
  void a_body_that_is_compressed_is_refused_so_that_clients_send_it_plain() {
    var answer =
        server.send(
            server
                .authorized("v1.0" + TestServer.BASE + "/catalogs")
                .header("Content-Encoding", "gzip")
                .POST(TestServer.content("x"))
                .build());

    assertError(answer, 415, "UnsupportedMediaType");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;IEEE754Compatible=false"
      })
  void json_is_taken_under_all_its_names(String type) {
    var answer =
        server.send(
            server
                .authorized("v1.0" + TestServer.BASE + "/catalogs")
                .header("Content-Type", type)
                .POST(TestServer.content("{\"displayName\":\"Typed\"}"))
                .build());

    assertThat(answer.statusCode()).isEqualTo(201);
  }
}
