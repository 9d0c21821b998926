package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How outcomes are recorded: together, and through an outage. */
class RecorderTest {
  private final Scene scene = new Scene("a", "b", "c");
  private final FaultyStore store = new FaultyStore(scene.store);

  private AssignmentRequest approved() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    return request;
  }

  private DeliveryItem item(AssignmentRequest request, String group) {
    return scene.find(request).items().stream()
        .filter(item -> item.roleScope().resourceOrigin().id().equals(group))
        .findFirst()
        .orElseThrow();
  }

  private List<Claim> claims(AssignmentRequest request) {
    return scene.store.inTransaction(TENANT, tx -> tx.claims(List.of(request.id())));
  }

  @Test
  void what_finishes_while_another_is_recorded_is_recorded_together() throws Exception {
    var request = approved();
    var worker = scene.worker(store);
    var work = worker.claim(TENANT, 1);
    int before = store.transactions();
    var isRecording = new CountDownLatch(1);
    var others = new CountDownLatch(1);
    store.beforeEach =
        () -> {
          isRecording.countDown();
          await(others);
        };

    var first = Thread.ofVirtual().start(() -> worker.deliver(work.get(0)));
    await(isRecording);
    // These return at once: whoever records sees to them.
    worker.deliver(work.get(1));
    worker.deliver(work.get(2));
    others.countDown();
    first.join();

    assertThat(store.transactions() - before).isEqualTo(2);
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(claims(request)).isEmpty();
    assertThat(scene.activities(request))
        .endsWith(Activity.ATTEMPTED, Activity.ATTEMPTED, Activity.ATTEMPTED, Activity.DELIVERED);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void one_whose_claim_is_lost_does_not_take_its_neighbours_with_it() {
    var request = approved();
    var worker = scene.worker(store);
    var work = worker.claim(TENANT, 1);
    var finished = work.stream().map(one -> worker.call(one).orElseThrow()).toList();
    scene.store.inTransaction(TENANT, tx -> tx.end(List.of(work.get(1).claim())));

    recordTogether(worker, finished);

    assertThat(scene.find(request).items())
        .extracting(DeliveryItem::state)
        .containsExactly(
            DeliveryItem.State.DONE, DeliveryItem.State.PENDING, DeliveryItem.State.DONE);
  }

  /** As a store that was away takes them: all in one transaction. */
  private void recordTogether(DeliveryWorker worker, List<Recorder.Finished> finished) {
    store.isAway = true;
    finished.forEach(worker.recorder()::record);
    store.isAway = false;
    worker.recorder().retry();
    assertThat(worker.recorder().isWaiting()).isFalse();
  }

  @Test
  void one_that_cannot_be_recorded_does_not_take_its_neighbours_with_it() {
    var request = approved();
    var worker = scene.worker(store);
    var finished =
        worker.claim(TENANT, 1).stream().map(one -> worker.call(one).orElseThrow()).toList();
    var bad = finished.get(1).work().item().id().value().toString();
    store.refusal =
        entry ->
            bad.equals(entry.details().get("item"))
                ? Optional.of(new IllegalStateException("an entry that this store does not take"))
                : Optional.empty();

    recordTogether(worker, finished);

    assertThat(scene.find(request).items())
        .extracting(DeliveryItem::state)
        .containsExactly(
            DeliveryItem.State.DONE, DeliveryItem.State.PENDING, DeliveryItem.State.DONE);
    // Nothing is known of it, so that it is read back after its lease.
    assertThat(claims(request))
        .extracting(Claim::item)
        .containsExactly(finished.get(1).work().item().id());
  }

  @Test
  void an_outcome_outlives_an_outage_of_the_store_while_its_claim_holds() {
    var request = approved();
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var engine = scene.engine(store);
    store.refusal = entry -> Optional.of(FaultyStore.away());
    engine.runOnce();
    assertThat(item(request, "a").state()).isEqualTo(DeliveryItem.State.PENDING);

    scene.clock.advance(WorkerSettings.DEFAULT.lease().minusMillis(1));
    store.refusal = entry -> Optional.empty();
    engine.runOnce();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    assertThat(item(request, "b").lastAttempt().orElseThrow().number()).isEqualTo(1);
    assertThat(item(request, "a").lastAttempt().orElseThrow().finishedAt())
        .as("when the target answered")
        .isEqualTo(START);
    assertThat(scene.target.verifications()).isZero();
  }

  @Test
  void an_outcome_is_given_up_when_its_lease_ends_in_an_outage() {
    var request = approved();
    var worker = scene.worker(store);
    var work = worker.claim(TENANT, 1);
    store.isAway = true;
    work.forEach(worker::deliver);
    assertThat(worker.recorder().isWaiting()).isTrue();

    scene.clock.advance(WorkerSettings.DEFAULT.lease());
    worker.recorder().retry();
    assertThat(worker.recorder().isWaiting()).isFalse();
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.target.verifications()).as("read back, as nothing is known").isEqualTo(3);
    assertThat(scene.target.writes()).hasSize(3);
  }
}
