package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** That the history tells everything, and in order. */
class HistoryTest {
  private static final DeliveryOutcome DONE = new DeliveryOutcome.Done(false);
  private static final DeliveryOutcome NO =
      DeliveryOutcome.Refused.because(ErrorClass.FORBIDDEN, "no seat");

  private final Scene scene = new Scene("a", "b");

  private AssignmentRequest waiting() {
    scene.target.refuseNext("b", ErrorClass.MANUAL_ACTION_PENDING);
    return scene.delivered(scene.adminAdd("alice"));
  }

  private Outcome<AssignmentRequest> complete(AssignmentRequest request, DeliveryOutcome outcome) {
    return scene
        .engine
        .requests()
        .complete(ADMIN, request.id(), request.items().get(1).id(), outcome);
  }

  private List<Activity> since(AssignmentRequest request, int before) {
    var all = scene.activities(request);
    return all.subList(before, all.size());
  }

  private String outcomeOf(Activity activity, AssignmentRequest request) {
    return scene.history(request).stream()
        .filter(entry -> entry.activity() == activity)
        .map(HistoryEntry::details)
        .toList()
        .getLast()
        .getOrDefault("outcome", "none");
  }

  @Test
  void a_confirmation_is_told_with_its_attempt_and_what_became_of_the_request() {
    var request = waiting();
    int before = scene.history(request).size();

    done(complete(request, DONE));

    assertThat(since(request, before))
        .containsExactlyInAnyOrder(Activity.COMPLETED, Activity.ATTEMPTED, Activity.DELIVERED);
    assertThat(outcomeOf(Activity.COMPLETED, request)).isEqualTo("done");
    assertThat(outcomeOf(Activity.ATTEMPTED, request)).isEqualTo("done");
  }

  @Test
  void a_persons_refusal_is_told_as_one_and_took_as_long_as_they_had_been_asked() {
    var request = waiting();
    scene.clock.advance(Duration.ofHours(5));

    done(complete(request, NO));

    assertThat(outcomeOf(Activity.COMPLETED, request)).isEqualTo("refused");
    var attempts =
        done(scene.engine.requests().attempts(ADMIN, request.id()))
            .getOrDefault(request.items().get(1).id(), List.of());
    assertThat(attempts.getLast().startedAt()).isEqualTo(attempts.getFirst().startedAt());
    assertThat(Duration.between(attempts.getLast().startedAt(), attempts.getLast().finishedAt()))
        .isEqualTo(Duration.ofHours(5));
  }

  @Test
  void a_completion_says_what_it_cannot_find_and_must_be_certain() {
    var request = waiting();
    var requests = scene.engine.requests();
    var item = request.items().get(1).id();

    assertThat(requests.complete(ADMIN, new AssignmentRequest.Id(new UUID(9, 9)), item, DONE))
        .isInstanceOf(Outcome.NotFound.class);
    assertThat(requests.complete(ADMIN, request.id(), new DeliveryItem.Id(new UUID(9, 9)), DONE))
        .isInstanceOf(Outcome.NotFound.class);
    assertThat(
            refusal(
                complete(
                    request,
                    new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.TIMEOUT, "perhaps"))))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void a_system_that_tells_otherwise_than_before_is_not_heard() {
    var request = waiting();
    var item = request.items().get(1);
    var key = item.lastAttempt().orElseThrow().operationKey();
    done(complete(request, DONE));

    scene.target.tells(new Completion(TENANT, request.id(), item.id(), key, NO));
    assertThat(told()).isEqualTo(new Refusal.NotAwaitingCompletion(item.id()));
    scene.target.tells(new Completion(TENANT, request.id(), item.id(), "other key", DONE));
    assertThat(told()).isEqualTo(new Refusal.NotAwaitingCompletion(item.id()));
  }

  private Refusal told() {
    return refusal(
        scene.engine.requests().complete(SYSTEM, Map.of(), "told".getBytes(UTF_8)).orElseThrow());
  }

  @Test
  void a_deadline_tells_what_became_of_each_that_nobody_completed() {
    var request = waiting();
    int before = scene.history(request).size();

    scene.clock.advance(Duration.ofDays(7));
    scene.settle();

    assertThat(since(request, before))
        .contains(Activity.DEADLINE_PASSED, Activity.ATTEMPTED, Activity.PARTIALLY_DELIVERED);
    assertThat(outcomeOf(Activity.ATTEMPTED, request)).isEqualTo("unknown");
  }

  @Test
  void a_reprocess_that_finds_nothing_left_to_deliver_tells_so() {
    var request = scene.partlyDelivered();
    int before = scene.history(request).size();
    var accessPackage =
        done(scene.engine.accessPackages().lookup().find(ADMIN, scene.accessPackage));
    done(
        scene
            .engine
            .accessPackages()
            .removeRoleScope(
                ADMIN, scene.accessPackage, accessPackage.roleScopes().getLast().id()));

    var reprocessed = done(scene.reprocess(request));

    assertThat(reprocessed.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(since(request, before))
        .containsExactlyInAnyOrder(Activity.REPROCESSED, Activity.DROPPED, Activity.DELIVERED);
  }

  @Test
  void a_reason_may_be_as_long_as_the_limit_and_no_longer() {
    var request = scene.partlyDelivered();
    var requests = scene.engine.requests();
    var longest = "x".repeat(AccessRequests.MAX_REASON);

    var tooLong =
        requests.reprocess(ADMIN, request.id(), Optional.of(longest + "x"), Optional.empty());
    assertThat(refusal(tooLong)).isInstanceOf(Refusal.Invalid.class);
    assertThat(
            refusal(requests.reprocess(ADMIN, request.id(), Optional.of("\0"), Optional.empty())))
        .isInstanceOf(Refusal.Invalid.class);
    done(requests.reprocess(ADMIN, request.id(), Optional.of(longest), Optional.empty()));
  }

  @Test
  void who_may_not_withdraw_does_not_learn_what_there_is() {
    var unknown = new AssignmentRequest.Id(new UUID(9, 9));

    assertThat(scene.engine.requests().cancel(READER, unknown))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(scene.engine.requests().cancel(ALICE, unknown)).isInstanceOf(Outcome.NotFound.class);
    assertThat(scene.engine.requests().cancel(ADMIN, unknown)).isInstanceOf(Outcome.NotFound.class);
  }
}
