package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.DeliveryOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How claims are kept while their process lives, and how long a call may take under them. */
class HeartbeatTest {
  private static final Duration LEASE = WorkerSettings.DEFAULT.lease();
  private static final Duration CALL_TIMEOUT = WorkerSettings.DEFAULT.callTimeout();

  private final Scene scene = new Scene("a");
  private final FaultyStore store = new FaultyStore(scene.store);
  private final Timed connector = new Timed(Connector.Limits.concurrent(8));
  private final EngineParts parts = scene.parts(store, connector);
  private final ClaimKeeper keeper = new ClaimKeeper(parts);
  private final DeliveryWorker worker = new DeliveryWorker(parts, Runnable::run, keeper);
  private final AtomicInteger brokenOff = new AtomicInteger();

  /** Remembers until when it may answer. */
  private record Timed(AtomicReference<Instant> deadline, Limits limits) implements Connector {
    Timed(Limits limits) {
      this(new AtomicReference<>(Instant.MIN), limits);
    }

    @Override
    public Description description() {
      return new Description(SYSTEM, List.of("Member"), limits);
    }

    @Override
    public DeliveryOutcome grant(ConnectorCall call) {
      deadline.set(call.deadline());
      return new DeliveryOutcome.Done(false);
    }

    @Override
    public DeliveryOutcome revoke(ConnectorCall call) {
      throw new AssertionError("nothing but a grant is due");
    }

    @Override
    public Presence verify(ConnectorCall call) {
      throw new AssertionError("nothing but a grant is due");
    }
  }

  @BeforeEach
  void a_request_is_due() {
    scene.submit(scene.adminAdd("alice"));
    scene.approve();
  }

  private Work claimed() {
    return worker.claim(TENANT, 1).getFirst();
  }

  @Test
  void a_heartbeat_lengthens_the_lease_from_now_on() {
    var work = claimed();
    assertThat(work.claim().leaseUntil()).isEqualTo(START.plus(LEASE));

    scene.clock.advance(Duration.ofSeconds(5));
    keeper.beat();

    assertThat(work.claim().leaseUntil()).isEqualTo(START.plusSeconds(5).plus(LEASE));
    scene.clock.set(START.plus(LEASE));
    assertThat(worker.call(work)).as("past the lease it was claimed with").isPresent();
  }

  @Test
  void an_outage_of_the_store_breaks_a_call_off_when_its_lease_ends_and_not_before() {
    var kept = claimed().kept();
    kept.onLoss(brokenOff::incrementAndGet);
    store.isAway = true;
    try (var log = new LogWatch(ClaimKeeper.class)) {
      scene.clock.set(START.plus(LEASE).minusMillis(1));
      keeper.beat();
      assertThat(log.messages()).contains("leases could not be lengthened: the store is away");
    }
    assertThat(kept.isLost()).isFalse();
    assertThat(brokenOff).hasValue(0);

    scene.clock.set(START.plus(LEASE));
    keeper.beat();
    keeper.beat();

    assertThat(kept.isLost()).isTrue();
    assertThat(brokenOff).as("once").hasValue(1);
  }

  @Test
  void a_store_that_is_back_in_time_lets_a_call_go_on() {
    var kept = claimed().kept();
    store.isAway = true;
    scene.clock.set(START.plus(LEASE).minusMillis(1));
    keeper.beat();

    store.isAway = false;
    keeper.beat();
    scene.clock.set(START.plus(LEASE));
    store.isAway = true;
    keeper.beat();

    assertThat(kept.isLost()).isFalse();
  }

  @Test
  void work_that_is_already_lost_is_broken_off_as_it_begins() {
    var work = claimed();
    scene.store.inTransaction(TENANT, tx -> tx.end(List.of(work.claim())));
    keeper.beat();

    work.kept().onLoss(brokenOff::incrementAndGet);

    assertThat(brokenOff).hasValue(1);
    assertThat(worker.call(work)).isEmpty();
    assertThat(connector.deadline()).as("never called").hasValue(Instant.MIN);
  }

  @Test
  void a_call_that_nobody_keeps_ends_with_its_lease() {
    var work = claimed();
    scene.clock.advance(Duration.ofSeconds(1));

    worker.call(work);

    assertThat(connector.deadline()).hasValue(START.plus(LEASE));
  }

  @Test
  void a_call_that_is_kept_may_take_as_long_as_calls_may() {
    keeper.setKeeping(true);

    worker.call(claimed());

    assertThat(connector.deadline()).hasValue(START.plus(CALL_TIMEOUT));
  }

  @Test
  void a_call_takes_no_longer_than_its_connector_says_even_where_the_lease_is_longer() {
    var quick =
        new Timed(new Connector.Limits(8, Optional.empty(), Optional.of(Duration.ofSeconds(2))));
    var quickParts = scene.parts(store, quick);
    var unkept = new DeliveryWorker(quickParts, Runnable::run, new ClaimKeeper(quickParts));

    unkept.call(unkept.claim(TENANT, 1).getFirst());

    assertThat(quick.deadline()).hasValue(START.plusSeconds(2));
  }

  @Test
  void a_heartbeat_does_not_revive_a_lease_that_ended_before_its_call() {
    keeper.setKeeping(true);
    var work = claimed();
    scene.clock.advance(LEASE);

    assertThat(worker.call(work)).isEmpty();

    assertThat(connector.deadline()).hasValue(Instant.MIN);
  }
}
