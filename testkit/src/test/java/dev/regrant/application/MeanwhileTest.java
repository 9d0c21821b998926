package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the engine does about what others change between its look and its transaction. */
class MeanwhileTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Schedule FOR_A_MONTH =
      new Schedule(Optional.empty(), new Expiration.AfterDuration(MONTH));

  private final Scene scene = new Scene("a");
  private final FaultyStore store = new FaultyStore(scene.store);
  private final Expiry expiry = new Expiry(scene.parts(store));

  private List<Submission> people(int number, Schedule schedule) {
    return IntStream.range(0, number)
        .mapToObj(
            n -> {
              scene.directory.with(Subject.of("person-" + n));
              return scene.adminAdd("person-" + n, schedule);
            })
        .toList();
  }

  /** Has something happen before the transaction that comes after so many. */
  private void after(int transactions, Runnable meanwhile) {
    int before = store.transactions();
    store.beforeEach =
        () -> {
          if (store.transactions() - before == transactions) {
            store.beforeEach = () -> {};
            meanwhile.run();
          }
        };
  }

  private List<AssignmentRequest> removals() {
    return scene.store.inTransaction(TENANT, tx -> tx.requests().all(Filter.everything())).stream()
        .filter(request -> request.terms().type() == RequestType.SYSTEM_REMOVE)
        .toList();
  }

  @Test
  void what_was_withdrawn_meanwhile_stays_so_and_does_not_hold_up_the_others() {
    scene.settle();
    var requests = people(5, Schedule.UNSPECIFIED).stream().map(scene::submit).toList();
    var withdrawn = requests.get(2);
    after(3, () -> done(scene.engine.requests().cancel(ADMIN, withdrawn.id())));

    assertThat(new Progression(scene.parts(store)).run(TENANT)).isEqualTo(4);

    assertThat(store.transactions()).as("three to look, one to move").isEqualTo(4);
    assertThat(scene.find(withdrawn).state()).isEqualTo(RequestState.CANCELED);
    assertThat(requests)
        .filteredOn(request -> scene.find(request).progress().status() == RequestStatus.DELIVERING)
        .hasSize(4);
  }

  @Test
  void where_all_were_withdrawn_meanwhile_nothing_moves() {
    scene.settle();
    var request = scene.submit(scene.adminAdd("alice"));
    after(3, () -> done(scene.engine.requests().cancel(ADMIN, request.id())));

    assertThat(new Progression(scene.parts(store)).run(TENANT)).isZero();

    assertThat(store.transactions()).isEqualTo(4);
  }

  @Test
  void many_assignments_end_in_one_transaction() {
    people(5, FOR_A_MONTH).forEach(scene::delivered);
    scene.clock.advance(MONTH);

    assertThat(expiry.run(TENANT)).isEqualTo(5);

    assertThat(store.transactions()).as("one to look, one to end").isEqualTo(2);
    assertThat(removals()).hasSize(5);
  }

  @Test
  void an_assignment_that_cannot_be_ended_is_told_of_and_does_not_hold_up_the_others() {
    people(3, FOR_A_MONTH).forEach(scene::delivered);
    scene.clock.advance(MONTH);
    // All together, and then the first of them alone.
    var refusals = new AtomicInteger(2);
    store.refusal =
        entry ->
            refusals.getAndDecrement() > 0
                ? Optional.of(new IllegalStateException("an entry that this store does not take"))
                : Optional.empty();

    try (var log = new LogWatch(Rounds.class)) {
      assertThat(expiry.run(TENANT)).isEqualTo(2);

      assertThat(log.messages())
          .singleElement()
          .asString()
          .matches("assignment [0-9a-f-]{36} cannot be moved on");
    }
    assertThat(removals()).hasSize(2);
    assertThat(expiry.run(TENANT)).isEqualTo(1);
  }

  @Test
  void what_another_process_ended_meanwhile_is_not_ended_again() {
    scene.delivered(scene.adminAdd("alice", FOR_A_MONTH));
    scene.clock.advance(MONTH);
    after(1, () -> assertThat(new Expiry(scene.parts()).run(TENANT)).isEqualTo(1));

    assertThat(expiry.run(TENANT)).isZero();

    assertThat(removals()).hasSize(1);
  }

  @Test
  void an_end_that_another_process_put_off_meanwhile_is_left_alone() {
    var given = scene.delivered(scene.adminAdd("alice", FOR_A_MONTH));
    scene.clock.advance(MONTH);
    scene.submit(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    after(1, () -> assertThat(new Expiry(scene.parts()).run(TENANT)).isEqualTo(1));

    assertThat(expiry.run(TENANT)).isZero();

    assertThat(scene.assignment(given).dueAt()).contains(scene.clock.instant().plus(Expiry.PAUSE));
    assertThat(removals()).isEmpty();
  }

  @Test
  void a_request_that_was_deleted_meanwhile_is_not_found() {
    var partly = new Scene("a", "b");
    var request = partly.partlyDelivered();
    var slow = new FaultyStore(partly.store);
    slow.beforeEach =
        () -> {
          if (slow.transactions() == 1) {
            partly.store.inTransaction(
                TENANT,
                tx -> {
                  tx.requests().delete(tx.requests().find(request.id()).orElseThrow());
                  return request;
                });
          }
        };

    var outcome =
        new AccessRequests(partly.parts(slow))
            .reprocess(ADMIN, request.id(), Optional.empty(), Optional.empty());

    assertThat(outcome)
        .isEqualTo(new Outcome.NotFound<>("request", request.id().value().toString()));
  }

  @Test
  void an_assignment_that_is_gone_meanwhile_is_not_found() {
    var given = scene.delivered(scene.adminAdd("alice"));
    var id = given.terms().assignment();
    after(
        1,
        () ->
            scene.store.inTransaction(
                TENANT,
                tx -> {
                  tx.assignments().delete(tx.assignments().find(id).orElseThrow());
                  return id;
                }));

    var outcome =
        new AccessRequests(scene.parts(store))
            .reprocessAssignment(ADMIN, id, Optional.empty(), Optional.empty());

    assertThat(outcome).isEqualTo(new Outcome.NotFound<>("assignment", id.value().toString()));
  }
}
