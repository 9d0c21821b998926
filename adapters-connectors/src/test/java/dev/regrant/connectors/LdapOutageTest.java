package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.Calls.call;
import static dev.regrant.connectors.Calls.member;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LdapOutageTest {
  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final TestDirectory directory = new TestDirectory();
  private final String alice = directory.addPerson("alice");
  private final String bob = directory.addPerson("bob");
  private final String group = directory.addGroup("staff", "groupOfNames");
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    goOn.countDown();
    threads.close();
    directory.close();
  }

  @Test
  void a_server_that_is_down_before_the_change_has_refused_it() throws Exception {
    try (var connector = connector(List.of(nobody()), 4, PLENTY)) {
      var outcome = connector.grant(member(alice, group));

      assertRefused(outcome, ErrorClass.UNAVAILABLE);
      assertThat(connector.verify(member(alice, group))).isEqualTo(Presence.CANNOT_TELL);
    }
  }

  @Test
  void a_server_that_stops_during_the_change_leaves_it_unknown() throws Exception {
    directory.beforeModify = this::blocked;
    try (var connector = connector(List.of(directory.url()), 4, PLENTY)) {
      var outcome = threads.submit(() -> connector.grant(member(alice, group)));
      arrived.await();

      threads.execute(directory::disconnect);

      assertUnknown(outcome.get(), Cause.LOST_ANSWER);
      goOn.countDown();
    }
  }

  @Test
  void a_change_whose_answer_is_lost_is_unknown_made_once_and_can_be_read_back() throws Exception {
    try (var proxy = proxy(LdapContract::isChange);
        var connector = connector(List.of(url(proxy)), 4, PLENTY)) {
      proxy.set(Mode.LOSE_NEXT_ANSWER);

      assertUnknown(connector.grant(member(alice, group)), Cause.LOST_ANSWER);

      assertThat(directory.values(group, "member")).contains("uid=alice," + PEOPLE);
      assertThat(directory.modifications).hasValue(1);
      assertThat(connector.verify(member(alice, group))).isEqualTo(Presence.PRESENT);
      assertThat(connector.grant(member(alice, group))).isEqualTo(new Done(true));
    }
  }

  @Test
  void a_change_that_is_lost_on_its_way_is_unknown_and_not_sent_again() throws Exception {
    try (var proxy = proxy(LdapContract::isChange);
        var connector = connector(List.of(url(proxy)), 4, PLENTY)) {
      proxy.set(Mode.LOSE_NEXT_REQUEST);

      assertUnknown(connector.grant(member(alice, group)), Cause.LOST_ANSWER);

      assertThat(directory.modifications).hasValue(0);
      assertThat(connector.verify(member(alice, group))).isEqualTo(Presence.ABSENT);
    }
  }

  @Test
  void a_kept_connection_that_died_unnoticed_does_not_make_a_change_unknown() throws Exception {
    try (var proxy = proxy(packet -> true);
        var connector = connector(List.of(url(proxy)), 4, PLENTY)) {
      connector.grant(member(alice, group));
      proxy.set(Mode.LOSE_NEXT_REQUEST);

      assertThat(connector.grant(member(bob, group))).isEqualTo(new Done(false));

      assertThat(directory.modifications).hasValue(2);
      assertThat(directory.binds).hasValue(2);
    }
  }

  @Test
  void a_connection_that_dies_before_anything_is_sent_refuses() throws Exception {
    try (var proxy = proxy(LdapContract::isSearch);
        var connector = connector(List.of(url(proxy)), 4, PLENTY)) {
      proxy.set(Mode.LOSE_NEXT_ANSWER);

      assertRefused(connector.grant(member(alice, group)), ErrorClass.UNAVAILABLE);

      assertThat(directory.modifications).hasValue(0);
    }
  }

  @Test
  void no_answer_to_a_change_in_time_is_unknown() throws Exception {
    directory.beforeModify = this::blocked;
    try (var connector = connector(List.of(directory.url()), 4, SHORT)) {
      assertUnknown(connector.grant(member(alice, group)), Cause.TIMEOUT);
    }
  }

  @Test
  void no_answer_to_a_question_in_time_is_refused() throws Exception {
    directory.beforeSearch = this::blocked;
    try (var connector = connector(List.of(directory.url()), 4, SHORT)) {
      assertRefused(connector.grant(member(alice, group)), ErrorClass.TIMEOUT);
      assertThat(directory.modifications).hasValue(0);
    }
  }

  @Test
  void the_deadline_of_the_call_ends_the_wait() throws Exception {
    directory.beforeModify = this::blocked;
    try (var connector = connector(List.of(directory.url()), 4, PLENTY)) {
      var outcome = connector.grant(call("Member_", alice, group, NOW.plus(SHORT)));

      assertUnknown(outcome, Cause.TIMEOUT);
    }
  }

  @Test
  void a_call_whose_deadline_is_over_asks_nothing() throws Exception {
    try (var connector = connector(List.of(directory.url()), 4, PLENTY)) {
      assertRefused(connector.grant(call("Member_", alice, group, NOW)), ErrorClass.TIMEOUT);
      assertThat(directory.binds).hasValue(0);
    }
  }

  @Test
  void a_deadline_without_end_is_no_trouble() throws Exception {
    try (var connector = connector(List.of(directory.url()), 4, PLENTY)) {
      assertThat(connector.grant(call("Member_", alice, group, Instant.MAX)))
          .isEqualTo(new Done(false));
    }
  }

  @Test
  void waiting_for_a_free_connection_ends_at_the_deadline() throws Exception {
    directory.beforeModify = this::blocked;
    try (var connector = connector(List.of(directory.url()), 1, PLENTY)) {
      var first = threads.submit(() -> connector.grant(member(alice, group)));
      arrived.await();

      var second = connector.grant(call("Member_", bob, group, NOW.plus(SHORT)));

      assertRefused(second, ErrorClass.TIMEOUT);
      goOn.countDown();
      assertThat(first.get()).isEqualTo(new Done(false));
    }
  }

  @Test
  void an_interrupted_wait_for_a_free_connection_changes_nothing() throws Exception {
    directory.beforeModify = this::blocked;
    try (var connector = connector(List.of(directory.url()), 1, PLENTY)) {
      var first = threads.submit(() -> connector.grant(member(alice, group)));
      arrived.await();
      var second = new AtomicReference<DeliveryOutcome>();
      var waiting = Thread.ofVirtual().start(() -> second.set(connector.grant(member(bob, group))));

      waiting.interrupt();
      waiting.join();

      assertRefused(second.get(), ErrorClass.INTERNAL);
      goOn.countDown();
      assertThat(first.get()).isEqualTo(new Done(false));
    }
  }

  @Test
  void the_connector_recovers_when_the_server_comes_back() throws Exception {
    try (var connector = connector(List.of(directory.url()), 4, PLENTY)) {
      assertThat(connector.grant(member(alice, group))).isEqualTo(new Done(false));
      directory.disconnect();
      assertRefused(connector.grant(member(bob, group)), ErrorClass.UNAVAILABLE);

      directory.start();

      assertThat(connector.grant(member(bob, group))).isEqualTo(new Done(false));
    }
  }

  @Test
  void a_restart_while_idle_goes_unnoticed() throws Exception {
    try (var connector = connector(List.of(directory.url()), 4, PLENTY)) {
      connector.grant(member(alice, group));
      directory.disconnect();
      directory.start();

      assertThat(connector.grant(member(bob, group))).isEqualTo(new Done(false));
      assertThat(directory.modifications).hasValue(2);
    }
  }

  @Test
  void a_connection_that_was_idle_for_long_is_not_trusted() throws Exception {
    var now = new AtomicReference<>(NOW);
    try (var connector =
        new LdapConnector(settings(List.of(directory.url()), 4, PLENTY), now::get)) {
      connector.grant(member(alice, group));
      connector.revoke(member(alice, group));
      assertThat(directory.binds).hasValue(1);

      now.set(NOW.plus(Duration.ofMinutes(5)));
      connector.grant(call("Member_", alice, group, now.get().plus(PLENTY)));

      assertThat(directory.binds).hasValue(2);
    }
  }

  @Test
  void the_next_server_is_used_where_the_first_is_down() throws Exception {
    try (var connector = connector(List.of(nobody(), directory.url()), 4, PLENTY)) {
      assertThat(connector.grant(member(alice, group))).isEqualTo(new Done(false));
    }
  }

  @Test
  void a_refused_password_is_not_tried_on_the_next_server() throws Exception {
    directory.beforeBind = TestDirectory.answer(ResultCode.INVALID_CREDENTIALS);
    try (var connector = connector(List.of(directory.url(), directory.url()), 4, PLENTY)) {
      assertRefused(connector.grant(member(alice, group)), ErrorClass.UNAUTHENTICATED);
      assertThat(directory.binds).hasValue(1);
    }
  }

  @Test
  void a_closed_connector_refuses() {
    var connector = connector(List.of(directory.url()), 4, PLENTY);
    connector.grant(member(alice, group));

    connector.close();

    assertRefused(connector.grant(member(bob, group)), ErrorClass.UNAVAILABLE);
  }

  /** Holds a request until the test says so. */
  private void blocked() {
    arrived.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static URI nobody() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("ldap://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private BreakableProxy proxy(Predicate<String> isWrite) {
    return new BreakableProxy(directory.server.getListenPort(), isWrite);
  }

  private static URI url(BreakableProxy proxy) {
    return URI.create("ldap://127.0.0.1:" + proxy.port());
  }

  private static LdapConnector connector(List<URI> urls, int poolSize, Duration responseTimeout) {
    return new LdapConnector(settings(urls, poolSize, responseTimeout), CLOCK);
  }

  private static LdapSettings settings(List<URI> urls, int poolSize, Duration responseTimeout) {
    var s =
        TestDirectory.settings(
            new LdapSettings.Servers(urls, false, Optional.empty(), false, Set.of()));
    return new LdapSettings(
        s.originSystem(),
        s.servers(),
        s.account(),
        s.users(),
        s.groups(),
        new LdapSettings.Limits(poolSize, PLENTY, responseTimeout));
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
