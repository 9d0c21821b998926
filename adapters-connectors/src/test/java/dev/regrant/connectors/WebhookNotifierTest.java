package dev.regrant.connectors;

import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static dev.regrant.connectors.WebhookReceiver.answers;
import static dev.regrant.connectors.WebhookReceiver.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regrant.application.Caller;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeNotifier.Answer;
import dev.regrant.application.ChangeNotifier.Change;
import dev.regrant.application.ChangeNotifier.Message;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.Subscription;
import dev.regrant.application.Subscription.ChangeType;
import dev.regrant.domain.Actor;
import dev.regrant.domain.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookNotifierTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String TOKEN = "019cb000-0000-7000-8000-000000000001";
  private static final WebhookReceiver.Reaction GIVES_BACK =
      (received, exchange) -> {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, 200, validationToken(received));
      };

  private WebhookReceiver receiver;
  private WebhookNotifier notifier;

  @BeforeEach
  void start() throws IOException {
    receiver = new WebhookReceiver(GIVES_BACK);
    notifier = notifier(true);
  }

  private static WebhookNotifier notifier(boolean allowPrivateAddresses) {
    return new WebhookNotifier(
        new WebhookCallSettings(List.of(SECRET), Optional.empty(), allowPrivateAddresses), CLOCK);
  }

  @AfterEach
  void stop() {
    notifier.close();
    receiver.close();
  }

  private static String validationToken(WebhookReceiver.Received received) {
    String query = URI.create(received.path()).getRawQuery();
    return URLDecoder.decode(query.replaceFirst(".*validationToken=", ""), UTF_8);
  }

  private Message message() {
    var subscription =
        new Subscription(
            new Subscription.Id(new UUID(1, 1)),
            1,
            new Subscription.Terms(
                new Subscription.Watched(
                    "/identityGovernance/entitlementManagement/assignmentRequests",
                    "identityGovernance/entitlementManagement/assignmentRequests",
                    ChangeQuery.Of.REQUESTS,
                    Optional.empty()),
                Set.of(ChangeType.CREATED, ChangeType.UPDATED),
                receiver.url(),
                Optional.of("my secret"),
                NOW.plus(Duration.ofDays(1))),
            new Caller(new TenantId(new UUID(2, 2)), Actor.user("ann"), Set.of()),
            new Subscription.Progress(new ChangeMark("e", 1), Optional.empty(), 0, NOW));
    return new Message(
        new UUID(3, 3),
        subscription.subscriber().tenant(),
        subscription,
        List.of(
            new Change(ChangeType.CREATED, new UUID(4, 4), 7),
            new Change(ChangeType.UPDATED, new UUID(4, 4), 7)));
  }

  @Test
  void a_receiver_that_gives_the_decoded_token_back_is_good() {
    assertThat(notifier.objectionTo(receiver.url(), TOKEN)).isEmpty();

    assertThat(receiver.last().method()).isEqualTo("POST");
    assertThat(receiver.last().path())
        .startsWith("/hook?key=in-url&validationToken=Validation%3A%20");
    assertThat(receiver.last().headers().get("content-type")).startsWith("text/plain");
    assertThat(receiver.last().isSigned(SECRET)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "202, text/plain, true, with 202",
    "200, text/html, true, text/plain",
    "200, text/plain, false, did not give",
    "404, text/plain, true, with 404",
    "302, text/plain, true, with 302"
  })
  void any_other_answer_is_an_objection(
      int status, String contentType, boolean isToken, String objection) {
    receiver.from(
        (received, exchange) -> {
          exchange.getResponseHeaders().set("Content-Type", contentType);
          String token = validationToken(received);
          send(exchange, status, isToken ? token : token.replace(" ", "%20"));
        });

    assertThat(notifier.objectionTo(receiver.url(), TOKEN))
        .hasValueSatisfying(why -> assertThat(why).contains(objection));
  }

  @Test
  void nobody_who_answers_is_an_objection() {
    String url = receiver.url();
    receiver.close();

    assertThat(notifier.objectionTo(url, TOKEN))
        .hasValueSatisfying(why -> assertThat(why).startsWith("cannot be reached"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://example.org/", "ftp://example.org/", "nonsense", "https://u:p@x.org/"})
  void what_is_no_public_https_address_is_not_asked(String url) {
    try (var strict = notifier(false)) {
      assertThat(strict.objectionTo(url, TOKEN)).isPresent();
    }
  }

  @Test
  void private_addresses_are_neither_asked_nor_told() {
    try (var strict = notifier(false)) {
      assertThat(strict.objectionTo("https://127.0.0.1:" + receiver.port() + "/", TOKEN))
          .hasValueSatisfying(why -> assertThat(why).contains("127.0.0.1"));
      assertThat(strict.tell(message())).isInstanceOf(Answer.Failed.class);
    }
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void a_message_is_graphs_and_signed() throws IOException {
    receiver.from(answers(202, ""));

    assertThat(notifier.tell(message())).isEqualTo(new Answer.Accepted());

    assertThat(receiver.last().isSigned(SECRET)).isTrue();
    JsonNode told = new ObjectMapper().readTree(receiver.last().text());
    assertThat(told.path("value")).hasSize(2);
    String path = "identityGovernance/entitlementManagement/assignmentRequests/" + new UUID(4, 4);
    String id = told.path("value").path(0).path("id").textValue();
    assertThat(told.path("value").path(0))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"id":"%s","subscriptionId":"%s",
                     "subscriptionExpirationDateTime":"2026-03-02T12:00:00Z",
                     "changeType":"created","resource":"%s","clientState":"my secret",
                     "tenantId":"%s",
                     "resourceData":{"@odata.type":"#microsoft.graph.accessPackageAssignmentRequest",
                       "@odata.id":"%s","id":"%s"}}
                    """
                        .formatted(
                            id, new UUID(1, 1), path, new UUID(2, 2), path, new UUID(4, 4))));
    assertThat(told.path("value").path(1).path("changeType").textValue()).isEqualTo("updated");
    assertThat(told.path("value").path(1).path("id").textValue()).isNotEqualTo(id);
    // The same each time that it is told.
    notifier.tell(message());
    assertThat(new ObjectMapper().readTree(receiver.last().text())).isEqualTo(told);
  }

  @Test
  void a_receiver_that_is_overloaded_says_when_to_come_again() {
    receiver.from(
        (received, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", "120");
          send(exchange, 503, "");
        });

    assertThat(notifier.tell(message()))
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failure -> {
              assertThat(failure.retryAfter()).contains(Duration.ofMinutes(2));
              assertThat(failure.message()).contains("503").doesNotContain("in-url");
            });
  }
}
