package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.ConnectorHealth.State;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import dev.regrant.testkit.InMemoryTarget;
import dev.regrant.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much of a connector may be used, as its calls are answered. */
class ChannelTest {
  private static final Duration LEASE = WorkerSettings.DEFAULT.lease();
  private static final DeliveryOutcome DONE = new DeliveryOutcome.Done(false);
  private static final DeliveryOutcome DOWN =
      DeliveryOutcome.Refused.because(ErrorClass.UNAVAILABLE, "the target is down");
  private static final DeliveryOutcome FORBIDDEN =
      DeliveryOutcome.Refused.because(ErrorClass.FORBIDDEN, "not allowed");

  private final ManualClock clock = new ManualClock(START);
  private final InMemoryTarget target =
      new InMemoryTarget(SYSTEM).limitedTo(Connector.Limits.concurrent(4));
  private final Channel channel = new Channel(target, clock);

  private Instant now() {
    return clock.instant();
  }

  private State state() {
    return channel.health(Optional.empty()).state();
  }

  private void answered(DeliveryOutcome outcome, int calls) {
    for (int n = 0; n < calls; n++) {
      channel.learn(outcome, Duration.ZERO, now());
    }
  }

  /** Deliveries for all places that are free, which are answered. */
  private void deliver(DeliveryOutcome outcome) {
    int places = channel.take(now(), 1);
    channel.claimed(places, places, now().plus(LEASE));
    answered(outcome, places);
    for (int n = 0; n < places; n++) {
      channel.end();
    }
  }

  private Instant nextProbe() {
    return channel.health(Optional.empty()).trouble().orElseThrow().nextProbeAt().orElseThrow();
  }

  private void probe() {
    clock.set(nextProbe());
    assertThat(channel.takeProbe(now())).isTrue();
    channel.probe(Duration.ofSeconds(1));
  }

  private void onTrial() {
    answered(DOWN, Channel.FAILURES_IN_A_ROW);
    probe();
    assertThat(state()).isEqualTo(State.ON_TRIAL);
  }

  @Test
  void half_of_the_places_are_few_calls_and_more_are_many() {
    assertThat(channel.take(now(), 2)).isEqualTo(2);
    assertThat(channel.isLow()).isTrue();

    assertThat(channel.take(now(), 2)).isEqualTo(1);
    assertThat(channel.isLow()).isFalse();
  }

  @Test
  void a_look_that_finds_nothing_uses_up_nothing_of_the_rate() {
    var rated =
        new Channel(
            target.limitedTo(new Connector.Limits(4, Optional.of(3), Optional.empty())), clock);
    rated.drain();

    rated.claimed(rated.take(now(), 1), 0, now().plus(LEASE));

    assertThat(rated.free(now())).isEqualTo(3);
  }

  @Test
  void a_system_that_does_not_answer_is_quarantined_like_one_that_refuses() {
    answered(new DeliveryOutcome.Unknown(Cause.TIMEOUT, "late"), Channel.FAILURES_IN_A_ROW - 1);
    assertThat(state()).isEqualTo(State.AVAILABLE);
    assertThat(channel.free(now())).isEqualTo(4);

    answered(new DeliveryOutcome.Unknown(Cause.TIMEOUT, "late"), 1);

    assertThat(state()).isEqualTo(State.QUARANTINED);
    assertThat(channel.free(now())).isZero();
  }

  @Test
  void a_lost_lease_says_nothing_of_the_system() {
    answered(new DeliveryOutcome.Unknown(Cause.LOST_LEASE, "gone"), Channel.FAILURES_IN_A_ROW);

    assertThat(state()).isEqualTo(State.AVAILABLE);
    assertThat(channel.health(Optional.empty()).trouble()).isEmpty();
  }

  static Stream<DeliveryOutcome> of_systems_that_work() {
    return Stream.of(DONE, FORBIDDEN);
  }

  @ParameterizedTest
  @MethodSource("of_systems_that_work")
  void only_failures_in_a_row_count(DeliveryOutcome between) {
    answered(DOWN, Channel.FAILURES_IN_A_ROW - 1);
    answered(between, 1);
    assertThat(channel.health(Optional.empty()).trouble()).isEmpty();
    answered(DOWN, Channel.FAILURES_IN_A_ROW - 1);
    assertThat(state()).isEqualTo(State.AVAILABLE);

    answered(DOWN, 1);

    assertThat(state()).isEqualTo(State.QUARANTINED);
  }

  @Test
  void each_probe_that_fails_doubles_the_wait_for_the_next_up_to_the_longest() {
    target.setDown(true);
    answered(DOWN, Channel.FAILURES_IN_A_ROW);

    for (int seconds : List.of(5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300, 300)) {
      assertThat(nextProbe()).isEqualTo(now().plusSeconds(seconds));
      probe();
    }
  }

  @Test
  void a_probe_has_its_time_and_is_made_once() {
    answered(DOWN, Channel.FAILURES_IN_A_ROW);

    assertThat(channel.takeProbe(nextProbe().minusNanos(1))).isFalse();
    assertThat(channel.takeProbe(nextProbe())).isTrue();
    assertThat(channel.takeProbe(nextProbe())).as("one is under way").isFalse();
  }

  @Test
  void a_trial_that_fails_doubles_the_wait_and_one_that_succeeds_ends_that() {
    onTrial();
    deliver(DOWN);
    assertThat(nextProbe()).isEqualTo(now().plusSeconds(10));
    probe();
    deliver(DOWN);
    assertThat(nextProbe()).isEqualTo(now().plusSeconds(20));
    probe();

    deliver(DONE);
    answered(DOWN, Channel.FAILURES_IN_A_ROW);

    assertThat(nextProbe()).isEqualTo(now().plusSeconds(5));
  }

  @Test
  void a_trial_is_one_delivery_until_its_lease_ends() {
    onTrial();

    assertThat(channel.take(now(), 1)).isEqualTo(1);
    assertThat(channel.take(now(), 1)).as("before it is known what was claimed").isZero();
    channel.claimed(1, 1, now().plus(LEASE));
    assertThat(channel.take(now(), 1)).isZero();
    assertThat(channel.free(now().plus(LEASE).minusNanos(1))).isZero();

    assertThat(channel.free(now().plus(LEASE))).isEqualTo(1);
  }

  @Test
  void a_trial_for_which_there_was_no_delivery_is_still_to_be_made() {
    onTrial();

    channel.claimed(channel.take(now(), 1), 0, now().plus(LEASE));
    assertThat(channel.free(now())).isEqualTo(1);

    channel.notClaimed(channel.take(now(), 1));
    assertThat(channel.free(now())).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("of_systems_that_work")
  void after_a_trial_what_gathered_flows_at_a_rate(DeliveryOutcome ofTrial) {
    onTrial();
    deliver(ofTrial);
    assertThat(state()).isEqualTo(State.AVAILABLE);
    assertThat(channel.free(now())).as("as many as it takes at once").isEqualTo(4);

    deliver(DONE);

    assertThat(channel.free(now())).isZero();
    assertThat(channel.free(clock.advance(Duration.ofMillis(250)))).isEqualTo(1);
  }

  @Test
  void what_works_all_the_time_is_not_slowed() {
    deliver(DONE);
    deliver(DONE);

    assertThat(channel.free(now())).isEqualTo(4);
  }

  @Test
  void nobody_is_left_alone_for_longer_than_a_quarter_of_an_hour() {
    var tomorrow =
        new DeliveryOutcome.Refused(
            ErrorClass.THROTTLED, "tomorrow", Optional.of(Duration.ofDays(1)));

    answered(tomorrow, 1);

    assertThat(channel.free(now().plus(Duration.ofMinutes(15)).minusNanos(1))).isZero();
    assertThat(channel.free(now().plus(Duration.ofMinutes(15)))).isEqualTo(4);
  }

  @Test
  void the_log_tells_of_a_quarantine_and_of_its_end() {
    try (var log = new LogWatch(Channel.class)) {
      onTrial();
      deliver(DONE);

      assertThat(log.messages())
          .contains(
              "the connector for Target is quarantined, unavailable: the target is down;"
                  + " next probe at 2026-03-01T12:00:05Z",
              "the connector for Target delivers again");
    }
  }
}
