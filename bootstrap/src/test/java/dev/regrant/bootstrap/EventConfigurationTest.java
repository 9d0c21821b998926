package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.EventSettings;
import dev.regrant.connectors.WebhookEventSettings;
import dev.regrant.connectors.WebhookTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventConfigurationTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final String SECRET = "whsec_aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMg==";
  private static final Map<String, String> EVENTS =
      Map.of("REGRANT_EVENTS_URL", "https://bus.example/in", "REGRANT_EVENTS_SECRET", SECRET);

  @Test
  void a_receiver_needs_a_url_and_a_secret_and_has_defaults_for_the_others() {
    var events = Configuration.of(EVENTS).events();

    assertThat(events)
        .contains(
            new EventConfiguration(
                WebhookEventSettings.of(WebhookTarget.of("https://bus.example/in", SECRET)),
                EventSettings.DEFAULT));
    try (var sink = events.orElseThrow().sink(CLOCK)) {
      assertThat(sink.name()).isEqualTo("webhook");
    }
  }

  @Test
  void everything_else_can_be_told(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    var events =
        Configuration.of(
                Map.of(
                    "REGRANT_EVENTS_URL", "http://127.0.0.1:9000/",
                    "REGRANT_EVENTS_SECRET_FILE", file.toString(),
                    "REGRANT_EVENTS_ALLOW_PRIVATE_ADDRESSES", "true",
                    "REGRANT_EVENTS_NAME", "bus",
                    "REGRANT_EVENTS_TIMEOUT", "PT3S",
                    "REGRANT_EVENTS_MAX_AGE", "P1D"))
            .events()
            .orElseThrow();

    assertThat(events.receiver())
        .isEqualTo(
            new WebhookEventSettings(
                "bus",
                new WebhookTarget(
                    URI.create("http://127.0.0.1:9000/"), List.of(SECRET), Optional.empty(), true),
                Duration.ofSeconds(3)));
    assertThat(events.engine().maxAge()).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          URL=                        | SECRET is set, but REGRANT_EVENTS_URL is not
          URL=https://b c/hunter2     | URL must be an http or https URL with a host
          URL=https://a:hunter2@b/    | URL must not hold credentials
          URL=http://bus/hunter2      | URL must use https unless REGRANT_EVENTS_ALLOW_PRIVATE_ADDRESSES
          SECRET=                     | SECRET is not set
          SECRET=hunter2!             | SECRET: a secret is not whsec_ and base64
          SECRET_FILE=/no/such        | SECRET and REGRANT_EVENTS_SECRET_FILE are both set
          ALLOW_PRIVATE_ADDRESSES=yes | ALLOW_PRIVATE_ADDRESSES must be true or false, not 'yes'
          TIMEOUT=PT1H                | TIMEOUT must be between 1 ms and
          MAX_AGE=PT0S                | MAX_AGE must be positive
          MAX_AGE=7d                  | MAX_AGE must be a duration of ISO 8601
          """)
  void a_wrong_setting_is_refused_by_its_variable(String variable, String message) {
    int equals = variable.indexOf('=');
    var variables = new HashMap<>(EVENTS);
    variables.put(
        "REGRANT_EVENTS_" + variable.substring(0, equals), variable.substring(equals + 1));

    assertThatThrownBy(() -> Configuration.of(variables))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("REGRANT_EVENTS_" + message)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void a_file_of_certificates_that_cannot_be_read_is_refused() {
    var variables = new HashMap<>(EVENTS);
    variables.put("REGRANT_EVENTS_CA_FILE", "/no/such");
    var events = Configuration.of(variables).events().orElseThrow();

    assertThatThrownBy(() -> events.sink(CLOCK))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("REGRANT_EVENTS_CA_FILE: cannot read certificates: /no/such");
  }
}
