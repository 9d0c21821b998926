package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.InMemoryTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReprocessTest {
  private final Scene scene = new Scene("a", "b");

  @Test
  void only_what_is_not_delivered_runs_again_and_the_request_is_delivered() {
    var partly = scene.partlyDelivered();
    int writesBefore = scene.target.writes().size();

    var accepted = done(scene.reprocess(partly));
    scene.settle();

    assertThat(accepted.id()).isEqualTo(partly.id());
    assertThat(accepted.state()).isEqualTo(RequestState.DELIVERING);
    assertThat(accepted.progress().completedAt()).isEmpty();
    assertThat(scene.find(partly).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(partly).state()).isEqualTo(Assignment.State.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(scene.target.writes().subList(writesBefore, scene.target.writes().size()))
        .singleElement()
        .satisfies(
            write -> {
              assertThat(write.operation()).isEqualTo(Operation.GRANT);
              assertThat(write.membership().resource()).isEqualTo("b");
            });
  }

  @Test
  void it_is_under_way_for_everyone_before_it_is_answered() {
    var partly = scene.partlyDelivered();

    done(scene.reprocess(partly));

    var read = scene.find(partly);
    assertThat(read.state()).isEqualTo(RequestState.DELIVERING);
    assertThat(read.progress().completedAt()).isEmpty();
    assertThat(scene.assignment(partly).state()).isEqualTo(Assignment.State.DELIVERING);
  }

  @Test
  void the_history_says_who_when_why_and_what() {
    var partly = scene.partlyDelivered();
    scene.clock.advance(Duration.ofMinutes(5));

    done(scene.reprocess(partly));

    var entry = scene.history(partly).getLast();
    assertThat(entry.activity()).isEqualTo(Activity.REPROCESSED);
    assertThat(entry.actor()).isEqualTo(Actor.user("admin"));
    assertThat(entry.at()).isEqualTo(START.plus(Duration.ofMinutes(5)));
    assertThat(entry.details())
        .containsEntry("reason", "group is back")
        .containsEntry("episode", "2")
        .containsEntry("policyVersion", "1")
        .containsEntry("kept", partly.items().get(0).id().value().toString())
        .containsEntry("tried", partly.items().get(1).id().value().toString());
  }

  @Test
  void attempts_of_earlier_episodes_stay() {
    var partly = scene.partlyDelivered();

    scene.reprocess(partly);
    scene.settle();

    var attempts = done(scene.engine.requests().attempts(ADMIN, partly.id()));
    assertThat(attempts.get(partly.items().get(1).id()))
        .extracting(attempt -> attempt.episode() + "/" + attempt.number())
        .containsExactly("1/1", "2/2");
  }

  @Test
  void each_episode_has_a_fresh_budget_of_automatic_attempts() {
    for (int attempt = 1; attempt <= 5; attempt++) {
      scene.target.refuseNext("b", ErrorClass.UNAVAILABLE);
    }
    var request = scene.submit(scene.adminAdd("alice"));
    runOut();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);

    scene.reprocess(request);
    runOut();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.find(request).items().get(1).lastAttempt().orElseThrow().number())
        .isEqualTo(6);
  }

  /** Lets all automatic attempts of an episode happen. */
  private void runOut() {
    for (int minute = 0; minute < 10; minute++) {
      scene.settle();
      scene.clock.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void every_other_state_is_refused_by_name() {
    var submitted = scene.submit(scene.adminAdd("alice"));

    assertThat(refusal(scene.reprocess(submitted)))
        .isEqualTo(new Refusal.NotReprocessable(RequestStatus.ACCEPTED));
    scene.settle();
    assertThat(refusal(scene.reprocess(submitted)))
        .isEqualTo(new Refusal.NotReprocessable(RequestStatus.DELIVERED));
  }

  @Test
  void an_unknown_request_is_not_found() {
    assertThat(
            scene
                .engine
                .requests()
                .reprocess(
                    ADMIN,
                    new AssignmentRequest.Id(new UUID(9, 9)),
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void it_needs_the_permission_to_write() {
    var partly = scene.partlyDelivered();

    for (Caller caller : List.of(READER, ALICE)) {
      assertThat(
              scene
                  .engine
                  .requests()
                  .reprocess(caller, partly.id(), Optional.empty(), Optional.empty()))
          .isInstanceOf(Outcome.Forbidden.class);
    }
    assertThat(scene.find(partly)).isEqualTo(partly);
  }

  @Test
  void the_window_counts_from_the_first_completion_and_does_not_slide() {
    var partly = scene.partlyDelivered();
    scene.clock.advance(Duration.ofDays(13));
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    done(scene.reprocess(partly));
    scene.settle();

    scene.clock.set(START.plus(Duration.ofDays(14)));
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    done(scene.reprocess(partly));
    scene.settle();
    scene.clock.advance(Duration.ofNanos(1_000));

    assertThat(refusal(scene.reprocess(partly)))
        .isEqualTo(new Refusal.WindowClosed(START.plus(Duration.ofDays(14))));
  }

  @Test
  void there_is_a_limit() {
    var partly = scene.partlyDelivered();
    for (int n = 0; n < ReprocessPolicy.DEFAULT.limit(); n++) {
      scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
      done(scene.reprocess(partly));
      scene.settle();
    }

    assertThat(refusal(scene.reprocess(partly))).isEqualTo(new Refusal.LimitReached(50));
  }

  @Test
  void of_many_callers_at_once_one_is_accepted_and_nothing_is_delivered_twice() throws Exception {
    for (int round = 0; round < 20; round++) {
      var scene = new Scene("a", "b");
      var partly = scene.partlyDelivered();
      int writesBefore = scene.target.writes().size();
      var barrier = new CyclicBarrier(8);
      var outcomes = new ArrayList<Outcome<AssignmentRequest>>();

      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var calls = new ArrayList<Future<Outcome<AssignmentRequest>>>();
        for (int caller = 0; caller < 8; caller++) {
          calls.add(
              threads.submit(
                  () -> {
                    barrier.await();
                    return scene.reprocess(partly);
                  }));
        }
        for (var call : calls) {
          outcomes.add(call.get());
        }
      }
      scene.settle();

      assertThat(outcomes).filteredOn(Outcome.Done.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(Outcome.Refused.class::isInstance)
          .hasSize(7)
          .allSatisfy(
              refused ->
                  assertThat(refusal(refused))
                      .isEqualTo(new Refusal.NotReprocessable(RequestStatus.DELIVERING)));
      assertThat(scene.target.writes()).hasSize(writesBefore + 1);
    }
  }

  @Test
  void those_of_many_people_that_come_at_once_are_reprocessed_together() throws Exception {
    var disk = new FaultyStore(scene.store);
    var engine = scene.engine(disk);
    var people = IntStream.range(0, 20).mapToObj(n -> "person-" + n).toList();
    people.forEach(person -> scene.directory.with(Subject.of(person)));
    var failed = people.stream().map(person -> scene.partlyDelivered(person)).toList();
    int writesBefore = scene.target.writes().size();
    var isFirst = new AtomicBoolean(true);
    var callers = new ArrayList<Thread>();
    // The first one is at the store until all others have come.
    disk.beforeEach =
        () -> {
          if (isFirst.getAndSet(false)) {
            while (callers.stream().skip(1).anyMatch(ReprocessTest::isRunning)) {
              Thread.onSpinWait();
            }
          }
        };
    int transactionsBefore = disk.transactions();
    var outcomes = Collections.synchronizedList(new ArrayList<Outcome<AssignmentRequest>>());
    for (AssignmentRequest request : failed) {
      callers.add(
          Thread.ofPlatform()
              .unstarted(
                  () ->
                      outcomes.add(
                          engine
                              .requests()
                              .reprocess(
                                  ADMIN, request.id(), Optional.empty(), Optional.empty()))));
    }
    callers.getFirst().start();
    while (isFirst.get()) {
      Thread.onSpinWait();
    }
    callers.stream().skip(1).forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(outcomes).hasSize(20).allMatch(Outcome.Done.class::isInstance);
    // Each by itself would take 40: here, what nineteen are about is read at once.
    assertThat(disk.transactions() - transactionsBefore).isLessThanOrEqualTo(22);
    scene.settle();
    assertThat(failed)
        .allMatch(request -> scene.find(request).state() == RequestState.DELIVERED)
        .allMatch(request -> scene.find(request).progress().episode() == 2);
    assertThat(scene.target.writes()).hasSize(writesBefore + 20);
  }

  private static boolean isRunning(Thread caller) {
    return caller.getState() != Thread.State.WAITING;
  }

  @Test
  void a_repeat_under_the_same_key_gets_the_first_answer_and_does_nothing() {
    var partly = scene.partlyDelivered();
    var requests = scene.engine.requests();
    var key = Optional.of("key-1");
    done(requests.reprocess(ADMIN, partly.id(), Optional.empty(), key));
    scene.settle();
    var delivered = scene.find(partly);

    var again = requests.reprocess(ADMIN, partly.id(), Optional.empty(), key);

    assertThat(done(again)).isEqualTo(delivered);
    assertThat(scene.find(partly)).isEqualTo(delivered);
    assertThat(refusal(requests.reprocess(ADMIN, partly.id(), Optional.of("other"), key)))
        .isEqualTo(new Refusal.IdempotencyKeyReused("key-1"));
  }

  @Test
  void a_refused_call_does_not_use_its_key_up() {
    var request = scene.submit(scene.adminAdd("alice"));
    var requests = scene.engine.requests();
    var key = Optional.of("key-1");
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);

    refusal(requests.reprocess(ADMIN, request.id(), Optional.empty(), key));
    scene.settle();

    assertThat(done(requests.reprocess(ADMIN, request.id(), Optional.empty(), key)).state())
        .isEqualTo(RequestState.DELIVERING);
  }

  @Test
  void a_reason_has_a_limit() {
    var partly = scene.partlyDelivered();
    var tooLong = "x".repeat(AccessRequests.MAX_REASON + 1);

    assertThat(
            refusal(
                scene
                    .engine
                    .requests()
                    .reprocess(ADMIN, partly.id(), Optional.of(tooLong), Optional.empty())))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, invalid -> assertThat(invalid.member()).isEqualTo("reason"));
  }

  @Test
  void a_role_that_the_package_no_longer_holds_is_dropped_with_a_reason() {
    var scene = new Scene("a", "b", "c");
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    scene.target.refuseNext("c", ErrorClass.ROLE_NOT_FOUND);
    var partly = scene.delivered(scene.adminAdd("alice"));
    scene
        .engine
        .accessPackages()
        .removeRoleScope(ADMIN, scene.accessPackage, partly.items().get(1).roleScope().id());

    done(scene.reprocess(partly));
    scene.settle();

    var delivered = scene.find(partly);
    assertThat(delivered.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(delivered.items().get(1).state()).isEqualTo(DeliveryItem.State.DROPPED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "c");
    assertThat(scene.history(partly))
        .filteredOn(entry -> entry.activity() == Activity.DROPPED)
        .singleElement()
        .satisfies(entry -> assertThat(entry.details()).containsEntry("originId", "b"));
  }

  @Test
  void where_all_that_was_left_is_dropped_the_request_is_delivered_at_once() {
    var partly = scene.partlyDelivered();
    scene
        .engine
        .accessPackages()
        .removeRoleScope(ADMIN, scene.accessPackage, partly.items().get(1).roleScope().id());

    var outcome = scene.reprocess(partly);

    assertThat(done(outcome).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(partly).state()).isEqualTo(Assignment.State.DELIVERED);
  }

  @Test
  void a_role_added_since_is_no_part_of_the_request_and_comes_by_one_of_its_own() {
    var partly = scene.partlyDelivered();
    scene.packageOf("Carrier", "c");
    var group = new Origin(SYSTEM, "c");
    done(scene.engine.accessPackages().addRoleScope(ADMIN, scene.accessPackage, member(group)));

    done(scene.reprocess(partly));
    scene.settle();

    assertThat(scene.find(partly).items()).hasSize(2);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void the_gate_refuses_a_target_that_left_and_a_package_held_since() {
    var partly = scene.partlyDelivered();
    var other = scene.packageOf("Auditor", "c");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    scene.delivered(adminAdd(other, policy, "alice", Schedule.UNSPECIFIED));
    done(scene.engine.accessPackages().addIncompatiblePackage(ADMIN, other, scene.accessPackage));
    scene.directory.remove("alice");

    assertThat(refusal(scene.reprocess(partly)))
        .isInstanceOfSatisfying(
            Refusal.GateRefused.class,
            refused ->
                assertThat(refused.failedChecks())
                    .extracting(FailedCheck::check)
                    .containsExactly(
                        FailedCheck.Check.TARGET_EXISTS, FailedCheck.Check.NO_INCOMPATIBLE_ACCESS));
    assertThat(scene.find(partly)).isEqualTo(partly);
  }

  @Test
  void the_gate_refuses_a_system_that_no_connector_serves_any_more() {
    var partly = scene.partlyDelivered();
    var other =
        AccessRequestEngine.builder()
            .store(scene.store)
            .directory(scene.directory)
            .connector(new InMemoryTarget("Elsewhere"))
            .clock(scene.clock)
            .build();

    assertThat(
            refusal(
                other.requests().reprocess(ADMIN, partly.id(), Optional.empty(), Optional.empty())))
        .isInstanceOfSatisfying(
            Refusal.GateRefused.class,
            refused ->
                assertThat(refused.failedChecks())
                    .extracting(FailedCheck::check)
                    .containsExactly(FailedCheck.Check.CONNECTOR_AVAILABLE));
    other.close();
  }

  @Test
  void the_gate_refuses_what_a_later_request_has_overtaken() {
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var failed = scene.delivered(scene.adminAdd("alice"));
    var later = scene.submit(scene.adminAdd("alice"));

    assertSuperseded(failed, later.id().value());
    scene.settle();
    assertSuperseded(failed, later.terms().assignment().value());
  }

  @Test
  void the_gate_refuses_while_a_removal_runs_and_once_the_assignment_ended() {
    var partly = scene.partlyDelivered();
    var removal = scene.submit(removal(RequestType.ADMIN_REMOVE, partly.terms().assignment()));

    assertSuperseded(partly, removal.id().value());
    scene.settle();
    assertSuperseded(partly, partly.terms().assignment().value());
  }

  @Test
  void what_a_failed_removal_is_to_take_away_is_not_given_again() {
    var partly = scene.partlyDelivered();
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, partly.terms().assignment()));
    assertThat(removal.state()).isEqualTo(RequestState.DELIVERY_FAILED);

    assertSuperseded(partly, removal.id().value());
    done(scene.engine.requests().cancel(ADMIN, removal.id()));
    done(scene.reprocess(partly));
    scene.settle();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
  }

  private void assertSuperseded(AssignmentRequest request, UUID by) {
    assertThat(refusal(scene.reprocess(request)))
        .isInstanceOfSatisfying(
            Refusal.GateRefused.class,
            refused ->
                assertThat(refused.failedChecks())
                    .singleElement()
                    .satisfies(
                        failed -> {
                          assertThat(failed.check()).isEqualTo(FailedCheck.Check.NOT_SUPERSEDED);
                          assertThat(failed.message()).contains(by.toString());
                        }));
  }

  @Test
  void a_directory_that_is_down_changes_nothing() {
    var partly = scene.partlyDelivered();
    scene.directory.setDown(true);

    assertThatThrownBy(() -> scene.reprocess(partly)).isInstanceOf(UnavailableException.class);

    assertThat(scene.find(partly)).isEqualTo(partly);
  }
}
