package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestState;
import dev.regrant.testkit.InMemoryTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryTest {
  private static final Duration LEASE = WorkerSettings.DEFAULT.lease();

  private final Scene scene = new Scene("a", "b");

  @Test
  void some_refused_is_partially_delivered_and_all_refused_is_failed() {
    var partly = scene.partlyDelivered();
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var failed = scene.delivered(scene.adminAdd("bob"));

    assertThat(partly.progress().completedAt()).contains(START);
    assertThat(scene.assignment(partly).state()).isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
    assertThat(failed.state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(scene.assignment(failed).state()).isEqualTo(Assignment.State.DELIVERY_FAILED);
    assertThat(scene.activities(failed)).last().isEqualTo(Activity.DELIVERY_FAILED);
  }

  @ParameterizedTest
  @EnumSource(ErrorClass.class)
  void the_error_class_decides_whether_the_engine_tries_again_by_itself(ErrorClass errorClass) {
    scene.target.refuseNext("b", errorClass);

    var request = scene.delivered(scene.adminAdd("alice"));

    if (errorClass.isRetried()) {
      assertThat(request.state()).isEqualTo(RequestState.DELIVERING);
      assertThat(request.items().get(1).nextAttemptAt().orElseThrow())
          .isBetween(START, START.plusSeconds(10));
      scene.clock.advance(Duration.ofSeconds(10));
      scene.settle();
      assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    } else {
      assertThat(request.state())
          .isEqualTo(
              errorClass == ErrorClass.MANUAL_ACTION_PENDING
                  ? RequestState.DELIVERING
                  : RequestState.PARTIALLY_DELIVERED);
    }
  }

  @Test
  void the_wish_to_be_left_alone_is_honoured() {
    scene.target.failNext(
        "b",
        new DeliveryOutcome.Refused(
            ErrorClass.THROTTLED, "slow down", Optional.of(Duration.ofMinutes(20))),
        false);

    var request = scene.delivered(scene.adminAdd("alice"));

    assertThat(request.items().get(1).nextAttemptAt()).contains(START.plus(Duration.ofMinutes(20)));
  }

  @Test
  void a_lost_answer_is_read_back_and_not_written_again() {
    scene.target.loseNextAnswer("b");
    var request = scene.delivered(scene.adminAdd("alice"));
    assertThat(request.state()).isEqualTo(RequestState.DELIVERING);

    scene.clock.advance(Duration.ofSeconds(10));
    scene.settle();

    var delivered = scene.find(request);
    assertThat(delivered.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.target.writes()).hasSize(2);
    assertThat(scene.target.verifications()).isEqualTo(1);
    // It may be this engine's doing, so that a removal takes it away again.
    assertThat(delivered.items().get(1).lastAttempt().orElseThrow().outcome())
        .isEqualTo(new DeliveryOutcome.Done(false));
  }

  @Test
  void what_was_not_done_after_all_is_written_again_under_the_same_key() {
    scene.target.failNext(
        "b", new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.TIMEOUT, "late"), false);
    var request = scene.delivered(scene.adminAdd("alice"));

    scene.clock.advance(Duration.ofSeconds(10));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(writesTo("b")).hasSize(2);
    assertThat(writesTo("b").get(0)).isEqualTo(writesTo("b").get(1));
  }

  @Test
  void after_a_definite_answer_the_next_attempt_has_a_new_key() {
    scene.target.refuseNext("b", ErrorClass.UNAVAILABLE);
    scene.delivered(scene.adminAdd("alice"));

    scene.clock.advance(Duration.ofSeconds(10));
    scene.settle();

    assertThat(writesTo("b")).doesNotHaveDuplicates().hasSize(2);
  }

  private List<InMemoryTarget.Write> writesTo(String resource) {
    return scene.target.writes().stream()
        .filter(write -> write.membership().resource().equals(resource))
        .toList();
  }

  @Test
  void a_target_that_cannot_tell_is_written_again_and_a_refusal_leaves_it_unknown() {
    scene.target.loseNextAnswer("b");
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    scene.target.setMute(true);
    var request = scene.delivered(scene.adminAdd("alice"));

    scene.clock.advance(Duration.ofSeconds(10));
    scene.settle();
    var stillUnknown = scene.find(request).items().get(1);
    scene.clock.advance(Duration.ofMinutes(1));
    scene.settle();

    assertThat(stillUnknown.mustVerifyFirst()).isTrue();
    assertThat(stillUnknown.state()).isEqualTo(DeliveryItem.State.PENDING);
    assertThat(scene.find(request).items().get(1).lastAttempt().orElseThrow().outcome())
        .isEqualTo(new DeliveryOutcome.Done(false));
  }

  @Test
  void reprocess_reads_back_what_was_given_up_as_unknown() {
    for (int n = 0; n < 3; n++) {
      scene.target.failNext(
          "b", new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.TIMEOUT, "late"), n == 0);
    }
    scene.target.setMute(true);
    var request = scene.submit(scene.adminAdd("alice"));
    for (int n = 0; n < 4; n++) {
      scene.settle();
      scene.clock.advance(Duration.ofMinutes(1));
    }
    assertThat(scene.find(request).state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    scene.target.setMute(false);
    int writesBefore = scene.target.writes().size();

    done(scene.reprocess(request));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.target.writes()).hasSize(writesBefore);
  }

  @Test
  void what_a_dead_process_had_claimed_is_taken_over_after_its_lease_and_read_back() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    // A process that claims, and dies before it calls the target.
    scene.worker().claim(TENANT, 1);
    scene.settle();
    assertThat(scene.target.writes()).as("nothing is tried while the lease runs").isEmpty();

    scene.clock.advance(LEASE.plusMillis(1));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.target.verifications()).isEqualTo(2);
    assertThat(scene.target.writes()).hasSize(2);
    var item = scene.find(request).items().get(0);
    var attempts =
        requireNonNull(done(scene.engine.requests().attempts(ADMIN, request.id())).get(item.id()));
    assertThat(attempts)
        .extracting(attempt -> attempt.outcome().getClass().getSimpleName())
        .containsExactly("Unknown", "Done");
    assertThat(attempts.get(0).startedAt()).isEqualTo(START);
  }

  @Test
  void leases_lost_again_and_again_use_up_a_budget_of_their_own() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    // The scene's retry policy bears two lost leases.
    for (int n = 0; n < 3; n++) {
      assertThat(scene.worker().claim(TENANT, 1)).hasSize(2);
      scene.clock.advance(LEASE.plusMillis(1));
    }

    scene.settle();

    var failed = scene.find(request);
    assertThat(failed.state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(failed.items()).allMatch(item -> item.tries().equals(new DeliveryItem.Tries(0, 3)));
  }

  @Test
  void an_outcome_that_comes_after_someone_else_took_over_is_discarded() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var slow = scene.worker();
    var work = slow.claim(TENANT, 1);
    scene.clock.advance(LEASE.plusMillis(1));
    scene.settle();
    var delivered = scene.find(request);
    int writes = scene.target.writes().size();

    work.forEach(slow::deliver);

    assertThat(scene.find(request)).isEqualTo(delivered);
    assertThat(scene.target.writes()).as("a run-out lease is not acted on").hasSize(writes);
  }

  @Test
  void nothing_stays_in_delivery_for_ever() {
    scene.target.failNext(
        "b",
        new DeliveryOutcome.Refused(
            ErrorClass.THROTTLED, "tomorrow", Optional.of(Duration.ofDays(1))),
        false);
    var request = scene.delivered(scene.adminAdd("alice"));

    scene.clock.set(START.plus(Duration.ofHours(1)));
    scene.settle();

    var failed = scene.find(request);
    assertThat(failed.state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    assertThat(scene.activities(request)).contains(Activity.DEADLINE_PASSED);
  }

  @Test
  void what_is_in_flight_at_the_deadline_may_come_back_until_its_lease_ends() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var deadline = scene.find(request).progress().dueAt().orElseThrow();
    scene.clock.set(deadline.minusSeconds(1));
    var worker = scene.worker();
    var work = worker.claim(TENANT, 1);
    scene.clock.set(deadline);
    scene.settle();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERING);

    worker.deliver(work.getFirst());
    scene.clock.set(deadline.plus(LEASE));
    scene.settle();

    var settled = scene.find(request);
    assertThat(settled.state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    assertThat(settled.items().get(1).mustVerifyFirst()).isTrue();
    int writes = scene.target.writes().size();
    worker.deliver(work.get(1));
    assertThat(scene.target.writes()).as("a run-out lease is not acted on").hasSize(writes);
    done(scene.reprocess(request));
    scene.settle();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.target.verifications()).isEqualTo(1);
  }

  @Test
  void work_that_is_given_back_can_be_claimed_at_once() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var leaving = scene.worker();
    leaving.claim(TENANT, 1).forEach(leaving::giveBack);

    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.target.verifications()).isZero();
  }

  @Test
  void a_clock_that_goes_back_harms_nothing() {
    scene.target.refuseNext("b", ErrorClass.UNAVAILABLE);
    var request = scene.delivered(scene.adminAdd("alice"));
    Instant next = scene.find(request).items().get(1).nextAttemptAt().orElseThrow();

    scene.clock.set(START.minusSeconds(60));
    scene.settle();
    scene.clock.set(next);
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }
}
