package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that hold on to what they were given, over plain sockets. */
@Timeout(120)
class SlowClientsTest {
  private static final String CATALOGS = "/v1.0" + TestServer.BASE + "/catalogs";
  private static final ObservedStore STORE = new ObservedStore();
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static TestServer server;

  @BeforeAll
  static void start() {
    STORE.before.set(CALLS::incrementAndGet);
    server =
        new TestServer(
            STORE,
            new Settings.Limits(
                1 << 20,
                16,
                64,
                Duration.ofMillis(600),
                Duration.ofSeconds(5),
                Settings.Rates.NONE,
                new Settings.Connections(100, 100, Duration.ofMillis(300))));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String head(String method, String path, String more) {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
        .formatted(method, path, server.token(), more);
  }

  @Test
  void a_silent_connection_is_closed() {
    try (var client = new RawClient(server)) {
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  @Test
  void a_head_that_comes_byte_by_byte_is_cut_off() {
    try (var client = new RawClient(server)) {
      assertThat(client.say("GET /v1.0/x HTTP/1.1\r\nX: ").trickle("y", 10_000)).isEmpty();
    }
  }

  @Test
  void a_head_that_comes_line_by_line_is_cut_off() {
    try (var client = new RawClient(server)) {
      assertThat(client.say("GET /v1.0/x HTTP/1.1\r\n").trickle("X: y\r\n", 2_000)).isEmpty();
    }
  }

  @Test
  void a_body_that_comes_byte_by_byte_is_cut_off() {
    try (var client = new RawClient(server)) {
      String head = head("POST", CATALOGS, "Content-Length: 100000\r\n");

      assertThat(client.say(head).trickle("{", 10_000))
          .startsWith("HTTP/1.1 408 ")
          .contains("RequestTimeout");
    }
  }

  @Test
  void a_body_in_chunks_that_never_end_is_cut_off() {
    try (var client = new RawClient(server)) {
      String head = head("POST", CATALOGS, "Transfer-Encoding: chunked\r\n");

      assertThat(client.say(head).trickle("1\r\n \r\n", 10_000)).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void a_body_that_is_too_long_is_cut_off_though_it_goes_on() {
    try (var client = new RawClient(server)) {
      client.say(head("POST", CATALOGS, "Transfer-Encoding: chunked\r\n"));
      for (int i = 0; i < 70; i++) {
        client.say("4000\r\n" + " ".repeat(0x4000) + "\r\n");
      }

      assertThat(client.trickle("1\r\n \r\n", 10_000)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void a_body_that_nobody_asked_for_is_cut_off_after_its_refusal() {
    try (var client = new RawClient(server)) {
      client.say("POST " + CATALOGS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");

      assertThat(client.trickle("{", 10_000)).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void a_call_that_was_refused_before_its_body_was_read_ends_no_later_one() {
    long end = System.nanoTime() + Duration.ofMillis(900).toNanos();
    try (var client = new RawClient(server)) {
      client
          .say("POST " + CATALOGS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
          .until("Access token is empty.");
      for (int i = 0; System.nanoTime() < end; i++) {
        String id = "call-" + i + "-";
        client
            .say("GET /health/live HTTP/1.1\r\nHost: x\r\nclient-request-id: " + id + "\r\n\r\n")
            .until(id);
      }
    }
  }

  @Test
  void a_connection_that_was_used_is_cut_off_though_its_next_head_trickles() {
    try (var client = new RawClient(server)) {
      client.say("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").until("{\"status\":\"UP\"}");

      var all = client.say("GET /health/live HTTP/1.1\r\nX: ").trickle("y", 10_000);

      assertThat(all.split("HTTP/1.1 ", -1)).hasSize(2);
    }
  }

  @Test
  void a_client_that_hangs_up_in_the_middle_is_let_go() {
    try (var inHead = new RawClient(server);
        var inBody = new RawClient(server)) {
      inHead.say("GET /v1.0/x HTT").hangUp();
      inBody.say(head("POST", CATALOGS, "Content-Length: 100\r\n") + "{").hangUp();

      assertThat(inHead.untilEnd()).doesNotContain(" 200 ");
      assertThat(inBody.untilEnd()).doesNotContain(" 201 ");
    }
  }

  @Test
  void calls_that_come_at_once_are_answered_in_their_order() {
    try (var client = new RawClient(server)) {
      String all =
          client
              .say("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
              .say("GET /v1.0/none HTTP/1.1\r\nHost: x\r\n\r\n")
              .say(head("GET", CATALOGS, "Connection: close\r\n"))
              .untilEnd();

      assertThat(all)
          .containsSubsequence("HTTP/1.1 200 ", "HTTP/1.1 401 ", "HTTP/1.1 200 ", "\"value\":[]");
    }
  }

  @Test
  void a_client_that_does_not_read_is_cut_off_and_has_few_answers_waiting() {
    for (int i = 0; i < 60; i++) {
      server.post(
          "v1.0",
          "/catalogs",
          "{\"displayName\":\"Long %d\",\"description\":\"%s\"}".formatted(i, "x".repeat(1_000)));
    }
    int before = CALLS.get();
    try (var client = new RawClient(server, 4_096)) {
      // Each answer has some 80,000 bytes.
      client.flood(head("GET", CATALOGS, ""), 20_000);
    }

    assertThat(CALLS.get() - before).isBetween(1, 1_000);
  }
}
