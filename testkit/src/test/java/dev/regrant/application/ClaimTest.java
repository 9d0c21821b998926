package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.ConnectorHealth.State;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryTarget;
import dev.regrant.testkit.World;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is claimed, where several systems and tenants wait, and how claims are given back. */
class ClaimTest {
  private static final String OTHER = "Other";
  private static final TenantId NEIGHBOUR = new TenantId(new UUID(1, 2));
  private static final Duration LEASE = WorkerSettings.DEFAULT.lease();

  private final Scene scene = new Scene("a", "b");
  private final InMemoryTarget other = new InMemoryTarget(OTHER);
  private final FaultyStore store = new FaultyStore(scene.store);
  private final EngineParts parts = scene.parts(store, scene.target, other);
  private final ClaimKeeper keeper = new ClaimKeeper(parts);
  private final DeliveryWorker worker = new DeliveryWorker(parts, Runnable::run, keeper);
  private final Channel channel = parts.channel(SYSTEM);

  /** A request that gives a role on each of these systems, all of which are due. */
  private AssignmentRequest due(TenantId tenant, String... systems) {
    var request =
        World.of(scene.clock.instant(), List.of(systems))
            .saveIn(scene.store, tenant)
            .request(RequestStatus.DELIVERING, "alice");
    return scene.store.inTransaction(
        tenant,
        tx -> {
          tx.requests().save(request);
          return request;
        });
  }

  private RequestState state(TenantId tenant, AssignmentRequest request) {
    return scene.store.inTransaction(
        tenant, tx -> tx.requests().find(request.id()).orElseThrow().state());
  }

  private int callsUnderWay() {
    return channel.health(Optional.empty()).callsUnderWay();
  }

  private static String[] five(String system) {
    return Collections.nCopies(Channel.FAILURES_IN_A_ROW, system).toArray(String[]::new);
  }

  private void quarantine() {
    var down = DeliveryOutcome.Refused.because(ErrorClass.UNAVAILABLE, "down");
    for (int n = 0; n < Channel.FAILURES_IN_A_ROW; n++) {
      channel.learn(down, Duration.ZERO, scene.clock.instant());
    }
  }

  private void putOnTrial() {
    quarantine();
    channel.probe(Duration.ofSeconds(1));
    assertThat(channel.health(Optional.empty()).state()).isEqualTo(State.ON_TRIAL);
  }

  @Test
  void a_system_in_quarantine_does_not_keep_other_systems_items_waiting() {
    var engine = scene.engine(scene.store, scene.target, other);
    scene.target.setDown(true);
    var stuck = due(TENANT, five(SYSTEM));
    settle(engine);
    assertThat(engine.connectors().health())
        .extracting(ConnectorHealth::state)
        .containsExactly(State.AVAILABLE, State.QUARANTINED);
    scene.clock.advance(Duration.ofSeconds(1));
    var mixed = due(TENANT, SYSTEM, OTHER);
    var free = due(NEIGHBOUR, OTHER);

    settle(engine);

    assertThat(state(NEIGHBOUR, free)).isEqualTo(RequestState.DELIVERED);
    assertThat(other.writes()).hasSize(2);
    assertThat(List.of(stuck, mixed))
        .allMatch(request -> state(TENANT, request) == RequestState.DELIVERING);
    engine.close();
  }

  @Test
  void a_tenant_that_waits_for_a_system_in_quarantine_takes_no_others_turn() {
    quarantine();
    due(TENANT, SYSTEM);
    scene.clock.advance(Duration.ofSeconds(1));
    due(NEIGHBOUR, OTHER);

    assertThat(worker.tenants(1)).containsExactly(NEIGHBOUR);
  }

  @Test
  void a_system_that_is_full_does_not_keep_other_systems_items_waiting() {
    var small = new InMemoryTarget(SYSTEM).limitedTo(Connector.Limits.concurrent(1));
    var of = scene.parts(scene.store, small, other);
    var full = new DeliveryWorker(of, Runnable::run, new ClaimKeeper(of));
    due(TENANT, SYSTEM, SYSTEM);
    var called = full.claim(TENANT, 1);
    assertThat(called).as("one at once").hasSize(1);
    scene.clock.advance(Duration.ofSeconds(1));
    due(NEIGHBOUR, OTHER);

    assertThat(full.tenants(1)).containsExactly(NEIGHBOUR);
    assertThat(full.claim(NEIGHBOUR, 1)).hasSize(1);
    assertThat(full.claim(TENANT, 1)).isEmpty();

    full.deliver(called.getFirst());
    assertThat(full.tenants(1)).containsExactly(TENANT);
    assertThat(full.claim(TENANT, 1)).hasSize(1);
  }

  @Test
  void where_all_systems_are_in_quarantine_nobody_is_looked_for() {
    var only = scene.parts(scene.store, scene.target);
    var alone = new DeliveryWorker(only, Runnable::run, new ClaimKeeper(only));
    due(TENANT, SYSTEM);
    assertThat(alone.tenants(1)).containsExactly(TENANT);
    for (int n = 0; n < Channel.FAILURES_IN_A_ROW; n++) {
      only.channel(SYSTEM)
          .learn(
              new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.TIMEOUT, "late"),
              Duration.ZERO,
              START);
    }

    assertThat(alone.tenants(1)).isEmpty();
  }

  @Test
  void a_look_elsewhere_does_not_end_a_trial() {
    putOnTrial();
    due(TENANT, SYSTEM, SYSTEM, OTHER, OTHER);
    assertThat(worker.claim(TENANT, 1))
        .extracting(Work::originSystem)
        .containsExactlyInAnyOrder(SYSTEM, OTHER, OTHER);

    assertThat(worker.claim(TENANT, 1)).isEmpty();

    assertThat(channel.free(scene.clock.instant())).isZero();
  }

  @Test
  void places_for_which_nothing_could_be_claimed_as_the_store_is_away_are_free_again() {
    due(TENANT, SYSTEM);
    store.isAway = true;

    assertThatThrownBy(() -> worker.claim(TENANT, 1)).isInstanceOf(UnavailableException.class);

    assertThat(callsUnderWay()).isZero();
    store.isAway = false;
    assertThat(worker.claim(TENANT, 1)).hasSize(1);
  }

  @Test
  void an_item_whose_lost_leases_are_used_up_is_not_tried_once_more() {
    var request = due(TENANT, SYSTEM);
    for (int lost = 0; lost <= RETRY.maxLostLeases(); lost++) {
      assertThat(worker.claim(TENANT, 1)).hasSize(1);
      scene.clock.advance(LEASE.plusMillis(1));
    }

    assertThat(worker.claim(TENANT, 1)).isEmpty();

    assertThat(state(TENANT, request)).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(callsUnderWay()).as("places of those that died in the test").isEqualTo(3);
  }

  @Test
  void work_whose_lease_ended_while_it_waited_for_a_thread_is_left_to_others() {
    due(TENANT, SYSTEM);
    var late = worker.claim(TENANT, 1).getFirst();
    scene.clock.advance(LEASE);

    assertThat(worker.call(late)).isEmpty();
    keeper.beat();

    assertThat(scene.target.writes()).isEmpty();
    assertThat(callsUnderWay()).isZero();
    scene.clock.advance(Duration.ofMillis(1));
    assertThat(worker.claim(TENANT, 1)).as("its lease was not lengthened").hasSize(1);
  }

  @Test
  void work_that_is_given_back_is_neither_kept_nor_lost() {
    due(TENANT, SYSTEM);
    var work = worker.claim(TENANT, 1).getFirst();

    worker.giveBack(work);
    keeper.beat();

    assertThat(work.kept().isLost()).isFalse();
    assertThat(callsUnderWay()).isZero();
    assertThat(worker.claim(TENANT, 1)).hasSize(1);
  }

  @Test
  void a_claim_is_worth_its_while_while_any_system_has_few_calls() {
    due(TENANT, Collections.nCopies(8, SYSTEM).toArray(String[]::new));
    assertThat(worker.isLow()).as("nothing is under way").isTrue();
    var work = worker.claim(TENANT, 1);
    assertThat(work).hasSize(8);
    assertThat(worker.isLow()).as("the other system is not at work").isFalse();

    due(NEIGHBOUR, OTHER);
    assertThat(worker.claim(NEIGHBOUR, 1)).hasSize(1);
    assertThat(worker.isLow()).isTrue();
  }
}
