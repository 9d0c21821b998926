package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deliveries that somebody else completes. */
class CompletionTest {
  private static final DeliveryOutcome DONE = new DeliveryOutcome.Done(false);

  private final Scene scene = new Scene("a", "b");

  private AssignmentRequest waiting() {
    scene.target.refuseNext("b", ErrorClass.MANUAL_ACTION_PENDING);
    return scene.delivered(scene.adminAdd("alice"));
  }

  private static DeliveryItem second(AssignmentRequest request) {
    return request.items().get(1);
  }

  private Outcome<AssignmentRequest> complete(AssignmentRequest request, DeliveryOutcome outcome) {
    return scene.engine.requests().complete(ADMIN, request.id(), second(request).id(), outcome);
  }

  @Test
  void the_engine_does_not_ask_again_and_waits_as_long_as_people_have() {
    var request = waiting();
    int writes = scene.target.writes().size();

    scene.clock.advance(Duration.ofDays(6));
    scene.settle();

    assertThat(scene.target.writes()).hasSize(writes);
    assertThat(second(scene.find(request)).isAwaitingCompletion()).isTrue();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERING);
  }

  @Test
  void what_a_person_confirms_is_delivered() {
    var request = waiting();

    var completed = done(complete(request, DONE));

    assertThat(completed.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.activities(request)).contains(Activity.COMPLETED, Activity.DELIVERED);
  }

  @Test
  void what_a_person_refuses_has_failed_and_can_be_reprocessed() {
    var request = waiting();

    var completed =
        done(complete(request, DeliveryOutcome.Refused.because(ErrorClass.FORBIDDEN, "no seat")));

    assertThat(completed.state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    done(scene.reprocess(request));
    scene.settle();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void what_nobody_tells_until_the_deadline_is_unknown() {
    var request = waiting();

    scene.clock.advance(Duration.ofDays(7));
    scene.settle();

    var failed = scene.find(request);
    assertThat(failed.state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    assertThat(second(failed).mustVerifyFirst()).isTrue();
  }

  @Test
  void only_what_is_awaited_can_be_completed() {
    var request = waiting();
    done(complete(request, DONE));

    assertThat(complete(request, DONE))
        .isEqualTo(new Outcome.Refused<>(new Refusal.NotAwaitingCompletion(second(request).id())));
    assertThat(scene.engine.requests().complete(READER, request.id(), second(request).id(), DONE))
        .isInstanceOf(Outcome.Forbidden.class);
  }

  @Test
  void a_system_may_tell_by_itself_and_more_than_once() {
    var request = waiting();
    scene.target.tells(
        new Completion(
            TENANT,
            request.id(),
            second(request).id(),
            second(request).lastAttempt().orElseThrow().operationKey(),
            DONE));

    var first = scene.engine.requests().complete(SYSTEM, Map.of(), "told".getBytes(UTF_8));
    var again = scene.engine.requests().complete(SYSTEM, Map.of(), "told".getBytes(UTF_8));

    assertThat(done(first.orElseThrow()).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(again.orElseThrow()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void a_system_that_tells_before_its_answer_is_recorded_is_heard() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var worker = scene.worker();
    var work = worker.claim(TENANT, 1);
    scene.target.refuseNext("b", ErrorClass.MANUAL_ACTION_PENDING);
    var item = second(scene.find(request));
    scene.target.tells(new Completion(TENANT, request.id(), item.id(), item.operationKey(), DONE));

    var told = scene.engine.requests().complete(SYSTEM, Map.of(), "told".getBytes(UTF_8));
    work.forEach(worker::deliver);

    assertThat(told.orElseThrow()).isInstanceOf(Outcome.Done.class);
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void what_is_told_under_another_key_or_by_nobody_we_know_changes_nothing() {
    var request = waiting();
    scene.target.tells(
        new Completion(TENANT, request.id(), second(request).id(), "other key", DONE));

    assertThat(scene.engine.requests().complete(SYSTEM, Map.of(), "told".getBytes(UTF_8)))
        .contains(new Outcome.Refused<>(new Refusal.NotAwaitingCompletion(second(request).id())));
    assertThat(scene.engine.requests().complete(SYSTEM, Map.of(), "forged".getBytes(UTF_8)))
        .isEmpty();
    assertThat(scene.engine.requests().complete("Nobody", Map.of(), "told".getBytes(UTF_8)))
        .isEqualTo(Optional.empty());
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERING);
  }

  /** Nobody told of the first time, and nobody can tell whether it was done. */
  private AssignmentRequest askedAgain() {
    var request = waiting();
    scene.clock.advance(Duration.ofDays(7));
    scene.settle();
    scene.target.setMute(true);
    scene.target.refuseNext("b", ErrorClass.MANUAL_ACTION_PENDING);
    done(scene.reprocess(request));
    scene.settle();
    return scene.find(request);
  }

  @Test
  void what_nobody_told_of_in_time_can_be_asked_for_again_and_confirmed() {
    var request = askedAgain();
    assertThat(second(request).isAwaitingCompletion()).isTrue();

    var completed = done(complete(request, DONE));

    assertThat(completed.state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void what_is_found_in_place_may_be_the_doing_of_the_first_time_and_is_taken_away_at_the_end() {
    var request = askedAgain();
    scene.target.add("alice", "b");
    scene.target.setMute(false);

    var completed = done(complete(request, new DeliveryOutcome.Done(true)));
    scene.delivered(removal(RequestType.ADMIN_REMOVE, completed.terms().assignment()));

    assertThat(second(completed).lastAttempt().orElseThrow().outcome()).isEqualTo(DONE);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void what_is_found_in_place_at_the_first_time_was_there_before() {
    var completed = done(complete(waiting(), new DeliveryOutcome.Done(true)));

    assertThat(second(completed).lastAttempt().orElseThrow().outcome())
        .isEqualTo(new DeliveryOutcome.Done(true));
  }
}
