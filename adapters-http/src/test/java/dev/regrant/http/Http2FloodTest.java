package dev.regrant.http;

import static dev.regrant.http.RawHttp2.CONTINUATION;
import static dev.regrant.http.RawHttp2.DATA;
import static dev.regrant.http.RawHttp2.END_HEADERS;
import static dev.regrant.http.RawHttp2.END_STREAM;
import static dev.regrant.http.RawHttp2.GOAWAY;
import static dev.regrant.http.RawHttp2.HEADERS;
import static dev.regrant.http.RawHttp2.PING;
import static dev.regrant.http.RawHttp2.RST_STREAM;
import static dev.regrant.http.RawHttp2.SETTINGS;
import static dev.regrant.http.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.testkit.InMemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Floods of frames that have brought servers down. Each ends its own connection, and no other. */
@Timeout(120)
class Http2FloodTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final String LIVE = "/health/live";

  private static final SSLContext CONTEXT = TestTls.trusting();
  private static TestTls tls;
  private static TestServer server;

  /** Frames that come one after the other. */
  private interface Flood {
    void send(RawHttp2 client, int i) throws IOException;
  }

  @BeforeAll
  static void start() {
    tls = new TestTls();
    server =
        new TestServer(
            new InMemoryStore(),
            new Settings.Limits(
                1 << 20,
                16,
                64,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Settings.Rates.NONE,
                new Settings.Connections(100, 100, Duration.ofSeconds(2))),
            tls.files());
  }

  @AfterAll
  static void stop() {
    server.close();
    tls.close();
  }

  private static RawHttp2 client() {
    return new RawHttp2(server.server.port(), CONTEXT);
  }

  @AfterEach
  void others_are_served() throws IOException {
    try (var client = client()) {
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, RawHttp2.get(LIVE));
      client.flush();

      assertThat(client.until(HEADERS)).extracting(RawHttp2.Frame::type).endsWith(HEADERS);
    }
  }

  /** What the server says at the end of a flood, if it is read. */
  private static Optional<Integer> flood(int atMost, boolean isRead, Flood flood) {
    try (var client = client()) {
      try {
        for (int i = 0; i < atMost; i++) {
          flood.send(client, i);
        }
        client.flush();
        if (!isRead) {
          throw new AssertionError("the server took all of it");
        }
      } catch (IOException ended) {
        if (!isRead) {
          return Optional.empty();
        }
      }
      return goAway(client.until(GOAWAY));
    }
  }

  private static Optional<Integer> goAway(List<RawHttp2.Frame> frames) {
    return frames.stream()
        .filter(frame -> frame.type() == GOAWAY)
        .map(frame -> frame.payload().getInt(4))
        .findFirst();
  }

  private static byte[] number(int number) {
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  @Test
  void calls_that_are_taken_back_at_once() {
    var said =
        flood(
            1_000,
            true,
            (client, i) -> {
              client.frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, RawHttp2.get(LIVE));
              client.frame(RST_STREAM, 0, 2 * i + 1, number(8));
            });

    assertThat(said).contains(ENHANCE_YOUR_CALM);
  }

  @Test
  void calls_that_make_the_server_take_them_back() {
    var said =
        flood(
            1_000,
            true,
            (client, i) -> {
              client.frame(HEADERS, END_HEADERS, 2 * i + 1, RawHttp2.post(LIVE));
              client.frame(WINDOW_UPDATE, 0, 2 * i + 1, number(0));
            });

    assertThat(said).contains(ENHANCE_YOUR_CALM);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "1000"})
  void heads_that_never_end(int length) {
    byte[] more =
        length == 0 ? new byte[0] : RawHttp2.header("x", "y".repeat(Math.max(1, length - 4)));
    try (var client = client()) {
      try {
        client.frame(HEADERS, END_STREAM, 1, RawHttp2.get(LIVE));
        for (int i = 0; i < 100_000; i++) {
          client.frame(CONTINUATION, 0, 1, more);
        }
        client.flush();
        throw new AssertionError("the server took all of it");
      } catch (IOException ended) {
        // As it should.
      }
    }
  }

  @Test
  void pings_whose_answers_are_not_read() {
    flood(3_000_000, false, (client, i) -> client.frame(PING, 0, 0, new byte[8]));
  }

  @Test
  void settings_whose_answers_are_not_read() {
    flood(3_000_000, false, (client, i) -> client.frame(SETTINGS, 0, 0, new byte[0]));
  }

  @Test
  void parts_of_a_body_with_nothing_in_them() {
    var said =
        flood(
            1_000,
            true,
            (client, i) -> {
              if (i == 0) {
                client.frame(HEADERS, END_HEADERS, 1, RawHttp2.post("/v1.0/$batch"));
              }
              client.frame(DATA, 0, 1, new byte[0]);
            });

    assertThat(said).contains(ENHANCE_YOUR_CALM);
  }

  @Test
  void headers_that_grow_by_being_referred_to() throws IOException {
    var bomb = new ByteArrayOutputStream();
    bomb.writeBytes(RawHttp2.get(LIVE));
    byte[] kept = RawHttp2.header("x", "y".repeat(3_000));
    kept[0] = 0x40; // Kept, so that one byte stands for it from now on.
    bomb.writeBytes(kept);
    for (int i = 0; i < 1_000; i++) {
      bomb.write(0xbe);
    }
    try (var client = client()) {
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, bomb.toByteArray());
      client.flush();

      var frames = client.until(RST_STREAM);
      assertThat(frames)
          .noneMatch(frame -> frame.type() == DATA && frame.payload().toString().contains("UP"));
    }
  }

  @ParameterizedTest
  @CsvSource({"transfer-encoding, chunked", "connection, close", "X-Capital, y", "x, 'a\r\nb: c'"})
  void headers_that_http_2_has_not(String name, String value) throws IOException {
    try (var client = client()) {
      client.frame(
          HEADERS, END_HEADERS | END_STREAM, 1, RawHttp2.get(LIVE, RawHttp2.header(name, value)));
      client.flush();

      var frames = client.until(RST_STREAM);
      assertThat(frames)
          .noneMatch(frame -> frame.type() == DATA && frame.payload().toString().contains("UP"));
    }
  }

  @Test
  void a_body_that_is_longer_than_its_length_says() throws IOException {
    try (var client = client()) {
      client.frame(
          HEADERS,
          END_HEADERS,
          1,
          RawHttp2.post("/v1.0/$batch", RawHttp2.header("content-length", "1")));
      client.frame(DATA, END_STREAM, 1, new byte[] {'{', '}', ' '});
      client.flush();

      assertThat(client.until(RST_STREAM)).extracting(RawHttp2.Frame::type).endsWith(RST_STREAM);
    }
  }

  @Test
  void no_more_calls_at_once_than_the_server_says() {
    try (var client = client()) {
      var settings = client.until(SETTINGS).getLast();

      boolean isLimited = false;
      for (int at = 0; at < settings.payload().length(); at += 6) {
        if (settings.payload().getUnsignedShort(at) == 3) {
          assertThat(settings.payload().getInt(at + 2)).isEqualTo(100);
          isLimited = true;
        }
      }
      assertThat(isLimited).isTrue();
    }
  }

  @Test
  void an_answer_that_the_client_makes_no_room_for_is_taken_back() throws IOException {
    try (var client = client()) {
      // From now on a stream has room for 0 bytes.
      client.frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, RawHttp2.get(LIVE));
      client.flush();

      assertThat(client.until(RST_STREAM)).extracting(RawHttp2.Frame::type).endsWith(RST_STREAM);
    }
  }

  @Test
  void a_connection_that_is_used_is_kept_beyond_the_time_for_a_call() throws IOException {
    try (var client = client()) {
      client.frame(WINDOW_UPDATE, 0, 0, number(1 << 30));
      long end = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
      for (int stream = 1; System.nanoTime() < end; stream += 2) {
        client.frame(HEADERS, END_HEADERS | END_STREAM, stream, RawHttp2.get(LIVE));
        client.flush();

        assertThat(client.until(DATA)).extracting(RawHttp2.Frame::type).endsWith(DATA);
      }
    }
  }

  @Test
  void a_connection_that_only_pings_is_closed() {
    try (var client = client()) {
      // It answers pings of its own accord for as long as the connection may be without a call.
      client.frame(PING, 0, 0, new byte[8]);
      client.flush();

      assertThat(client.until(GOAWAY)).isNotEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_connection_without_a_handshake_is_closed() {
    try (var silent = new RawClient(server)) {
      assertThat(silent.untilEnd()).isEmpty();
    }
  }
}
