package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemovalTest {
  private final Scene scene = new Scene("a", "b");

  private Outcome<AssignmentRequest> remove(
      Caller caller, RequestType type, Assignment.Id assignment) {
    return scene.engine.requests().submit(caller, removal(type, assignment), Optional.empty());
  }

  @Test
  void taking_access_away_is_a_delivery_too_and_ends_the_assignment() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.clock.advance(Duration.ofDays(1));

    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    assertThat(removal.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
    assertThat(scene.assignment(given).expiredDateTime()).contains(START.plus(Duration.ofDays(1)));
  }

  @Test
  void a_removal_that_failed_is_reprocessed() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    assertThat(removal.state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.DELIVERED);
    scene.directory.remove("alice");

    done(scene.reprocess(removal));
    scene.settle();

    assertThat(scene.find(removal).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
  }

  @Test
  void what_the_person_had_before_or_needs_otherwise_stays() {
    scene.target.add("alice", "a");
    var given = scene.delivered(scene.adminAdd("alice"));
    var other = scene.packageOf("Other", "b", "c");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    var otherGiven = scene.delivered(adminAdd(other, policy, "alice", Schedule.UNSPECIFIED));

    scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b", "c");

    scene.delivered(removal(RequestType.ADMIN_REMOVE, otherGiven.terms().assignment()));
    assertThat(scene.groupsOf("alice")).containsExactly("a");
  }

  @Test
  void a_lost_revocation_is_read_back() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.loseNextAnswer("b");
    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    int writes = scene.target.writes().size();

    scene.clock.advance(Duration.ofSeconds(10));
    scene.settle();

    assertThat(scene.find(removal).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.target.writes()).hasSize(writes);
  }

  @Test
  void an_assignment_is_removed_once_at_a_time_and_not_while_it_is_given() {
    var given = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var assignment = given.terms().assignment();
    assertThat(refusal(remove(ADMIN, RequestType.ADMIN_REMOVE, assignment)))
        .isEqualTo(new Refusal.NotRemovable(assignment, Assignment.State.DELIVERING));
    scene.settle();

    var removal = done(remove(ADMIN, RequestType.ADMIN_REMOVE, assignment));
    assertThat(refusal(remove(ADMIN, RequestType.ADMIN_REMOVE, assignment)))
        .isEqualTo(new Refusal.RemovalUnderWay(assignment, removal.id()));
    scene.settle();
    assertThat(refusal(remove(ADMIN, RequestType.ADMIN_REMOVE, assignment)))
        .isEqualTo(new Refusal.NotRemovable(assignment, Assignment.State.EXPIRED));
  }

  @Test
  void a_person_gives_up_their_own_access_where_the_policy_lets_them() {
    scene.policyOf(scene.accessPackage, "All", AllowedTargetScope.ALL_DIRECTORY_USERS);
    var own =
        done(scene.engine.requests().submit(ALICE, userAdd(scene.accessPackage), Optional.empty()));
    var bobs = scene.delivered(scene.adminAdd("bob"));

    assertThat(refusal(remove(ALICE, RequestType.USER_REMOVE, bobs.terms().assignment())))
        .isInstanceOf(Refusal.Invalid.class);
    scene.settle();
    done(remove(ALICE, RequestType.USER_REMOVE, own.terms().assignment()));
    scene.settle();
    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(scene.groupsOf("bob")).hasSize(2);
  }

  @Test
  void a_policy_can_keep_people_from_giving_access_up() {
    scene.policyOf(
        scene.accessPackage,
        "Sticky",
        AllowedTargetScope.ALL_DIRECTORY_USERS,
        new Expiration.NoExpiration(),
        RequestorSettings.self(true, false, false));
    var own =
        done(scene.engine.requests().submit(ALICE, userAdd(scene.accessPackage), Optional.empty()));
    scene.settle();

    assertThat(refusal(remove(ALICE, RequestType.USER_REMOVE, own.terms().assignment())))
        .isInstanceOf(Refusal.NotAllowed.class);
  }

  @Test
  void access_is_not_given_while_it_is_being_taken_away() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.refuseNext("b", ErrorClass.THROTTLED);
    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    var other = scene.packageOf("Other", "b", "c");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    var later = scene.delivered(adminAdd(other, policy, "alice", Schedule.UNSPECIFIED));
    assertThat(later.state()).isEqualTo(RequestState.SUBMITTED);

    scene.clock.advance(Duration.ofSeconds(10));
    scene.settle();
    scene.clock.advance(Duration.ofSeconds(10));
    scene.settle();

    assertThat(scene.find(removal).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.find(later).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void a_reprocessed_removal_leaves_what_is_needed_by_now() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    var other = scene.packageOf("Other", "b");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    scene.delivered(adminAdd(other, policy, "alice", Schedule.UNSPECIFIED));

    done(scene.reprocess(removal));
    scene.settle();

    assertThat(scene.find(removal).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactly("b");
    assertThat(scene.history(removal))
        .filteredOn(entry -> entry.activity() == Activity.DROPPED)
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.details()).containsEntry("reason", "another assignment needs it"));
  }

  @Test
  void a_removal_of_nothing_is_done_at_once() {
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var failed = scene.delivered(scene.adminAdd("alice"));

    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, failed.terms().assignment()));

    assertThat(removal.items()).isEmpty();
    assertThat(removal.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(failed).state()).isEqualTo(Assignment.State.EXPIRED);
  }
}
