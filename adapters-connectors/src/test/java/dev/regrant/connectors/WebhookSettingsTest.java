package dev.regrant.connectors;

import static dev.regrant.connectors.WebhookReceiver.OTHER_SECRET;
import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
  private static final WebhookTarget TARGET =
      WebhookTarget.of("https://hr.example.com:8443/hooks/hunter2?key=hunter2", SECRET);

  @ParameterizedTest
  @CsvSource({
    "hr.example.com, https",
    "ftp://hr.example.com, https",
    "https:hr, host",
    "https:///hook, host",
    "https://user:hunter2@hr.example.com, credentials",
    "https://hr.example.com/#hunter2, fragment",
    "http://hr.example.com, target.allowPrivateAddresses",
    "https://not a host/hunter2, URL"
  })
  void a_url_that_will_not_do_is_refused_by_name(String url, String why) {
    assertRefused(() -> WebhookTarget.of(url, SECRET), "target.url", why);
  }

  @Test
  void http_will_do_where_private_addresses_are_allowed() {
    var url = URI.create("http://hr.internal/hook");

    assertThat(new WebhookTarget(url, List.of(SECRET), Optional.empty(), true).url())
        .isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "hunter2!", "whsec_aHVudGVyMg==", "whsec_hunter2!"})
  void a_secret_that_is_weak_or_not_base64_is_refused_and_not_repeated(String secret) {
    assertRefused(() -> WebhookTarget.of("https://hr.example.com", secret), "target.secrets");
  }

  @Test
  void a_secret_is_needed() {
    assertRefused(
        () -> new WebhookTarget(TARGET.url(), List.of(), Optional.empty(), false),
        "target.secrets");
  }

  @Test
  void a_file_of_certificates_needs_tls() {
    var url = URI.create("http://hr.internal/hook");

    assertRefused(
        () -> new WebhookTarget(url, List.of(SECRET), Optional.of(Path.of("ca.pem")), true),
        "target.caFile");
  }

  @Test
  void a_file_of_certificates_that_cannot_be_read_is_named_at_once() {
    var target =
        new WebhookTarget(
            TARGET.url(), List.of(SECRET), Optional.of(Path.of("/missing.pem")), false);

    assertRefused(
        () -> new WebhookConnector(WebhookSettings.of(target), Calls.CLOCK),
        "target.caFile",
        "missing.pem");
  }

  @Test
  void secrets_and_what_may_be_one_in_the_url_are_not_shown() {
    var both =
        new WebhookTarget(TARGET.url(), List.of(SECRET, OTHER_SECRET), Optional.empty(), false);

    for (Object settings : List.of(WebhookSettings.of(both), WebhookEventSettings.of(both))) {
      assertThat(settings.toString())
          .contains("https://hr.example.com:8443/…", "secrets=2")
          .doesNotContain("hunter2", SECRET.substring(6), OTHER_SECRET.substring(6));
    }
  }

  @Test
  void names_roles_callback_and_time_out_are_checked() {
    var limits = WebhookSettings.DEFAULT_LIMITS;
    var roles = List.of("Member");

    assertRefused(
        () -> new WebhookSettings(" ", roles, TARGET, Optional.empty(), limits), "originSystem");
    assertRefused(
        () -> new WebhookSettings("HR", List.of(), TARGET, Optional.empty(), limits), "roles");
    assertRefused(
        () -> new WebhookSettings("HR", List.of(" "), TARGET, Optional.empty(), limits), "roles");
    assertRefused(
        () ->
            new WebhookSettings("HR", roles, TARGET, Optional.of(URI.create("/callback")), limits),
        "callbackUrl");
    assertRefused(() -> new WebhookEventSettings("", TARGET, Duration.ofSeconds(1)), "name");
    assertRefused(() -> new WebhookEventSettings("events", TARGET, Duration.ZERO), "timeout");
    assertRefused(() -> new WebhookEventSettings("events", TARGET, Duration.ofHours(1)), "timeout");
  }

  @Test
  void the_connector_describes_itself_by_its_settings() {
    var settings =
        new WebhookSettings(
            "HR",
            List.of("Owner", "Reader"),
            TARGET,
            Optional.empty(),
            WebhookSettings.DEFAULT_LIMITS);
    try (var connector = new WebhookConnector(settings, Calls.CLOCK)) {
      var description = connector.description();

      assertThat(description.originSystem()).isEqualTo("HR");
      assertThat(description.roles()).containsExactly("Owner", "Reader");
      assertThat(description.limits()).isEqualTo(WebhookSettings.DEFAULT_LIMITS);
    }
  }

  private static void assertRefused(ThrowingCallable making, String... named) {
    assertThatThrownBy(making)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(named)
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("aHVudGVyMg");
  }
}
