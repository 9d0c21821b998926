package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.WebhookReceiver.OTHER_SECRET;
import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Completion;
import dev.regrant.application.ConnectorCall;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.InvalidMemberException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookCompletionTest {
  private static final ConnectorCall CALL = Calls.member("ada", "staff");
  private static final String TOLD =
      """
      {"tenantId": "00000000-0000-0001-0000-000000000001",
       "requestId": "00000000-0000-0005-0000-000000000001",
       "itemId": "00000000-0000-0006-0000-000000000001",
       "operationKey": "key",
       "outcome": "done",
       "alreadyInPlace": true}
      """;

  private final WebhookConnector connector =
      new WebhookConnector(
          WebhookSettings.of(WebhookTarget.of("https://hr.example.com", SECRET)), CLOCK);

  @AfterEach
  void close() {
    connector.close();
  }

  @Test
  void a_signed_callback_tells_what_became_of_the_call() {
    assertThat(signed(TOLD)).contains(completion(new Done(true)));
    assertThat(signed(TOLD.replace(",\n \"alreadyInPlace\": true", "")))
        .contains(completion(new Done(false)));
    assertThat(signed(TOLD.replace("done\"", "refused\", \"errorClass\": \"forbidden\"")))
        .contains(completion(Refused.because(ErrorClass.FORBIDDEN, "")));
    assertThat(
            signed(
                TOLD.replace(
                    "done\"",
                    "refused\", \"errorClass\": \"conflict\", \"message\": \"on leave\"")))
        .contains(completion(Refused.because(ErrorClass.CONFLICT, "on leave")));
  }

  @Test
  void a_callback_that_is_not_surely_the_targets_is_none() {
    byte[] body = TOLD.getBytes(UTF_8);

    assertThat(connector.completion(Map.of(), body)).isEmpty();
    assertThat(connector.completion(headers(OTHER_SECRET, NOW, body), body)).isEmpty();
    assertThat(connector.completion(headers(SECRET, NOW.minusSeconds(301), body), body)).isEmpty();
    assertThat(connector.completion(headers(SECRET, NOW.plusSeconds(301), body), body)).isEmpty();
    assertThat(
            connector.completion(
                headers(SECRET, NOW, body), TOLD.replace("true", "false").getBytes(UTF_8)))
        .isEmpty();
    assertThat(connector.completion(headers(SECRET, NOW.minusSeconds(300), body), body))
        .isPresent();
  }

  @Test
  void what_is_malformed_and_not_authentic_is_none() {
    byte[] body = "{".getBytes(UTF_8);

    assertThat(connector.completion(headers(OTHER_SECRET, NOW, body), body)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body | [1]",
        "body | {",
        "body | ''",
        "tenantId | {}",
        "tenantId | {'tenantId':7}",
        "tenantId | {'tenantId':'1-1-1-1-1'}",
        "requestId | {'tenantId':'T'}",
        "itemId | {'tenantId':'T','requestId':'T'}",
        "operationKey | {'tenantId':'T','requestId':'T','itemId':'T'}",
        "operationKey | {'tenantId':'T','requestId':'T','itemId':'T','operationKey':' '}",
        "outcome | {BEGIN}",
        "outcome | {BEGIN,'outcome':'unknown'}",
        "alreadyInPlace | {BEGIN,'outcome':'done','alreadyInPlace':'yes'}",
        "errorClass | {BEGIN,'outcome':'refused'}",
        "errorClass | {BEGIN,'outcome':'refused','errorClass':'odd'}",
        "errorClass | {BEGIN,'outcome':'refused','errorClass':'manualActionPending'}",
        "message | {BEGIN,'outcome':'refused','errorClass':'conflict','message':{}}"
      },
      quoteCharacter = '`')
  void an_authentic_callback_that_is_malformed_is_refused_by_member(String member, String body) {
    String text =
        body.replace("BEGIN", "'tenantId':'T','requestId':'T','itemId':'T','operationKey':'k'")
            .replace("'T'", "'00000000-0000-0001-0000-000000000001'")
            .replace('\'', '"');

    assertThatThrownBy(() -> signed(text))
        .isInstanceOf(InvalidMemberException.class)
        .extracting(e -> ((InvalidMemberException) e).member())
        .isEqualTo(member);
  }

  private Optional<Completion> signed(String text) {
    byte[] body = text.getBytes(UTF_8);
    return connector.completion(headers(SECRET, NOW, body), body);
  }

  private static Completion completion(DeliveryOutcome outcome) {
    return new Completion(CALL.tenant(), CALL.request(), CALL.item(), "key", outcome);
  }

  private static Map<String, String> headers(String secret, Instant at, byte[] body) {
    String timestamp = Long.toString(at.getEpochSecond());
    return Map.of(
        "webhook-id",
        "msg_1",
        "webhook-timestamp",
        timestamp,
        "webhook-signature",
        "v1," + WebhookReceiver.hmac(secret, "msg_1", timestamp, body));
  }
}
