package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls whose end one server sees here and another there (RFC 9112, sections 2.2, 5 and 6): none of
 * them may bring a second call along.
 */
@Timeout(120)
class SmugglingTest {
  private static final String SMUGGLED = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
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
      textBlock =
          """
          Content-Length: 6~Transfer-Encoding: chunked           | 0~~
          Transfer-Encoding: chunked~Content-Length: 6           | 0~~
          Content-Length: 3~Content-Length: 0                    | abc
          Content-Length: 0, 3                                   | abc
          Content-Length: +3                                     | abc
          Content-Length: -3                                     | abc
          Content-Length: 0x3                                    | abc
          Content-Length: 3 3                                    | abc
          Content-Length: 99999999999999999999                   | abc
          Content-Length : 3                                     | abc
          Transfer-Encoding : chunked                            | 0~~
          Transfer-Encoding: xchunked                            | 0~~
          Transfer-Encoding: chunked, identity                   | 0~~
          Transfer-Encoding: identity                            | 0~~
          Transfer-Encoding: gzip, chunked                       | 0~~
          Transfer-Encoding: chunked~Transfer-Encoding: identity | 0~~
          Transfer-Encoding: chunked~Transfer-Encoding: chunked  | 0~~
          Transfer-Encoding:#chunked                             | 0~~
          X: y~ Transfer-Encoding: chunked                       | 0~~
          Transfer-Encoding: chunked                             | 0x0~~
          Transfer-Encoding: chunked                             | -1~~
          Transfer-Encoding: chunked                             | zz~~
          Transfer-Encoding: chunked                             | ffffffffffffffff~~
          Host: y                                                | ''
          """)
  void what_can_be_read_in_two_ways_brings_no_second_call_along(String headers, String body) {
    try (var client = new RawClient(server)) {
      String all =
          client
              .say("POST /v1.0/$batch HTTP/1.1\r\nHost: x\r\n")
              .say(headers.replace("~", "\r\n").replace('#', '\u000b') + "\r\n\r\n")
              .say(body.replace("~", "\r\n") + SMUGGLED)
              .untilEnd();

      // A connection that ends without a word will do, too.
      assertThat(all).matches("(?s)|HTTP/1.1 4.*").doesNotContain("\"UP\"", "HTTP/1.1 2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'POST /v1.0/x HTTP/1.0~Transfer-Encoding: chunked~~0~~'",
    "'GET /v1.0/x HTTP/1.1~~'",
    "'GET http://other.test/v1.0/x HTTP/9.9~Host: x~~'",
    "'GET /v1.0/x~Host: x~~'",
    "'GET /v1.0/x HTTP/1.1~Host: x~A B: c~~'",
    "'GET /v1.0/x HTTP/1.1~Host: x~: c~~'"
  })
  void a_head_that_is_not_right_is_refused_and_ends_the_connection(String head) {
    try (var client = new RawClient(server)) {
      String all = client.say(head.replace("~", "\r\n") + SMUGGLED).untilEnd();

      assertThat(all).matches("(?s)HTTP/\\S+ (400|501) .*").doesNotContain("\"UP\"");
    }
  }

  @Test
  void a_body_in_chunks_is_taken_and_its_connection_ends_with_its_answer() {
    String body = "{\"displayName\":\"In chunks\"}";
    try (var client = new RawClient(server)) {
      String all =
          client
              .say("POST /v1.0%s/catalogs HTTP/1.1\r\nHost: x\r\n".formatted(TestServer.BASE))
              .say("Authorization: Bearer %s\r\n".formatted(server.token()))
              .say("Transfer-Encoding: chunked\r\n\r\n")
              .say("%x\r\n%s\r\n0\r\n\r\n".formatted(body.length(), body))
              .say(SMUGGLED)
              .untilEnd();

      assertThat(all)
          .startsWith("HTTP/1.1 201 ")
          .containsIgnoringCase("\r\nConnection: close\r\n")
          .doesNotContain("\"UP\"");
    }
  }

  @Test
  void too_many_headers_are_refused() {
    String headers =
        IntStream.range(0, 1_000).mapToObj(i -> "X-" + i + ": y\r\n").collect(Collectors.joining());
    try (var client = new RawClient(server)) {
      assertThat(
              client
                  .say("GET /health/live HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + SMUGGLED)
                  .untilEnd())
          .startsWith("HTTP/1.1 400 ")
          .doesNotContain("\"UP\"");
    }
  }

  @Test
  void a_body_of_very_many_members_is_answered() {
    String members =
        IntStream.range(0, 60_000)
            .mapToObj(i -> "\"m" + i + "\":1")
            .collect(Collectors.joining(","));

    var answer = server.call("POST", "v1.0", "/catalogs", "{" + members + "}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body().length()).isLessThan(10_000);
  }
}
