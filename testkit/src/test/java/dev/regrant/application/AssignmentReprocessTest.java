package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssignmentReprocessTest {
  private final Scene scene = new Scene("a", "b");

  private Outcome<AssignmentRequest> reprocess(AssignmentRequest given) {
    return reprocess(ADMIN, given.terms().assignment());
  }

  private Outcome<AssignmentRequest> reprocess(Caller caller, Assignment.Id assignment) {
    return scene
        .engine
        .requests()
        .reprocessAssignment(caller, assignment, Optional.of("audit"), Optional.empty());
  }

  private AssignmentRequest repaired(AssignmentRequest given) {
    var repair = done(reprocess(given));
    scene.settle();
    return scene.find(repair);
  }

  @Test
  void what_is_missing_is_given_again_and_nothing_else_is_written() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.remove("alice", "b");
    int writes = scene.target.writes().size();

    var repair = done(reprocess(given));
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.DELIVERING);
    scene.settle();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(scene.target.writes().subList(writes, scene.target.writes().size()))
        .singleElement()
        .satisfies(write -> assertThat(write.membership().resource()).isEqualTo("b"));
    assertThat(repair.terms().type()).isEqualTo(RequestType.SYSTEM_UPDATE);
    assertThat(repair.terms().requestedBy()).isEqualTo(Actor.user("admin"));
    assertThat(scene.find(repair).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.DELIVERED);
    assertThat(scene.assignment(given).schedule())
        .isEqualTo(new Schedule(Optional.of(START), new Expiration.NoExpiration()));
  }

  @Test
  void the_history_tells_who_why_and_what_was_missing() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.remove("alice", "b");

    var repair = repaired(given);

    assertThat(scene.activities(repair))
        .containsExactly(
            Activity.SUBMITTED,
            Activity.ASSIGNMENT_REPROCESSED,
            Activity.ATTEMPTED,
            Activity.ATTEMPTED,
            Activity.DELIVERED);
    assertThat(scene.history(repair).get(1).actor()).isEqualTo(Actor.user("admin"));
    assertThat(scene.history(repair).get(1).details())
        .containsEntry("reason", "audit")
        .containsEntry("policyVersion", "1")
        .containsEntry("assignment", given.terms().assignment().value().toString());
    assertThat(scene.history(repair).subList(2, 4))
        .extracting(
            entry -> entry.details().get("originId") + " " + entry.details().get("alreadyInPlace"))
        .containsExactlyInAnyOrder("a true", "b false");
  }

  @Test
  void what_was_found_stays_someone_elses_and_what_was_repaired_is_taken_away_at_the_end() {
    scene.target.add("alice", "a");
    scene.target.add("alice", "b");
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.remove("alice", "b");
    repaired(given);
    // Once more: what is found now does not change whose it is.
    repaired(given);

    scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    assertThat(scene.groupsOf("alice")).containsExactly("a");
  }

  @Test
  void what_was_given_here_and_found_in_place_is_still_taken_away_at_the_end() {
    var given = scene.delivered(scene.adminAdd("alice"));
    repaired(given);

    scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void what_failed_at_first_is_given_too() {
    var partly = scene.partlyDelivered();

    assertThat(repaired(partly).state()).isEqualTo(RequestState.DELIVERED);

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(scene.assignment(partly).state()).isEqualTo(Assignment.State.DELIVERED);
  }

  @Test
  void only_what_was_approved_and_the_package_still_holds_is_given() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.remove("alice", "a");
    scene.target.remove("alice", "b");
    scene
        .engine
        .accessPackages()
        .removeRoleScope(ADMIN, scene.accessPackage, given.items().getFirst().roleScope().id());
    var c = new Origin(SYSTEM, "c");
    done(scene.engine.resources().add(ADMIN, scene.catalog, Resources.Description.of(c)));
    done(scene.engine.accessPackages().addRoleScope(ADMIN, scene.accessPackage, member(c)));

    assertThat(repaired(given).items())
        .extracting(item -> item.roleScope().resourceOrigin().id())
        .containsExactly("b");
    assertThat(scene.groupsOf("alice")).as("c by a request of its own").contains("b", "c");
  }

  @Test
  void a_target_that_cannot_be_read_is_written() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.remove("alice", "b");
    scene.target.setMute(true);

    assertThat(repaired(given).state()).isEqualTo(RequestState.DELIVERED);

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void a_repair_that_fails_is_reprocessed_and_withdrawing_it_leaves_the_assignment() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.remove("alice", "a");
    scene.target.remove("alice", "b");
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var failed = repaired(given);
    assertThat(failed.state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.DELIVERY_FAILED);

    done(scene.engine.requests().cancel(ADMIN, failed.id()));
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.DELIVERY_FAILED);

    assertThat(repaired(given).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void withdrawing_the_request_that_failed_does_not_end_what_the_repair_gave() {
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var failed = scene.delivered(scene.adminAdd("alice"));
    repaired(failed);

    done(scene.engine.requests().cancel(ADMIN, failed.id()));

    assertThat(scene.assignment(failed).state()).isEqualTo(Assignment.State.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void a_repair_does_not_put_off_the_end() {
    var month = Duration.ofDays(30);
    var given =
        scene.delivered(
            scene.adminAdd(
                "alice", new Schedule(Optional.empty(), new Expiration.AfterDuration(month))));
    scene.clock.advance(Duration.ofDays(20));
    scene.target.remove("alice", "b");
    repaired(given);
    assertThat(scene.assignment(given).dueAt()).contains(START.plus(month));

    scene.clock.set(START.plus(month));
    scene.settle();

    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
  }

  @Test
  void it_is_refused_where_there_is_nothing_to_compare() {
    var delivering = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var assignment = delivering.terms().assignment();
    assertThat(refusal(reprocess(delivering)))
        .isEqualTo(new Refusal.AssignmentNotReprocessable(assignment, Assignment.State.DELIVERING));
    scene.settle();
    scene.delivered(removal(RequestType.ADMIN_REMOVE, assignment));
    assertThat(refusal(reprocess(delivering)))
        .isEqualTo(new Refusal.AssignmentNotReprocessable(assignment, Assignment.State.EXPIRED));

    var unknown = new Assignment.Id(new UUID(0, 0));
    assertThat(reprocess(ADMIN, unknown)).isInstanceOf(Outcome.NotFound.class);
    assertThat(reprocess(READER, assignment)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(reprocess(ALICE, assignment)).isInstanceOf(Outcome.Forbidden.class);
  }

  @Test
  void it_is_refused_by_the_checks_before_delivery() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.directory.remove("alice");
    assertRefusedBecause(given, FailedCheck.Check.TARGET_EXISTS, "alice");
    scene.directory.with(given.terms().target());

    var removal = scene.submit(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    assertRefusedBecause(given, FailedCheck.Check.NOT_SUPERSEDED, removal.id().value().toString());
  }

  private void assertRefusedBecause(
      AssignmentRequest given, FailedCheck.Check check, String named) {
    assertThat(refusal(reprocess(given)))
        .isInstanceOfSatisfying(
            Refusal.GateRefused.class,
            refused ->
                assertThat(refused.failedChecks())
                    .singleElement()
                    .satisfies(
                        failed -> {
                          assertThat(failed.check()).isEqualTo(check);
                          assertThat(failed.message()).contains(named);
                        }));
  }

  @Test
  void a_repeat_under_the_same_key_gets_the_same_request() {
    var given = scene.delivered(scene.adminAdd("alice"));
    var key = Optional.of("key-1");
    var requests = scene.engine.requests();
    var assignment = given.terms().assignment();
    var first = done(requests.reprocessAssignment(ADMIN, assignment, Optional.empty(), key));
    scene.settle();

    var again = done(requests.reprocessAssignment(ADMIN, assignment, Optional.empty(), key));

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(refusal(requests.reprocessAssignment(ADMIN, assignment, Optional.of("why"), key)))
        .isInstanceOf(Refusal.IdempotencyKeyReused.class);
    assertThat(
            refusal(
                requests.reprocessAssignment(
                    ADMIN, assignment, Optional.of("x".repeat(1_001)), Optional.empty())))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void a_role_is_looked_at_once_however_often_it_was_repaired() {
    var given = scene.delivered(scene.adminAdd("alice"));
    repaired(given);

    assertThat(repaired(given).items()).hasSize(2);
  }
}
