package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static dev.regrant.connectors.WebhookReceiver.answers;
import static dev.regrant.connectors.WebhookReceiver.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookConnectorTest {
  private static final String DONE = "{\"outcome\":\"done\"}";
  private static final ConnectorCall CALL = Calls.member("ada", "staff");

  private WebhookReceiver receiver;
  private WebhookConnector connector;

  @BeforeEach
  void start() throws IOException {
    receiver = new WebhookReceiver(answers(200, DONE));
    connector = new WebhookConnector(WebhookSettings.of(receiver.target()), CLOCK);
  }

  @AfterEach
  void stop() {
    connector.close();
    receiver.close();
  }

  @Test
  void a_grant_is_one_signed_message_that_says_all_of_it() throws IOException {
    var ada =
        new Subject("ada", Optional.of("Ada L."), Optional.of("ada@x.org"), Optional.of("a@y.org"));
    var call =
        new ConnectorCall(
            CALL.tenant(),
            CALL.request(),
            CALL.item(),
            "key.1",
            CALL.deadline(),
            ada,
            CALL.roleScope());
    var settings =
        new WebhookSettings(
            "HR",
            List.of("Member"),
            receiver.target(),
            Optional.of(URI.create("https://regrant.example.com/callback")),
            WebhookSettings.DEFAULT_LIMITS);
    try (var other = new WebhookConnector(settings, CLOCK)) {
      assertThat(other.grant(call)).isEqualTo(new Done(false));
    }

    var message = receiver.last();
    assertThat(receiver.received()).hasSize(1);
    assertThat(message.method()).isEqualTo("POST");
    assertThat(message.path()).isEqualTo("/hook?key=in-url");
    assertThat(message.isSigned(SECRET)).isTrue();
    assertThat(message.headers())
        .containsEntry("webhook-id", "key-1")
        .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
        .containsEntry("idempotency-key", "key.1")
        .doesNotContainKey("upgrade");
    assertThat(message.headers().get("content-type")).startsWith("application/json");
    assertThat(json(message.text()))
        .isEqualTo(
            json(
                """
                {"operation": "grant",
                 "operationKey": "key.1",
                 "tenantId": "00000000-0000-0001-0000-000000000001",
                 "requestId": "00000000-0000-0005-0000-000000000001",
                 "itemId": "00000000-0000-0006-0000-000000000001",
                 "deadline": "2026-03-01T12:01:00Z",
                 "subject": {"objectId": "ada", "displayName": "Ada L.",
                             "principalName": "ada@x.org", "email": "a@y.org"},
                 "roleScope": {"resource": {"originSystem": "Ldap", "originId": "staff"},
                               "role": {"displayName": "Member", "originId": "Member_staff"},
                               "scope": {"originId": "staff"}},
                 "callbackUrl": "https://regrant.example.com/callback"}
                """));
  }

  @Test
  void what_is_not_known_is_left_out() throws IOException {
    connector.revoke(CALL);

    var body = json(receiver.last().text());
    assertThat(body.path("operation").asText()).isEqualTo("revoke");
    assertThat(body.path("subject")).isEqualTo(json("{\"objectId\": \"ada\"}"));
    assertThat(body.has("callbackUrl")).isFalse();
  }

  @Test
  void a_repeat_has_the_same_id_and_a_question_never_has() {
    connector.grant(CALL);
    connector.grant(CALL);
    connector.verify(CALL);
    connector.verify(CALL);

    var ids = receiver.received().stream().map(one -> one.headers().get("webhook-id")).toList();
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isEqualTo("key");
    assertThat(ids.subList(1, 4)).doesNotHaveDuplicates().noneMatch(id -> id.contains("."));
    var keys =
        receiver.received().stream().map(one -> one.headers().containsKey("idempotency-key"));
    assertThat(keys).containsExactly(true, true, false, false);
    assertThat(receiver.received()).allMatch(one -> one.isSigned(SECRET));
  }

  @Test
  void the_answer_tells_whether_it_was_in_place() {
    receiver.from(answers(200, "{\"outcome\":\"done\",\"alreadyInPlace\":true}"));
    assertThat(connector.grant(CALL)).isEqualTo(new Done(true));

    receiver.from(answers(201, "{\"outcome\":\"done\",\"alreadyInPlace\":false,\"more\":1}"));
    assertThat(connector.revoke(CALL)).isEqualTo(new Done(false));
  }

  @ParameterizedTest
  @EnumSource
  void a_refusal_has_the_class_that_the_answer_names(ErrorClass errorClass) {
    receiver.from(
        answers(
            200,
            "{\"outcome\":\"refused\",\"errorClass\":\"%s\",\"message\":\"no\",\"retryAfter\":7}"
                .formatted(errorClass.code())));

    assertThat(connector.grant(CALL))
        .isEqualTo(new Refused(errorClass, "no", Optional.of(Duration.ofSeconds(7))));
  }

  @Test
  void a_refusal_of_an_unknown_class_is_a_refusal() {
    receiver.from(
        answers(200, "{\"outcome\":\"refused\",\"errorClass\":\"odd\",\"message\":\"no\"}"));

    assertThat(connector.grant(CALL))
        .isEqualTo(
            Refused.because(ErrorClass.INTERNAL, "refused with the unknown error class 'odd': no"));
  }

  @Test
  void what_is_accepted_is_completed_by_a_callback() {
    receiver.from(answers(202, ""));

    assertRefused(connector.grant(CALL), ErrorClass.MANUAL_ACTION_PENDING);
    assertThat(connector.verify(CALL)).isEqualTo(Presence.CANNOT_TELL);
  }

  @ParameterizedTest
  @CsvSource({
    "301, UNSUPPORTED",
    "307, UNSUPPORTED",
    "308, UNSUPPORTED",
    "400, INVALID_REQUEST",
    "401, UNAUTHENTICATED",
    "403, FORBIDDEN",
    "404, RESOURCE_NOT_FOUND",
    "405, UNSUPPORTED",
    "409, CONFLICT",
    "410, RESOURCE_NOT_FOUND",
    "412, CONFLICT",
    "413, INVALID_REQUEST",
    "422, INVALID_REQUEST",
    "423, CONFLICT",
    "429, THROTTLED",
    "501, UNSUPPORTED",
    "503, UNAVAILABLE"
  })
  void a_status_that_refuses_gives_the_class(int status, ErrorClass errorClass) {
    receiver.from(answers(status, "not JSON"));

    var outcome = connector.grant(CALL);

    assertRefused(outcome, errorClass);
    assertThat(((Refused) outcome).message()).contains("answered " + status);
    assertThat(connector.verify(CALL)).isEqualTo(Presence.CANNOT_TELL);
  }

  @Test
  void a_refusal_by_status_may_explain_itself() {
    receiver.from(
        (received, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", "9");
          send(
              exchange,
              404,
              "{\"outcome\":\"refused\",\"errorClass\":\"subjectNotFound\",\"message\":\"no Ada\"}");
        });

    assertThat(connector.grant(CALL))
        .isEqualTo(
            new Refused(
                ErrorClass.SUBJECT_NOT_FOUND, "no Ada", Optional.of(Duration.ofSeconds(9))));
  }

  @Test
  void a_refusal_by_status_cannot_claim_to_be_done() {
    receiver.from(answers(409, DONE));

    assertRefused(connector.grant(CALL), ErrorClass.CONFLICT);
  }

  @ParameterizedTest
  @CsvSource({"429, 30", "503, 'Sun, 01 Mar 2026 12:00:30 GMT'"})
  void the_wish_to_be_left_alone_is_passed_on(int status, String retryAfter) {
    receiver.from(
        (received, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
          exchange.sendResponseHeaders(status, -1);
        });

    assertThat(((Refused) connector.grant(CALL)).retryAfter()).contains(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "302, LOST_ANSWER",
    "303, LOST_ANSWER",
    "408, TIMEOUT",
    "500, LOST_ANSWER",
    "502, LOST_ANSWER",
    "504, TIMEOUT"
  })
  void a_status_that_leaves_it_open_is_unknown(int status, Cause cause) {
    receiver.from(answers(status, "{\"outcome\":\"refused\",\"errorClass\":\"conflict\"}"));

    assertUnknown(connector.grant(CALL), cause);
    assertThat(connector.verify(CALL)).isEqualTo(Presence.CANNOT_TELL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "done",
        "[]",
        "\"done\"",
        "{",
        "{}",
        "{\"outcome\":\"maybe\"}",
        "{\"outcome\":{}}",
        "{\"outcome\":\"done\",\"alreadyInPlace\":\"yes\"}",
        "{\"outcome\":\"done\"} {\"outcome\":\"refused\"}"
      })
  void a_success_that_cannot_be_understood_is_unknown(String body) {
    receiver.from(answers(200, body));

    assertUnknown(connector.grant(CALL), Cause.LOST_ANSWER);
    assertThat(connector.verify(CALL)).isEqualTo(Presence.CANNOT_TELL);
  }

  @ParameterizedTest
  @CsvSource({"present, PRESENT", "absent, ABSENT", "cannotTell, CANNOT_TELL", "odd, CANNOT_TELL"})
  void verify_gives_what_the_target_says(String said, Presence presence) throws IOException {
    receiver.from(answers(200, "{\"presence\":\"%s\"}".formatted(said)));

    assertThat(connector.verify(CALL)).isEqualTo(presence);
    assertThat(json(receiver.last().text()).path("operation").asText()).isEqualTo("verify");
  }

  @Test
  void a_redirection_is_not_followed() throws IOException {
    try (var elsewhere = new WebhookReceiver(answers(200, DONE))) {
      receiver.from(
          (received, exchange) -> {
            exchange.getResponseHeaders().set("Location", elsewhere.url());
            exchange.sendResponseHeaders(307, -1);
          });

      assertRefused(connector.grant(CALL), ErrorClass.UNSUPPORTED);
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @Test
  void messages_do_not_repeat_the_path_of_the_url() {
    for (int status : List.of(200, 202, 404, 500)) {
      receiver.from(answers(status, "odd"));

      assertThat(connector.grant(CALL).toString())
          .contains("http://127.0.0.1:" + receiver.port())
          .doesNotContain("in-url", "hook");
    }
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static void assertRefused(DeliveryOutcome outcome, ErrorClass errorClass) {
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).errorClass()).as(outcome.toString()).isEqualTo(errorClass);
    assertThat(((Refused) outcome).message()).isNotBlank();
  }

  private static void assertUnknown(DeliveryOutcome outcome, Cause cause) {
    assertThat(outcome).isInstanceOf(Unknown.class);
    assertThat(((Unknown) outcome).cause()).as(outcome.toString()).isEqualTo(cause);
  }
}
