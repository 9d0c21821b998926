package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.testkit.InMemoryStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ConnectionsTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String UP = "{\"status\":\"UP\"}";

  @ParameterizedTest
  @CsvSource({"2, 100", "100, 2"})
  void more_connections_than_there_may_be_are_closed_until_one_is_free(int max, int perAddress) {
    var limits =
        new Settings.Limits(
            1 << 20,
            16,
            64,
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            Settings.Rates.NONE,
            new Settings.Connections(max, perAddress, Duration.ofMinutes(1)));
    try (var server = new TestServer(new InMemoryStore(), limits);
        var second = new RawClient(server)) {
      try (var first = new RawClient(server)) {
        first.say(LIVE).until(UP);
        second.say(LIVE).until(UP);
        try (var third = new RawClient(server)) {
          assertThat(third.say(LIVE).untilEnd()).isEmpty();
        }
        first.say(LIVE);
      }

      assertThat(answerOfANewOne(server)).contains(UP);
      second.say(LIVE.replace("live", "ready")).until("HTTP/1.1 200");
    }
  }

  /** The server learns of the end of a connection a moment later. */
  private static String answerOfANewOne(TestServer server) {
    while (true) {
      try (var client = new RawClient(server)) {
        String answer =
            client.say(LIVE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).untilEnd();
        if (!answer.isEmpty()) {
          return answer;
        }
      }
    }
  }

  @Test
  void limits_must_leave_room_for_somebody() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new Settings.Connections(0, 1, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new Settings.Connections(1, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
