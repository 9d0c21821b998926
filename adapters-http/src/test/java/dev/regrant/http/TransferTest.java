package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers are sent: compressed, and without their bodies. */
final class TransferTest {
  private static final String LIST = "v1.0" + TestServer.BASE + "/catalogs";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
    for (int n = 0; n < 20; n++) {
      server.post("v1.0", "/catalogs", "{\"displayName\":\"Catalog %d\"}".formatted(n));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<byte[]> sent(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return server.client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }

  @Test
  void a_long_answer_is_compressed_for_whoever_asks() throws Exception {
    var plain = sent(server.authorized(LIST));
    var packed = sent(server.authorized(LIST).header("Accept-Encoding", "gzip"));

    assertThat(header(plain, "Content-Encoding")).isEqualTo("none");
    assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(new String(plain.body(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0", "br", "zstd"})
  void whoever_cannot_unpack_it_gets_it_as_it_is(String accepted) throws Exception {
    var answer = sent(server.authorized(LIST).header("Accept-Encoding", accepted));

    assertThat(header(answer, "Content-Encoding")).isEqualTo("none");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("{\"@odata.context\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"health/live", "health/ready", LIST + "?$top=1&$select=id"})
  void a_short_answer_is_never_compressed(String path) throws Exception {
    var answer = sent(server.authorized(path).header("Accept-Encoding", "gzip"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Encoding")).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {LIST, LIST + "/$count", "v1.0/$metadata", "v1.0", "health/live", "health/ready"})
  void head_tells_what_get_would_and_has_no_body(String path) throws Exception {
    var read = sent(server.authorized(path));
    var head = sent(server.authorized(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(read.body().length));
    assertThat(header(head, "Content-Type")).isEqualTo(header(read, "Content-Type"));
    assertThat(header(head, "ETag")).isEqualTo(header(read, "ETag"));
  }

  @Test
  void head_is_not_for_what_only_changes() throws Exception {
    var head =
        sent(
            server
                .authorized(LIST.replace("catalogs", "assignmentRequests/x/cancel"))
                .header("Accept-Encoding", "gzip")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(405);
    assertThat(header(head, "Allow")).isEqualTo("POST");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void what_has_no_body_has_none_compressed_either() throws Exception {
    var id = server.get("v1.0", "/catalogs").getJsonArray("value").getJsonObject(0).getString("id");
    var one = server.authorized(LIST + "/" + id).header("Accept-Encoding", "gzip");

    var changed = sent(one.copy().method("PATCH", TestServer.content("{\"description\":\"x\"}")));
    var known = sent(one.copy().header("If-None-Match", "*"));

    assertThat(changed.statusCode()).isEqualTo(204);
    assertThat(known.statusCode()).isEqualTo(304);
    for (var answer : List.of(changed, known)) {
      assertThat(answer.body()).isEmpty();
      assertThat(header(answer, "Content-Encoding")).isEqualTo("none");
    }
  }
}
