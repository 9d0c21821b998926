package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.WebhookReceiver.OTHER_SECRET;
import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
  private static final byte[] BODY = "{\"a\": \"ä\"}".getBytes(UTF_8);
  private static final WebhookSignature SIGNATURE = new WebhookSignature(List.of(SECRET), CLOCK);

  @Test
  void the_example_of_the_standard_webhooks_libraries_is_signed_as_they_do() {
    var then = InstantSource.fixed(Instant.ofEpochSecond(1614265330));

    var headers =
        new WebhookSignature(List.of(SECRET), then)
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "{\"test\": 2432232314}".getBytes(UTF_8));

    assertThat(headers)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
  }

  @Test
  void the_standard_library_signs_the_same() throws Exception {
    String theirs =
        new Webhook(OTHER_SECRET).sign("id-1", NOW.getEpochSecond(), new String(BODY, UTF_8));

    assertThat(new WebhookSignature(List.of(OTHER_SECRET), CLOCK).sign("id-1", BODY))
        .containsEntry("webhook-signature", theirs);
  }

  @Test
  void while_a_secret_is_replaced_both_sign_and_each_is_enough() {
    var both = new WebhookSignature(List.of(SECRET, OTHER_SECRET), CLOCK);
    var headers = both.sign("id", BODY);

    for (String secret : List.of(SECRET, OTHER_SECRET)) {
      var one = new WebhookSignature(List.of(secret), CLOCK);
      assertThat(one.isAuthentic(headers, BODY)).isTrue();
      assertThat(both.isAuthentic(one.sign("id", BODY), BODY)).isTrue();
    }
  }

  @Test
  void signatures_of_other_kinds_are_passed_over() {
    var headers = new HashMap<>(SIGNATURE.sign("id", BODY));
    headers.compute("webhook-signature", (name, right) -> "v1a,x v2,y v1,z  " + right + " v1,");

    assertThat(SIGNATURE.isAuthentic(headers, BODY)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
  void a_message_without_one_of_the_headers_is_not_authentic(String header) {
    var headers = new HashMap<>(SIGNATURE.sign("id", BODY));
    headers.remove(header);

    assertThat(SIGNATURE.isAuthentic(headers, BODY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "webhook-id, other",
    "webhook-id, ''",
    "webhook-timestamp, 1772366401",
    "webhook-timestamp, now",
    "webhook-timestamp, 99999999999999999999",
    "webhook-timestamp, 9223372036854775807",
    "webhook-timestamp, -9223372036854775808",
    "webhook-signature, ''",
    "webhook-signature, v1",
    "webhook-signature, 'v1,'",
    "webhook-signature, 'v1,AAAA'"
  })
  void a_message_with_a_changed_header_is_not_authentic(String header, String value) {
    var headers = new HashMap<>(SIGNATURE.sign("id", BODY));
    assertThat(headers.put(header, value)).isNotEqualTo(value);

    assertThat(SIGNATURE.isAuthentic(headers, BODY)).isFalse();
  }

  @Test
  void a_message_with_another_body_or_secret_is_not_authentic() {
    var headers = SIGNATURE.sign("id", BODY);

    assertThat(SIGNATURE.isAuthentic(headers, "{}".getBytes(UTF_8))).isFalse();
    assertThat(new WebhookSignature(List.of(OTHER_SECRET), CLOCK).isAuthentic(headers, BODY))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-301, false", "-300, true", "0, true", "300, true", "301, false"})
  void a_message_is_authentic_for_five_minutes(int seconds, boolean isAuthentic) {
    var headers = SIGNATURE.sign("id", BODY);
    var other = InstantSource.fixed(NOW.plusSeconds(seconds));

    assertThat(new WebhookSignature(List.of(SECRET), other).isAuthentic(headers, BODY))
        .isEqualTo(isAuthentic);
  }
}
