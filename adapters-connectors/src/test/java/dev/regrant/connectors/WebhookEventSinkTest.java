package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.Calls.TENANT;
import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static dev.regrant.connectors.WebhookReceiver.answers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regrant.application.EventSink.Event;
import dev.regrant.application.EventSink.Publication.Accepted;
import dev.regrant.application.EventSink.Publication.Failed;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookEventSinkTest {
  private WebhookReceiver receiver;
  private WebhookEventSink sink;

  @BeforeEach
  void start() throws IOException {
    receiver = new WebhookReceiver(answers(204, ""));
    sink = new WebhookEventSink(WebhookEventSettings.of(receiver.target()), CLOCK);
  }

  @AfterEach
  void stop() {
    sink.close();
    receiver.close();
  }

  @Test
  void an_event_is_one_signed_cloud_event() throws IOException {
    assertThat(sink.publish(event(Activity.PARTIALLY_DELIVERED))).isEqualTo(new Accepted());

    var message = receiver.last();
    assertThat(receiver.received()).hasSize(1);
    assertThat(message.method()).isEqualTo("POST");
    assertThat(message.isSigned(SECRET)).isTrue();
    assertThat(message.headers())
        .containsEntry("webhook-id", "00000000-0000-0007-0000-000000000001")
        .containsEntry("content-type", "application/cloudevents+json");
    assertThat(new ObjectMapper().readTree(message.text()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"specversion": "1.0",
                     "id": "00000000-0000-0007-0000-000000000001",
                     "source": "/tenants/00000000-0000-0001-0000-000000000001",
                     "type": "dev.regrant.request.partiallyDelivered",
                     "subject": "00000000-0000-0005-0000-000000000001",
                     "time": "2026-03-01T12:00:00Z",
                     "datacontenttype": "application/json",
                     "data": {"requestId": "00000000-0000-0005-0000-000000000001",
                              "tenantId": "00000000-0000-0001-0000-000000000001",
                              "activity": "partiallyDelivered",
                              "actor": {"kind": "user", "id": "ada"},
                              "details": {"episode": "1", "note": "ä"}}}
                    """));
  }

  @ParameterizedTest
  @CsvSource({"SUBMITTED, submitted", "AUTO_APPROVED, autoApproved", "TIMED_OUT, timedOut"})
  void the_type_is_named_for_the_activity(Activity activity, String name) throws IOException {
    sink.publish(event(activity));

    assertThat(new ObjectMapper().readTree(receiver.last().text()).path("type").asText())
        .isEqualTo("dev.regrant.request." + name);
  }

  @Test
  void a_repeat_has_the_same_ids() {
    receiver.from(answers(500, ""));
    assertThat(sink.publish(event(Activity.CANCELED))).isInstanceOf(Failed.class);

    receiver.from(answers(200, "thanks"));
    assertThat(sink.publish(event(Activity.CANCELED))).isEqualTo(new Accepted());

    var both = receiver.received();
    assertThat(both.get(0).headers().get("webhook-id"))
        .isEqualTo(both.get(1).headers().get("webhook-id"));
    assertThat(both.get(0).text()).isEqualTo(both.get(1).text());
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307, 400, 404, 410, 500, 503})
  void any_other_status_is_a_failure_that_names_it(int status) {
    receiver.from(answers(status, "secret of the receiver"));

    assertThat(sink.publish(event(Activity.DELIVERED)))
        .isEqualTo(
            new Failed(
                "http://127.0.0.1:%d answered %d".formatted(receiver.port(), status),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"429, 30", "503, 'Sun, 01 Mar 2026 12:00:30 GMT'"})
  void the_wish_to_be_left_alone_is_passed_on(int status, String retryAfter) {
    receiver.from(
        (received, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
          exchange.sendResponseHeaders(status, -1);
        });

    assertThat(((Failed) sink.publish(event(Activity.DELIVERED))).retryAfter())
        .contains(Duration.ofSeconds(30));
  }

  @Test
  void a_long_answer_that_accepts_is_acceptance() {
    receiver.from(answers(200, " ".repeat(WebhookExchange.MAX_ANSWER + 1)));

    assertThat(sink.publish(event(Activity.DELIVERED))).isEqualTo(new Accepted());
  }

  @Test
  void a_lost_or_late_answer_and_a_receiver_that_is_down_are_failures() {
    var end = new CountDownLatch(1);
    receiver.from((received, exchange) -> exchange.close());
    assertThat(sink.publish(event(Activity.DELIVERED))).isInstanceOf(Failed.class);

    receiver.from((received, exchange) -> assertThat(end).satisfies(CountDownLatch::await));
    var hasty = new WebhookEventSettings("hasty", receiver.target(), Duration.ofMillis(200));
    try (var other = new WebhookEventSink(hasty, CLOCK)) {
      assertThat(other.name()).isEqualTo("hasty");
      assertThat(other.publish(event(Activity.DELIVERED))).isInstanceOf(Failed.class);
    } finally {
      end.countDown();
    }

    receiver.close();
    assertThat(sink.publish(event(Activity.DELIVERED))).isInstanceOf(Failed.class);
  }

  @Test
  void a_private_address_is_refused_unless_allowed() {
    var url = URI.create("https://127.0.0.1:" + receiver.port());
    var target = new WebhookTarget(url, List.of(SECRET), Optional.empty(), false);
    try (var other = new WebhookEventSink(WebhookEventSettings.of(target), CLOCK)) {
      assertThat(((Failed) other.publish(event(Activity.DELIVERED))).message())
          .contains("private addresses");
    }
  }

  private static Event event(Activity activity) {
    return new Event(
        TENANT,
        HistoryEntry.of(
            new UUID(7, 1),
            new AssignmentRequest.Id(new UUID(5, 1)),
            NOW,
            Actor.user("ada"),
            activity,
            Map.of("episode", "1", "note", "ä")));
  }
}
