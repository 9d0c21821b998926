package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static dev.regrant.connectors.WebhookReceiver.answers;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.connectors.WebhookReceiver.Reaction;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.impl.InMemoryDnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookOutageTest {
  private static final String DONE = "{\"outcome\":\"done\"}";
  private static final ConnectorCall CALL = Calls.member("ada", "staff");
  private static final ConnectorCall HASTY = calledWithin(Duration.ofMillis(300));

  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void end() {
    end.countDown();
  }

  @Test
  void a_target_that_is_down_is_unavailable_and_comes_back() throws IOException {
    WebhookTarget target;
    try (var receiver = new WebhookReceiver(answers(200, DONE))) {
      target = receiver.target();
    }
    try (var connector = connector(target)) {
      assertRefused(connector.grant(CALL), ErrorClass.UNAVAILABLE);
      assertThat(connector.verify(CALL)).isEqualTo(Presence.CANNOT_TELL);
      assertThat(connector.probe(CALL.deadline()).map(Refused::errorClass))
          .contains(ErrorClass.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, ",
    "405, ",
    "500, ",
    "429, THROTTLED",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE"
  })
  void a_target_is_found_up_or_down_without_a_message(int status, @Nullable ErrorClass errorClass)
      throws IOException {
    Reaction reaction =
        (received, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          exchange.sendResponseHeaders(status, -1);
        };
    try (var receiver = new WebhookReceiver(reaction);
        var connector = connector(receiver.target())) {
      var found = connector.probe(CALL.deadline());

      assertThat(found.map(Refused::errorClass)).isEqualTo(Optional.ofNullable(errorClass));
      assertThat(found.flatMap(Refused::retryAfter))
          .isEqualTo(found.map(refused -> Duration.ofSeconds(7)));
      assertThat(receiver.received()).hasSize(1);
      assertThat(receiver.last().method()).isEqualTo("HEAD");
      assertThat(receiver.last().headers()).doesNotContainKey("webhook-id");
    }
  }

  @Test
  void a_probe_keeps_its_deadline() throws IOException {
    try (var receiver = new WebhookReceiver((received, exchange) -> waits());
        var connector = connector(receiver.target())) {
      for (var deadline : List.of(NOW, HASTY.deadline())) {
        assertThat(connector.probe(deadline).map(Refused::errorClass)).contains(ErrorClass.TIMEOUT);
      }
    }
  }

  @Test
  void a_lost_answer_is_unknown_and_the_message_is_not_repeated() throws IOException {
    try (var receiver = new WebhookReceiver((received, exchange) -> exchange.close());
        var connector = connector(receiver.target())) {
      assertUnknown(connector.grant(CALL), Cause.LOST_ANSWER);
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void an_answer_that_breaks_off_is_unknown() throws IOException {
    Reaction breaksOff =
        (received, exchange) -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write(DONE.getBytes(UTF_8));
          exchange.getResponseBody().flush();
        };
    try (var receiver = new WebhookReceiver(breaksOff);
        var connector = connector(receiver.target())) {
      assertUnknown(connector.grant(CALL), Cause.LOST_ANSWER);
    }
  }

  @Test
  void a_connection_closed_while_it_rested_loses_nothing() throws IOException {
    try (var receiver = new WebhookReceiver(answers(200, DONE));
        var proxy = new BreakableProxy(receiver.port(), sent -> false);
        var connector = connector(at(proxy.port()))) {
      assertThat(connector.grant(CALL)).isEqualTo(new Done(false));
      proxy.set(Mode.REFUSE);
      proxy.set(Mode.FORWARD);

      assertThat(connector.grant(CALL)).isEqualTo(new Done(false));
    }
  }

  @Test
  void no_answer_in_time_is_unknown_and_the_deadline_is_kept() throws IOException {
    try (var receiver = new WebhookReceiver((received, exchange) -> waits());
        var connector = connector(receiver.target())) {
      long start = System.nanoTime();
      var outcome = connector.grant(HASTY);

      assertUnknown(outcome, Cause.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(connector.verify(HASTY)).isEqualTo(Presence.CANNOT_TELL);
    }
  }

  @Test
  void an_answer_that_only_trickles_does_not_outlast_the_deadline() throws IOException {
    Reaction trickles =
        (received, exchange) -> {
          exchange.sendResponseHeaders(200, 0);
          while (end.getCount() > 0) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            waits(Duration.ofMillis(20));
          }
        };
    try (var receiver = new WebhookReceiver(trickles);
        var connector = connector(receiver.target())) {
      assertUnknown(connector.grant(HASTY), Cause.TIMEOUT);
    }
  }

  @Test
  void an_answer_without_end_is_not_read_to_its_end() throws IOException {
    var broken = new CountDownLatch(1);
    Reaction endless =
        (received, exchange) -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (end.getCount() > 0) {
              out.write(DONE.getBytes(UTF_8));
            }
          } catch (IOException e) {
            broken.countDown();
          }
        };
    try (var receiver = new WebhookReceiver(endless);
        var connector = connector(receiver.target())) {
      assertUnknown(connector.grant(CALL), Cause.LOST_ANSWER);
      assertThat(broken).satisfies(CountDownLatch::await);
    }
  }

  @Test
  void an_answer_that_is_too_long_is_unknown_and_as_long_as_allowed_is_read() throws IOException {
    int spaces = WebhookExchange.MAX_ANSWER - DONE.length();
    try (var receiver = new WebhookReceiver(answers(200, DONE + " ".repeat(spaces)));
        var connector = connector(receiver.target())) {
      assertThat(connector.grant(CALL)).isEqualTo(new Done(false));

      receiver.from(answers(200, DONE + " ".repeat(spaces + 1)));
      assertUnknown(connector.grant(CALL), Cause.LOST_ANSWER);
    }
  }

  @Test
  void headers_without_end_are_not_read_to_their_end() throws IOException {
    Reaction headers =
        (received, exchange) -> {
          for (int i = 0; i < 200; i++) {
            exchange.getResponseHeaders().set("X-" + i, "x");
          }
          WebhookReceiver.send(exchange, 200, DONE);
        };
    try (var receiver = new WebhookReceiver(headers);
        var connector = connector(receiver.target())) {
      assertUnknown(connector.grant(CALL), Cause.LOST_ANSWER);
    }
  }

  @Test
  void a_target_that_accepts_and_never_speaks_tls_is_refused_in_time() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var url = URI.create("https://127.0.0.1:" + silent.getLocalPort());
      try (var connector =
          connector(new WebhookTarget(url, List.of(SECRET), Optional.empty(), true))) {
        assertRefused(connector.grant(HASTY), ErrorClass.TIMEOUT);
      }
    }
  }

  @Test
  void a_look_up_of_the_name_that_hangs_is_refused_in_time_and_nothing_is_sent_later()
      throws Exception {
    var asked = new CountDownLatch(1);
    var names =
        new InMemoryDnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            asked.countDown();
            waits();
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
          }
        };
    try (var receiver = new WebhookReceiver(answers(200, DONE))) {
      try (var connector =
          new WebhookConnector(WebhookSettings.of(receiver.target()), CLOCK, names)) {
        assertRefused(connector.grant(HASTY), ErrorClass.TIMEOUT);
        asked.await();
        end.countDown();
        receiver.from(answers(200, "{\"presence\":\"present\"}"));
        assertThat(connector.verify(CALL)).isEqualTo(Presence.PRESENT);
      }
      assertThat(receiver.received()).noneMatch(one -> one.text().contains("\"grant\""));
    }
  }

  @Test
  void after_the_deadline_nothing_is_asked() throws IOException {
    try (var receiver = new WebhookReceiver(answers(200, DONE));
        var connector = connector(receiver.target())) {
      assertRefused(connector.grant(calledWithin(Duration.ZERO)), ErrorClass.TIMEOUT);
      assertThat(connector.verify(calledWithin(Duration.ofSeconds(-1))))
          .isEqualTo(Presence.CANNOT_TELL);
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void many_calls_at_once_each_get_their_own_answer() throws Exception {
    Reaction names =
        answers(
            received -> 200,
            received ->
                received.text().contains("\"objectId\":\"even") ? DONE : "{\"outcome\":\"odd\"}");
    try (var receiver = new WebhookReceiver(names);
        var connector = connector(receiver.target());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 64)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              connector.grant(
                                  Calls.member((i % 2 == 0 ? "even" : "odd") + i, "staff"))))
              .toList();

      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isInstanceOf(i % 2 == 0 ? Done.class : Unknown.class);
      }
    }
  }

  private void waits() {
    waits(Duration.ofSeconds(30));
  }

  private void waits(Duration longest) {
    try {
      boolean ended = end.await(longest.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(ended || longest.toSeconds() < 30).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static WebhookTarget at(int port) {
    return new WebhookTarget(
        URI.create("http://127.0.0.1:" + port + "/hook"), List.of(SECRET), Optional.empty(), true);
  }

  private static WebhookConnector connector(WebhookTarget target) {
    return new WebhookConnector(WebhookSettings.of(target), CLOCK);
  }

  private static ConnectorCall calledWithin(Duration time) {
    return Calls.call("Member_staff", "ada", "staff", NOW.plus(time));
  }

  private static void assertRefused(DeliveryOutcome outcome, ErrorClass errorClass) {
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).errorClass()).as(outcome.toString()).isEqualTo(errorClass);
  }

  private static void assertUnknown(DeliveryOutcome outcome, Cause cause) {
    assertThat(outcome).isInstanceOf(Unknown.class);
    assertThat(((Unknown) outcome).cause()).as(outcome.toString()).isEqualTo(cause);
  }
}
