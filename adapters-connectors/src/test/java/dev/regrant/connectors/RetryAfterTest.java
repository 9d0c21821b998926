package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "7, PT7S",
    "' 120 ', PT2M",
    "'Sun, 01 Mar 2026 12:00:30 GMT', PT30S",
    "'Sun, 1 Mar 2026 12:00:01 GMT', PT1S"
  })
  void seconds_and_times_are_understood(String text, Duration duration) {
    assertThat(RetryAfter.parse(text, NOW)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "-1", "1.5", "12345678901", "Sun, 01 Mar 2026 11:59:59 GMT", "٣"})
  void anything_else_and_the_past_are_no_wish(String text) {
    assertThat(RetryAfter.parse(text, NOW)).isEmpty();
  }
}
