package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.ConnectorHealth.State;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an engine does about a system that does not work, or that is being worked on. */
class QuarantineTest {
  private final Scene scene = new Scene("a", "b");

  private ConnectorHealth health() {
    return scene.engine.connectors().health().getFirst();
  }

  /** Two people's deliveries, four items, that fail from their first attempt on. */
  private List<AssignmentRequest> outage() {
    scene.target.setDown(true);
    var requests =
        List.of(scene.submit(scene.adminAdd("alice")), scene.submit(scene.adminAdd("bob")));
    for (int n = 0; n < 3; n++) {
      scene.settle();
      scene.clock.advance(Duration.ofSeconds(1));
    }
    return requests;
  }

  private void passTime(Duration total) {
    for (var passed = Duration.ZERO; passed.compareTo(total) < 0; passed = passed.plusSeconds(30)) {
      scene.clock.advance(Duration.ofSeconds(30));
      scene.settle();
    }
  }

  @Test
  void a_system_that_fails_five_times_in_a_row_is_quarantined_and_uses_up_no_more_attempts() {
    var requests = outage();
    passTime(Duration.ofMinutes(2));
    assertThat(health().state()).isEqualTo(State.QUARANTINED);
    var trouble = health().trouble().orElseThrow();
    assertThat(trouble.errorClass()).isEqualTo(ErrorClass.UNAVAILABLE);
    assertThat(trouble.nextProbeAt()).isPresent();
    int writes = scene.target.writes().size();

    passTime(Duration.ofMinutes(20));

    assertThat(scene.target.writes()).as("nothing but probes is sent").hasSize(writes);
    assertThat(requests)
        .extracting(request -> scene.find(request).state())
        .containsOnly(RequestState.DELIVERING);
  }

  @Test
  void a_system_that_is_back_gets_one_delivery_first_and_then_all_that_waits() {
    var requests = outage();
    passTime(Duration.ofMinutes(2));
    scene.target.setDown(false);

    passTime(Duration.ofMinutes(10));

    assertThat(health().state()).isEqualTo(State.AVAILABLE);
    assertThat(health().trouble()).isEmpty();
    assertThat(requests)
        .extracting(request -> scene.find(request).state())
        .containsOnly(RequestState.DELIVERED);
  }

  @Test
  void a_trial_that_fails_leads_back_into_quarantine_with_a_longer_wait() {
    outage();
    passTime(Duration.ofMinutes(2));
    int before = scene.target.writes().size();
    scene.target.setProbed(true);

    passTime(Duration.ofMinutes(3));

    assertThat(scene.target.writes().size() - before).as("one at each trial").isBetween(1, 8);
    assertThat(health().state()).isNotEqualTo(State.AVAILABLE);
  }

  @Test
  void a_reprocess_towards_a_quarantined_system_is_refused_with_the_reason() {
    var request = scene.partlyDelivered();
    scene.target.setDown(true);
    scene.submit(scene.adminAdd("bob"));
    passTime(Duration.ofMinutes(5));
    assertThat(health().state()).isEqualTo(State.QUARANTINED);
    var trouble = health().trouble().orElseThrow();

    var refused = scene.reprocess(request);

    assertThat(refused)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            no ->
                assertThat(((Refusal.GateRefused) no.refusal()).failedChecks())
                    .filteredOn(check -> check.check() == FailedCheck.Check.CONNECTOR_AVAILABLE)
                    .extracting(FailedCheck::message)
                    .containsExactly(
                        "origin system 'Target' is quarantined, as it has failed since %s"
                                .formatted(trouble.since())
                            + " (the target is out of reach); it is asked again at "
                            + trouble.nextProbeAt().orElseThrow()));
  }

  @Test
  void a_connector_that_only_other_settings_can_mend_is_asked_once_and_stays_quarantined() {
    var probes = new AtomicInteger();
    var channel =
        new Channel(
            new Misconfigured(
                new Connector.Description("broken", List.of(), Connector.Limits.concurrent(1)),
                probes),
            scene.clock);

    channel.probe(Duration.ofSeconds(1));
    scene.clock.advance(Duration.ofDays(1));

    assertThat(channel.takeProbe(scene.clock.instant())).isFalse();
    assertThat(probes).hasValue(1);
    assertThat(channel.free(scene.clock.instant())).isZero();
    var health = channel.health(Optional.empty());
    assertThat(health.state()).isEqualTo(State.QUARANTINED);
    assertThat(health.trouble())
        .contains(
            new ConnectorHealth.Trouble(
                scene.clock.instant().minus(Duration.ofDays(1)),
                ErrorClass.UNSUPPORTED,
                "a setting is missing",
                Optional.empty()));
  }

  /** Refuses everything, as nothing but a restart would help. */
  private record Misconfigured(Description description, AtomicInteger probes) implements Connector {
    private static final DeliveryOutcome.Refused REFUSED =
        DeliveryOutcome.Refused.because(ErrorClass.UNSUPPORTED, "a setting is missing");

    @Override
    public DeliveryOutcome grant(ConnectorCall call) {
      return REFUSED;
    }

    @Override
    public DeliveryOutcome revoke(ConnectorCall call) {
      return REFUSED;
    }

    @Override
    public Presence verify(ConnectorCall call) {
      return Presence.CANNOT_TELL;
    }

    @Override
    public Optional<DeliveryOutcome.Refused> probe(Instant deadline) {
      probes.incrementAndGet();
      return Optional.of(REFUSED);
    }

    @Override
    public boolean isProbedAgain() {
      return false;
    }
  }

  @Test
  void a_system_that_does_not_work_at_the_start_is_quarantined_before_anything_is_sent() {
    scene.target.setDown(true);
    var channel = new Channel(scene.target, scene.clock);

    channel.probe(Duration.ofSeconds(1));

    assertThat(channel.quarantine()).isPresent();
    assertThat(channel.free(scene.clock.instant())).isZero();
  }

  @Test
  void a_system_that_asks_to_be_left_alone_is_left_alone() {
    var channel = new Channel(scene.target, scene.clock);
    var throttled =
        new DeliveryOutcome.Refused(
            ErrorClass.THROTTLED, "slow down", Optional.of(Duration.ofSeconds(40)));

    channel.learn(throttled, Duration.ZERO, START);

    assertThat(channel.free(START.plusSeconds(39))).isZero();
    assertThat(channel.free(START.plusSeconds(40))).isPositive();
  }

  private static void answer(Channel channel, int calls) {
    for (int n = 0; n < calls; n++) {
      channel.end();
    }
  }

  @Test
  void places_are_taken_by_claims_and_free_when_the_call_has_ended() {
    var channel = new Channel(scene.target.limitedTo(Connector.Limits.concurrent(5)), scene.clock);

    assertThat(channel.isBusy()).isFalse();
    assertThat(channel.take(START, 2)).as("half of them").isEqualTo(2);
    assertThat(channel.isBusy()).isTrue();
    assertThat(channel.isLow()).isTrue();
    channel.claimed(2, 1, START.plusSeconds(15));
    assertThat(channel.free(START)).isEqualTo(4);
    assertThat(channel.take(START, 9)).as("one at least").isEqualTo(1);
    channel.notClaimed(1);
    assertThat(channel.take(START, 1)).isEqualTo(4);
    assertThat(channel.take(START, 1)).as("what is taken is not taken again").isZero();
    assertThat(channel.isLow()).isFalse();
    channel.claimed(4, 4, START.plusSeconds(15));
    answer(channel, 5);

    assertThat(channel.free(START)).isEqualTo(5);
  }

  @Test
  void no_more_calls_begin_in_a_second_than_the_connector_takes() {
    var limits = new Connector.Limits(8, Optional.of(3), Optional.empty());
    var channel = new Channel(scene.target.limitedTo(limits), scene.clock);
    assertThat(channel.free(START)).isEqualTo(3);

    channel.claimed(channel.take(START, 1), 3, START.plusSeconds(15));
    answer(channel, 3);
    assertThat(channel.free(START)).isZero();
    scene.clock.advance(Duration.ofMillis(400));
    assertThat(channel.free(scene.clock.instant())).isEqualTo(1);
    scene.clock.advance(Duration.ofSeconds(10));
    assertThat(channel.free(scene.clock.instant())).isEqualTo(3);
  }

  @Test
  void what_is_in_maintenance_waits_beyond_its_deadline_and_is_delivered_afterwards() {
    var until = START.plus(Duration.ofHours(5));
    done(scene.engine.connectors().startMaintenance(ADMIN, SYSTEM, until, Optional.of("upgrade")));
    var request = scene.submit(scene.adminAdd("alice"));
    for (int hour = 0; hour < 5; hour++) {
      scene.settle();
      assertThat(scene.target.writes()).isEmpty();
      scene.clock.advance(Duration.ofHours(1));
    }

    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.activities(request)).doesNotContain(Activity.DEADLINE_PASSED);
  }

  @Test
  void a_maintenance_can_be_seen_and_ended_by_hand() {
    var connectors = scene.engine.connectors();
    done(connectors.startMaintenance(ADMIN, SYSTEM, START.plusSeconds(9), Optional.of("upgrade")));
    var request = scene.delivered(scene.adminAdd("alice"));
    assertThat(request.state()).isEqualTo(RequestState.DELIVERING);
    assertThat(done(connectors.find(READER, SYSTEM)).maintenance().orElseThrow().reason())
        .contains("upgrade");
    assertThat(done(connectors.list(READER))).hasSize(1);

    var ended = done(connectors.endMaintenance(ADMIN, SYSTEM));
    scene.settle();

    assertThat(ended.maintenance()).isEmpty();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void a_maintenance_is_refused_by_the_member_that_is_wrong() {
    var connectors = scene.engine.connectors();

    assertThat(connectors.startMaintenance(READER, SYSTEM, START, Optional.empty()))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(connectors.startMaintenance(ADMIN, SYSTEM, START, Optional.empty()).toString())
        .contains("until");
    assertThat(
            connectors
                .startMaintenance(ADMIN, SYSTEM, START.plus(Duration.ofDays(31)), Optional.empty())
                .toString())
        .contains("30 days");
    assertThat(connectors.endMaintenance(ADMIN, "Unknown")).isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void what_gathered_in_a_maintenance_flows_at_a_rate() {
    var channel = new Channel(scene.target, scene.clock);
    int atOnce = channel.free(START);
    channel.drain();
    channel.claimed(channel.take(START, 1), atOnce, START.plusSeconds(15));
    answer(channel, atOnce);
    channel.passed();
    assertThat(channel.free(START)).as("as many a second as calls at once").isZero();

    scene.clock.advance(Duration.ofSeconds(1));
    channel.claimed(channel.take(scene.clock.instant(), 1), 1, START.plusSeconds(15));
    answer(channel, 1);
    channel.passed();

    assertThat(channel.free(scene.clock.instant())).as("nothing waits any more").isEqualTo(atOnce);
  }

  @Test
  void what_a_target_says_is_kept_without_secrets() {
    assertThat(
            Redaction.redacted(
                "401 from https://svc:hunter2@host/x, Authorization: Bearer abc.def,"
                    + " {\"client_secret\": \"s3cr3t\"} password=letmein, user alice"))
        .doesNotContain("hunter2", "abc.def", "s3cr3t", "letmein")
        .contains("401 from https://", "user alice");
  }
}
