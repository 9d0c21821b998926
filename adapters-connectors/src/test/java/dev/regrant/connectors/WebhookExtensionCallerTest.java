package dev.regrant.connectors;

import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static dev.regrant.connectors.WebhookReceiver.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regrant.application.ExtensionCaller.Answer;
import dev.regrant.application.ExtensionCaller.Call;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookExtensionCallerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  private WebhookReceiver receiver;
  private WebhookExtensionCaller caller;

  @BeforeEach
  void start() throws IOException {
    receiver = new WebhookReceiver(answers(202, ""));
    caller = caller(true);
  }

  private static WebhookExtensionCaller caller(boolean allowPrivateAddresses) {
    return new WebhookExtensionCaller(
        new WebhookCallSettings(List.of(SECRET), Optional.empty(), allowPrivateAddresses), CLOCK);
  }

  @AfterEach
  void stop() {
    caller.close();
    receiver.close();
  }

  private static UUID id(int n) {
    return new UUID(n, 1);
  }

  private Call call() {
    return call(receiver.url());
  }

  private static Call call(String url) {
    var extension =
        new CustomExtension(
            new CustomExtension.Id(id(2)),
            1,
            new Catalog.Id(id(3)),
            new CustomExtension.Terms(
                CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION,
                "Tickets",
                "",
                new CustomExtension.Endpoint(
                    url, Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                new CustomExtension.Client(Optional.empty(), Optional.of(500)),
                Optional.empty()),
            Authorship.of(Actor.user("ada"), NOW));
    var callout =
        Callout.of(
            new Callout.Id(id(4)),
            new Callout.Terms(
                extension.id(),
                ExtensionStage.ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION,
                Optional.empty(),
                new Assignment.Id(id(5)),
                Optional.empty(),
                NOW),
            NOW);
    return new Call(
        new TenantId(id(1)),
        callout,
        extension,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            new Catalog(
                extension.catalog(),
                1,
                Catalog.Terms.named("Sales"),
                Authorship.of(Actor.user("ada"), NOW))));
  }

  @Test
  void a_call_is_one_signed_message_with_every_member() throws IOException {
    assertThat(caller.call(call())).isEqualTo(new Answer.Arrived(Optional.empty()));

    var message = receiver.last();
    assertThat(receiver.received()).hasSize(1);
    assertThat(message.method()).isEqualTo("POST");
    assertThat(message.path()).isEqualTo("/hook?key=in-url");
    assertThat(message.isSigned(SECRET)).isTrue();
    assertThat(message.headers())
        .containsEntry("webhook-id", "00000000-0000-0004-0000-000000000001");
    assertThat(new ObjectMapper().readTree(message.text()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"TenantId":"00000000-0000-0001-0000-000000000001",
                     "CustomExtensionId":"00000000-0000-0002-0000-000000000001",
                     "CustomExtensionStageInstanceId":"00000000-0000-0004-0000-000000000001",
                     "Stage":"AssignmentOneDayBeforeExpiration","CallbackUriPath":null,
                     "CallbackUntilDateTime":null,"AccessPackageAssignmentRequestId":null,
                     "RequestType":null,"RequestState":null,"RequestStatus":null,
                     "CreatedDateTime":null,"Justification":null,"Schedule":null,"Answers":[],
                     "Requestor":null,"Target":null,"AccessPackage":null,
                     "AccessPackageCatalog":{"Id":"00000000-0000-0003-0000-000000000001",
                                             "DisplayName":"Sales"},
                     "AssignmentPolicy":null,"Assignment":null}
                    """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"externalCorrelationId":"run-7"} | run-7
          {"externalCorrelationId":7}       |
          not json                          |
          """)
  void the_extensions_own_name_of_a_call_is_kept(String body, String correlation) {
    receiver.from(answers(200, body));

    assertThat(caller.call(call())).isEqualTo(new Answer.Arrived(Optional.ofNullable(correlation)));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void what_may_pass_is_tried_again(int status) {
    receiver.from(
        (received, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", "30");
          WebhookReceiver.send(exchange, status, "");
        });

    assertThat(caller.call(call()))
        .isEqualTo(
            new Answer.Failed(
                "http://127.0.0.1:%d answered %d".formatted(receiver.port(), status),
                Optional.of(Duration.ofSeconds(30))));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 404, 410})
  void what_will_not_pass_is_refused_without_what_may_be_secret(int status) {
    receiver.from(answers(status, "secret of the receiver"));

    var answer = caller.call(call());

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(answer.toString()).contains("answered " + status).doesNotContain("secret", "key=");
  }

  @Test
  void an_extension_that_does_not_answer_in_its_time_has_failed() {
    receiver.close();

    assertThat(caller.call(call())).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void a_private_address_is_not_called() {
    try (var careful = caller(false)) {
      var answer = careful.call(call("https://127.0.0.1:" + receiver.port() + "/"));

      assertThat(answer).isInstanceOf(Answer.Refused.class);
      assertThat(careful.call(call())).isInstanceOf(Answer.Refused.class);
      assertThat(receiver.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://a.test/       | must use https
          ftp://a.test/        | must begin with https://, not 'ftp'
          https://u:p@a.test/  | must not hold credentials
          https://a.test/#x    | must not have a fragment
          https:///x           | names no host
          a b                  | is not a URL
          """)
  void an_address_that_cannot_be_called_is_told_at_once(String url, String why) {
    try (var careful = caller(false)) {
      assertThat(careful.objectionTo(url).orElse("")).startsWith(why);
      assertThat(careful.objectionTo("https://a.test/x?y=z")).isEmpty();
    }
  }

  @Test
  void settings_check_themselves_and_keep_their_secrets() {
    assertThatThrownBy(() -> new WebhookCallSettings(List.of(), Optional.empty(), false))
        .hasMessageContaining("target.secrets");
    assertThatThrownBy(() -> new WebhookCallSettings(List.of("whsec_!"), Optional.empty(), false))
        .hasMessageContaining("target.secrets");
    assertThat(new WebhookCallSettings(List.of(SECRET), Optional.empty(), false).toString())
        .contains("secrets=1")
        .doesNotContain(SECRET);
  }
}
