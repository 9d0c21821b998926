package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssignmentRequestTest {
  @Test
  void a_submitted_request_is_due_at_once_and_has_nothing_to_deliver() {
    var request = submitted(RequestType.USER_ADD, Schedule.UNSPECIFIED);

    assertThat(request.state()).isEqualTo(RequestState.SUBMITTED);
    assertThat(request.progress().dueAt()).contains(NOW);
    assertThat(request.items()).isEmpty();
    assertThat(request.version()).isZero();
    assertThat(request.withVersion(3).version()).isEqualTo(3);
  }

  @Test
  void a_request_that_something_stands_in_the_way_of_is_looked_at_again_later() {
    var request = submitted(RequestType.USER_ADD, Schedule.UNSPECIFIED);
    var later = NOW.plusSeconds(5);

    assertThat(request.postponed(later).progress().dueAt()).contains(later);
    assertThat(request.postponed(later).progress().status()).isEqualTo(RequestStatus.ACCEPTED);
  }

  @Test
  void approval_begins_the_first_episode_with_every_item_due() {
    var request = delivering(2);

    assertThat(request.state()).isEqualTo(RequestState.DELIVERING);
    assertThat(request.progress().episode()).isEqualTo(1);
    assertThat(request.progress().reprocessCount()).isZero();
    assertThat(request.progress().dueAt()).contains(DEADLINE);
    assertThat(request.items()).allMatch(item -> item.nextAttemptAt().equals(Optional.of(NOW)));
  }

  @Test
  void all_done_is_delivered() {
    var request = after(after(delivering(2), 1, done()), 2, done());

    assertThat(request.progress().status()).isEqualTo(RequestStatus.DELIVERED);
    assertThat(request.progress().completedAt()).contains(NOW);
    assertThat(request.progress().dueAt()).isEmpty();
  }

  @Test
  void some_done_is_partially_delivered_and_none_is_failed() {
    var partly = after(after(delivering(2), 1, done()), 2, refused(ErrorClass.FORBIDDEN));
    var failed = after(delivering(1), 1, refused(ErrorClass.FORBIDDEN));

    assertThat(partly.progress().status()).isEqualTo(RequestStatus.PARTIALLY_DELIVERED);
    assertThat(failed.progress().status()).isEqualTo(RequestStatus.DELIVERY_FAILED);
  }

  @Test
  void a_request_does_not_settle_while_an_item_is_pending() {
    var request = after(delivering(2), 1, done());

    assertThat(request.progress().status()).isEqualTo(RequestStatus.DELIVERING);
    assertThat(request.settled(NOW)).isSameAs(request);
  }

  @Test
  void a_reprocess_tries_only_what_is_not_delivered_and_keeps_the_first_completion() {
    var failed = after(after(delivering(2), 1, done()), 2, refused(ErrorClass.ROLE_NOT_FOUND));
    var later = NOW.plusSeconds(60);

    var again =
        failed.reprocessed(DeliveryGate.plan(failed, facts(2)), later, later.plusSeconds(9));

    assertThat(again.state()).isEqualTo(RequestState.DELIVERING);
    assertThat(again.progress().completedAt()).isEmpty();
    assertThat(again.progress().firstCompletedAt()).contains(NOW);
    assertThat(again.progress().reprocessCount()).isEqualTo(1);
    assertThat(again.progress().dueAt()).contains(later.plusSeconds(9));
    assertThat(again.items().get(0)).isEqualTo(failed.items().get(0));
    assertThat(again.items().get(1).nextAttemptAt()).contains(later);
    assertThat(again.items().get(1).tries()).isEqualTo(new DeliveryItem.Tries(0, 0));
    assertThat(again.items().get(1).lastAttempt()).isPresent();
  }

  @Test
  void a_role_that_the_package_no_longer_holds_is_dropped_and_the_rest_decides() {
    var failed = after(after(delivering(2), 1, done()), 2, refused(ErrorClass.ROLE_NOT_FOUND));

    var again = failed.reprocessed(DeliveryGate.plan(failed, facts(1)), NOW, DEADLINE);

    assertThat(again.items().get(1).state()).isEqualTo(DeliveryItem.State.DROPPED);
    assertThat(again.settled(NOW).progress().status()).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void a_scheduled_request_waits_for_its_start_and_then_delivers() {
    Instant start = NOW.plus(Duration.ofDays(1));
    var schedule = new Schedule(Optional.of(start), new Expiration.NoExpiration());

    var waiting = submitted(RequestType.ADMIN_ADD, schedule).approvedForLater(items(1), NOW);
    var started =
        waiting.started(DeliveryGate.plan(waiting, facts(1)), start, start.plusSeconds(1));

    assertThat(waiting.state()).isEqualTo(RequestState.SCHEDULED);
    assertThat(waiting.progress().dueAt()).contains(start);
    assertThat(waiting.items()).allMatch(item -> item.nextAttemptAt().isEmpty());
    assertThat(started.state()).isEqualTo(RequestState.DELIVERING);
    assertThat(started.items()).allMatch(item -> item.nextAttemptAt().equals(Optional.of(start)));
    assertThat(waiting.canceled(NOW).items())
        .allMatch(item -> item.state() == DeliveryItem.State.FAILED);
  }

  @Test
  void cancelling_a_failed_delivery_keeps_what_its_items_became() {
    var failed = after(delivering(1), 1, refused(ErrorClass.FORBIDDEN));

    var canceled = failed.canceled(NOW.plusSeconds(5));

    assertThat(canceled.state()).isEqualTo(RequestState.CANCELED);
    assertThat(canceled.items()).isEqualTo(failed.items());
    assertThat(canceled.progress().completedAt()).contains(NOW.plusSeconds(5));
    assertThat(canceled.progress().firstCompletedAt()).contains(NOW);
  }

  @Test
  void a_removal_means_the_end_from_its_approval_until_it_is_withdrawn() {
    var removal = submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED);
    var approved = removal.approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE);
    var failed = approved.givenUp().settled(NOW);

    assertThat(removal.isEnding()).isFalse();
    assertThat(approved.isEnding()).isTrue();
    assertThat(failed.isEnding()).isTrue();
    assertThat(failed.canceled(NOW).isEnding()).isFalse();
    assertThat(delivering(1).isEnding()).isFalse();
  }

  @Test
  void approval_stages_keep_a_request_under_way() {
    var pending =
        submitted(RequestType.USER_ADD, Schedule.UNSPECIFIED)
            .on(Trigger.REQUIRE_APPROVAL, NOW, DEADLINE);

    assertThat(pending.state()).isEqualTo(RequestState.PENDING_APPROVAL);
    assertThat(pending.progress().dueAt()).contains(DEADLINE);
    assertThat(pending.on(Trigger.DENY, NOW, NOW).progress().completedAt()).contains(NOW);
  }

  @Test
  void giving_up_settles_what_is_pending_as_failed() {
    var request = after(delivering(2), 1, done()).givenUp().settled(NOW);

    assertThat(request.progress().status()).isEqualTo(RequestStatus.PARTIALLY_DELIVERED);
  }

  @Test
  void an_attempt_of_another_episode_or_on_a_settled_item_is_a_bug() {
    var request = after(delivering(2), 1, done());
    var foreign = new Attempt(1, 2, "key", NOW, NOW, done());
    var second = new Attempt(2, 1, "key", NOW, NOW, done());

    assertThatThrownBy(() -> request.attempted(id(2), foreign, RetryPolicy.DEFAULT, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("episode 2");
    assertThatThrownBy(() -> request.attempted(id(1), second, RetryPolicy.DEFAULT, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not pending");
    assertThatThrownBy(() -> request.attempted(id(2), second, RetryPolicy.DEFAULT, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("out of order");
    var settled = after(request, 2, done());
    assertThatThrownBy(() -> settled.attempted(id(2), second, RetryPolicy.DEFAULT, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("DELIVERED");
  }

  @Test
  void what_contradicts_its_status_cannot_be_made_or_loaded() {
    var done = after(delivering(1), 1, done());
    var failed = after(delivering(1), 1, refused(ErrorClass.FORBIDDEN));

    for (var impossible :
        List.of(
            List.of(done, failed.items()), List.of(failed, done.items()),
            List.of(done, delivering(1).items()), List.of(failed, delivering(1).items()))) {
      var request = (AssignmentRequest) impossible.get(0);
      @SuppressWarnings("unchecked")
      var items = (List<DeliveryItem>) impossible.get(1);
      assertThatThrownBy(
              () ->
                  new AssignmentRequest(
                      request.id(), 1, request.terms(), request.progress(), items))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be");
    }
    var none = Optional.<Instant>empty();
    var now = Optional.of(NOW);
    assertThatThrownBy(
            () -> new AssignmentRequest.Progress(RequestStatus.DELIVERED, 1, now, none, none))
        .hasMessageContaining("completion time");
    assertThatThrownBy(
            () -> new AssignmentRequest.Progress(RequestStatus.DELIVERED, 1, now, now, now))
        .hasMessageContaining("due time");
    assertThatThrownBy(
            () -> new AssignmentRequest.Progress(RequestStatus.DELIVERED, 1, none, now, none))
        .hasMessageContaining("first completion");
    assertThatThrownBy(
            () -> new AssignmentRequest.Progress(RequestStatus.ACCEPTED, -1, none, none, now))
        .hasMessageContaining("episode");
  }

  @Test
  void what_may_be_in_place_is_told_apart_from_what_is_not() {
    var unknown = after(delivering(1), 1, unknown(DeliveryOutcome.Cause.TIMEOUT));
    var refused = after(delivering(1), 1, refused(ErrorClass.FORBIDDEN));
    var revoke =
        submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED)
            .approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE);

    assertThat(unknown.mayHaveGranted()).isTrue();
    assertThat(after(delivering(1), 1, done()).mayHaveGranted()).isTrue();
    assertThat(refused.mayHaveGranted()).isFalse();
    assertThat(after(revoke, 1, done()).mayHaveGranted()).isFalse();
  }

  @Test
  void an_assignment_follows_its_requests() {
    var request = delivering(2);
    var assignment = Assignment.begunBy(request);
    var partly = after(after(request, 1, done()), 2, refused(ErrorClass.FORBIDDEN));
    var failed = after(delivering(1), 1, refused(ErrorClass.FORBIDDEN));
    var unknown = after(delivering(1), 1, unknown(DeliveryOutcome.Cause.TIMEOUT)).givenUp();
    var removed =
        after(
            submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED)
                .approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE),
            1,
            done());

    assertThat(assignment.state()).isEqualTo(Assignment.State.DELIVERING);
    assertThat(assignment.withVersion(4).version()).isEqualTo(4);
    assertThat(assignment.following(partly, NOW).state())
        .isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
    var delivered = assignment.following(after(delivering(1), 1, done()), NOW);
    assertThat(delivered.state()).isEqualTo(Assignment.State.DELIVERED);
    assertThat(delivered.schedule().startDateTime()).contains(NOW);
    assertThat(delivered.following(delivering(1), NOW).state())
        .isEqualTo(Assignment.State.DELIVERING);
    assertThat(assignment.following(failed, NOW).state())
        .isEqualTo(Assignment.State.DELIVERY_FAILED);
    assertThat(assignment.following(failed.canceled(NOW), NOW).expiredDateTime()).contains(NOW);
    assertThat(assignment.following(unknown.settled(NOW).canceled(NOW), NOW)).isEqualTo(assignment);
    assertThat(delivered.following(removed, NOW).state()).isEqualTo(Assignment.State.EXPIRED);
    assertThat(delivered.following(submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED), NOW))
        .isEqualTo(delivered);
    assertThatThrownBy(
            () ->
                new Assignment(
                    assignment.id(),
                    0,
                    PACKAGE,
                    POLICY,
                    CATALOG,
                    ALICE,
                    Assignment.State.EXPIRED,
                    Schedule.UNSPECIFIED,
                    Optional.empty(),
                    Optional.empty(),
                    "admin",
                    false,
                    Optional.empty()))
        .hasMessageContaining("EXPIRED");
  }

  @Test
  void a_request_gives_from_its_approval_until_it_is_withdrawn() {
    var start = new Schedule(Optional.of(NOW.plusSeconds(60)), new Expiration.NoExpiration());
    var waiting = submitted(RequestType.ADMIN_ADD, start).approvedForLater(items(1), NOW);
    var failed = after(delivering(1), 1, refused(ErrorClass.FORBIDDEN));
    var removal =
        submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED)
            .approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE);

    assertThat(waiting.isGiving()).isFalse();
    assertThat(delivering(1).isGiving()).isTrue();
    assertThat(failed.isGiving()).isTrue();
    assertThat(failed.canceled(NOW).isGiving()).isFalse();
    assertThat(removal.isGiving()).isFalse();
  }

  private static AssignmentRequest with(
      RequestStatus status, int episode, List<DeliveryItem> items) {
    var request = delivering(1);
    boolean isFinished = status.isFinished();
    var completed = isFinished ? Optional.of(NOW) : Optional.<Instant>empty();
    var due = isFinished ? Optional.<Instant>empty() : Optional.of(NOW);
    return new AssignmentRequest(
        request.id(),
        1,
        request.terms(),
        new AssignmentRequest.Progress(status, episode, completed, completed, due),
        items);
  }

  @Test
  void a_status_and_what_became_of_the_items_agree() {
    var done = after(delivering(1), 1, done()).items();
    var failed = after(delivering(1), 1, refused(ErrorClass.FORBIDDEN)).items();
    var both = List.of(done.getFirst(), failed.getFirst());

    assertThat(with(RequestStatus.PARTIALLY_DELIVERED, 1, both).items()).hasSize(2);
    assertThat(with(RequestStatus.DELIVERING, 1, both).items()).hasSize(2);
    for (var impossible : List.of(done, failed)) {
      assertThatThrownBy(() -> with(RequestStatus.PARTIALLY_DELIVERED, 1, impossible))
          .hasMessageContaining("cannot be PARTIALLY_DELIVERED");
    }
    assertThatThrownBy(() -> with(RequestStatus.DELIVERY_FAILED, 1, List.of()))
        .hasMessageContaining("cannot be DELIVERY_FAILED");
    assertThatThrownBy(() -> with(RequestStatus.DELIVERING, 0, items(1)))
        .hasMessageContaining("cannot be DELIVERING in episode 0");
    assertThatThrownBy(() -> with(RequestStatus.PENDING_APPROVAL, 0, items(1)))
        .hasMessageContaining("cannot be PENDING_APPROVAL");
    assertThatThrownBy(() -> with(RequestStatus.CANCELED, 1, done))
        .hasMessageContaining("cannot be CANCELED");
  }

  @Test
  void a_person_who_completes_a_delivery_has_as_long_as_people_have_and_no_less() {
    var asked = refused(ErrorClass.MANUAL_ACTION_PENDING);
    var peoplesEnd = NOW.plus(RetryPolicy.DEFAULT.completionDeadline());
    var later = peoplesEnd.plusSeconds(1);
    var request = submitted(RequestType.ADMIN_ADD, Schedule.UNSPECIFIED);

    var soon = request.approved(items(1), NOW, DEADLINE);
    var late = request.approved(items(1), NOW, later);

    assertThat(after(soon, 1, asked).progress().dueAt()).contains(peoplesEnd);
    assertThat(after(late, 1, asked).progress().dueAt()).contains(later);
  }
}
