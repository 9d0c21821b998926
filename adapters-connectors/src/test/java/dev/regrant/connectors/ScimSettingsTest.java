package dev.regrant.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.connectors.ScimSettings.Basic;
import dev.regrant.connectors.ScimSettings.Bearer;
import dev.regrant.connectors.ScimSettings.Dialect;
import dev.regrant.connectors.ScimSettings.Limits;
import dev.regrant.connectors.ScimSettings.Server;
import dev.regrant.connectors.ScimSettings.UserKey;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScimSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://idm.example.com/scim/v2",
        "https://idm.example.com:8443",
        "http://localhost:8080/scim",
        "http://127.0.0.1/",
        "http://[::1]:8080"
      })
  void a_server_is_reached_by_https_or_on_this_machine(String url) {
    assertThatCode(() -> Server.of(url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "http://idm.example.com, in clear",
    "http://127.0.0.1.example.com, in clear",
    "ftp://idm.example.com, https://",
    "idm.example.com, https://",
    "https:///scim, names no host",
    "https://user:secret@idm.example.com, credentials",
    "https://user:secret@idm_example, names no host",
    "https:user:secret@idm.example.com, names no host",
    "htps:user:secret@idm.example.com, https://",
    "http://idm.example.com/secret, in clear",
    "https://idm.example.com/scim?a=b, neither a query nor a fragment",
    "https://idm.example.com/scim#a, neither a query nor a fragment",
    "https://idm example, not a URL"
  })
  void a_url_that_will_not_do_is_refused_by_its_setting(String url, String why) {
    assertRefused(() -> Server.of(url), "server.url", why);
    assertThatThrownBy(() -> Server.of(url)).hasMessageNotContaining("secret");
  }

  @Test
  void credentials_may_be_sent_in_clear_where_that_is_asked_for() {
    assertThatCode(() -> new Server(URI.create("http://idm.example.com"), true))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "line\nbreak", "ümlaut", "=a"})
  void a_token_that_no_header_holds_is_refused_and_not_shown(String token) {
    assertRefused(() -> new Bearer(token), "credentials.token");
    if (token.length() > 2) {
      assertThatThrownBy(() -> new Bearer(token)).hasMessageNotContaining(token);
    }
  }

  @Test
  void a_user_and_a_password_must_be_such() {
    assertRefused(() -> new Basic("", "secret"), "credentials.user");
    assertRefused(() -> new Basic("a:b", "secret"), "credentials.user");
    assertRefused(() -> new Basic("ada", ""), "credentials.password");
    assertThat(new Basic("Aladdin", "open sesame").authorization())
        .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }

  @Test
  void no_text_of_the_settings_shows_the_secret() {
    var server = Server.of("https://idm.example.com");
    for (var credentials : new ScimSettings.Credentials[] {bearer(), basic()}) {
      var settings =
          new ScimSettings(
              "Scim", server, credentials, Dialect.of(UserKey.EXTERNAL_ID), Limits.DEFAULT);
      assertThat(settings.toString())
          .contains("idm.example.com")
          .doesNotContain("hunter2", basic().authorization().substring(6));
    }
  }

  @Test
  void numbers_and_times_have_bounds() {
    var second = Duration.ofSeconds(1);
    assertRefused(
        () -> new Limits(0, Optional.empty(), Optional.empty(), second, second),
        "limits.maxConcurrentCalls");
    assertRefused(
        () -> new Limits(1, Optional.of(0), Optional.empty(), second, second),
        "limits.maxCallsPerSecond");
    assertRefused(
        () -> new Limits(1, Optional.empty(), Optional.of(Duration.ZERO), second, second),
        "limits.callTimeout");
    assertRefused(
        () -> new Limits(1, Optional.empty(), Optional.empty(), Duration.ZERO, second),
        "limits.connectTimeout");
    assertRefused(
        () -> new Limits(1, Optional.empty(), Optional.empty(), second, Duration.ofHours(1)),
        "limits.responseTimeout");
    assertRefused(
        () ->
            new ScimSettings(
                " ", Server.of("https://a"), bearer(), Dialect.of(UserKey.ID), Limits.DEFAULT),
        "originSystem");
  }

  private static Bearer bearer() {
    return new Bearer("hunter2");
  }

  private static Basic basic() {
    return new Basic("ada", "hunter2");
  }

  private static void assertRefused(ThrowingCallable settings, String... parts) {
    assertThatThrownBy(settings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}
