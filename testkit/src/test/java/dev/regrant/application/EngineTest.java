package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestState;
import dev.regrant.testkit.InMemoryTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** An engine with its own threads and real time. */
class EngineTest {
  private final Scene scene = new Scene("a", "b");

  /** A target whose calls wait for a latch, or throw. */
  private static final class Slow implements Connector {
    final CountDownLatch called = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    final CountDownLatch answered = new CountDownLatch(2);
    private final Optional<RuntimeException> failure;
    private final InMemoryTarget target;

    Slow(InMemoryTarget target, Optional<RuntimeException> failure) {
      this.target = target;
      this.failure = failure;
    }

    @Override
    public Description description() {
      return new Description(SYSTEM, List.of("Member"), Limits.concurrent(2));
    }

    @Override
    public DeliveryOutcome grant(ConnectorCall call) {
      called.countDown();
      if (failure.isPresent()) {
        throw failure.get();
      }
      try {
        assertThat(go.await(20, SECONDS)).isTrue();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      var outcome = target.grant(call);
      answered.countDown();
      return outcome;
    }

    @Override
    public DeliveryOutcome revoke(ConnectorCall call) {
      return target.revoke(call);
    }

    @Override
    public Presence verify(ConnectorCall call) {
      return target.verify(call);
    }
  }

  private AccessRequestEngine engine(Connector connector, Duration callTimeout) {
    return engine(
        connector,
        new WorkerSettings(
            Duration.ofSeconds(20), callTimeout, Duration.ofMillis(5), Duration.ofSeconds(10)));
  }

  private AccessRequestEngine engine(Connector connector, WorkerSettings settings) {
    return AccessRequestEngine.builder()
        .store(scene.store)
        .directory(scene.directory)
        .connector(connector)
        .clock(InstantSource.system())
        .workerSettings(settings)
        .build();
  }

  @Test
  void closing_waits_for_what_is_under_way_and_records_it() throws Exception {
    var slow = new Slow(scene.target, Optional.empty());
    var engine = engine(slow, Duration.ofSeconds(10));
    engine.start();
    var request = done(engine.requests().submit(ADMIN, scene.adminAdd("alice"), Optional.empty()));
    assertThat(slow.called.await(20, SECONDS)).isTrue();

    var closing = Thread.ofVirtual().start(engine::close);
    slow.go.countDown();
    closing.join();

    assertThat(slow.answered.getCount()).isLessThan(2);
    assertThat(scene.find(request).items())
        .filteredOn(item -> item.lastAttempt().isPresent())
        .isNotEmpty();
    assertThat(scene.target.writes().size())
        .isEqualTo(
            scene.find(request).items().stream()
                .filter(item -> item.lastAttempt().isPresent())
                .count());
    scene.store.inTransaction(
        TENANT,
        tx -> {
          assertThat(tx.claims(List.of(request.id()))).isEmpty();
          return true;
        });
  }

  @Test
  void closing_waits_for_the_store_to_record_what_came_of_calls() throws Exception {
    var store = new FaultyStore(scene.store);
    var refused = new CountDownLatch(1);
    store.refusal =
        entry -> {
          if (entry.activity() != Activity.ATTEMPTED) {
            return Optional.empty();
          }
          refused.countDown();
          return Optional.of(FaultyStore.away());
        };
    var engine =
        AccessRequestEngine.builder()
            .store(store)
            .directory(scene.directory)
            .connector(scene.target)
            .build();
    engine.start();
    var request = done(engine.requests().submit(ADMIN, scene.adminAdd("alice"), Optional.empty()));
    assertThat(refused.await(20, SECONDS)).isTrue();

    var closing = Thread.ofVirtual().start(engine::close);
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    store.refusal = entry -> Optional.empty();
    closing.join();

    assertThat(scene.find(request).items())
        .filteredOn(item -> item.lastAttempt().isPresent())
        .hasSameSizeAs(scene.target.writes())
        .isNotEmpty();
  }

  @Test
  void an_answer_that_comes_too_late_is_unknown() throws Exception {
    var slow = new Slow(scene.target, Optional.empty());
    try (var engine = engine(slow, Duration.ofMillis(20))) {
      var request =
          done(engine.requests().submit(ADMIN, scene.adminAdd("alice"), Optional.empty()));
      engine.runOnce();
      slow.go.countDown();

      assertThat(scene.find(request).items())
          .allSatisfy(
              item ->
                  assertThat(item.lastAttempt().orElseThrow().outcome())
                      .isEqualTo(
                          new DeliveryOutcome.Unknown(
                              DeliveryOutcome.Cause.TIMEOUT, "no answer within 20 ms")));
      assertThat(slow.answered.await(20, SECONDS)).isTrue();
    }
  }

  @Test
  void a_connector_that_throws_leaves_its_item_unknown() {
    var broken = new Slow(scene.target, Optional.of(new IllegalStateException("bug")));
    try (var engine = engine(broken, Duration.ofSeconds(10))) {
      var request =
          done(engine.requests().submit(ADMIN, scene.adminAdd("alice"), Optional.empty()));
      engine.runOnce();

      var found = scene.find(request);
      assertThat(found.state()).isEqualTo(RequestState.DELIVERING);
      assertThat(found.items())
          .allSatisfy(
              item ->
                  assertThat(item.lastAttempt().orElseThrow().outcome())
                      .isInstanceOfSatisfying(
                          DeliveryOutcome.Unknown.class,
                          unknown ->
                              assertThat(unknown.cause())
                                  .isEqualTo(DeliveryOutcome.Cause.CONNECTOR_FAILED)));
    }
  }

  @Test
  void an_engine_starts_once_and_serves_one_connector_for_each_system() {
    var engine = engine(scene.target, Duration.ofSeconds(1));
    engine.start();

    assertThatThrownBy(engine::start).isInstanceOf(IllegalStateException.class);
    engine.close();
    engine.close();
    assertThatThrownBy(
            () -> AccessRequestEngine.builder().connector(scene.target).connector(scene.target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(SYSTEM);
    assertThatThrownBy(() -> AccessRequestEngine.builder().build())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("store");
  }

  @Test
  void a_call_may_take_longer_than_its_lease_while_its_process_lives() throws Exception {
    var slow = new Slow(scene.target, Optional.empty());
    var settings =
        new WorkerSettings(
            Duration.ofMillis(600),
            Duration.ofSeconds(60),
            Duration.ofMillis(5),
            Duration.ofSeconds(10));
    try (var engine = engine(slow, settings);
        var other = engine(scene.target, settings)) {
      engine.start();
      var request =
          done(engine.requests().submit(ADMIN, scene.adminAdd("alice"), Optional.empty()));
      assertThat(slow.called.await(20, SECONDS)).isTrue();
      var claimed = claims(request);
      other.start();
      // Its lease was lengthened at least once, past the one that it was claimed with.
      await()
          .until(
              () ->
                  claims(request).stream()
                      .anyMatch(
                          claim ->
                              claim.leaseUntil().isAfter(claimed.getFirst().leaseUntil())
                                  && claim.token() == 1));
      slow.go.countDown();
      await().until(() -> scene.find(request).state() == RequestState.DELIVERED);

      assertThat(scene.find(request).items())
          .allMatch(item -> item.lastAttempt().orElseThrow().number() == 1);
    }
  }

  private List<Claim> claims(AssignmentRequest request) {
    return scene.store.inTransaction(TENANT, tx -> tx.claims(List.of(request.id())));
  }

  @Test
  void a_claim_that_another_took_over_has_its_call_broken_off() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var parts = scene.parts();
    var keeper = new ClaimKeeper(parts);
    var kept = new DeliveryWorker(parts, Runnable::run, keeper).claim(TENANT, 1).getFirst().kept();
    var broken = new CountDownLatch(1);
    kept.onLoss(broken::countDown);
    keeper.beat();
    assertThat(broken.getCount()).isEqualTo(1);

    scene.clock.advance(WorkerSettings.DEFAULT.lease().plusSeconds(1));
    scene.settle();
    keeper.beat();

    assertThat(broken.getCount()).isZero();
    assertThat(kept.isLost()).isTrue();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void a_call_that_is_broken_off_before_it_begins_gives_its_place_back_and_blames_nobody() {
    scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var parts = scene.parts();
    var keeper = new ClaimKeeper(parts);
    var worker =
        new DeliveryWorker(
            parts,
            neverRun -> {
              scene.clock.advance(WorkerSettings.DEFAULT.lease().plusSeconds(1));
              scene.settle();
              keeper.beat();
            },
            keeper);

    var work = worker.claim(TENANT, 1);
    worker.deliver(work.get(0));
    worker.giveBack(work.get(1));

    var health = new Connectors(parts).health().getFirst();
    assertThat(health.callsUnderWay()).isZero();
    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void settings_that_make_no_sense_are_named() {
    var second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new WorkerSettings(Duration.ZERO, second, second, second))
        .hasMessageContaining("lease must be positive");
    assertThatThrownBy(() -> new WorkerSettings(second, Duration.ZERO, second, second))
        .hasMessageContaining("callTimeout must be positive");
  }
}
