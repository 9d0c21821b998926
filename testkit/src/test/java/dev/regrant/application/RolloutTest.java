package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private final Scene scene = new Scene("a", "b");
  private final AccessPackages accessPackages = scene.engine.accessPackages();

  /** No handler of exceptions may survive it, so it is an error. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A store whose process dies after so many transactions, the last of which is committed. */
  private static final class DyingStore extends ForwardingStore {
    private int transactionsLeft;

    DyingStore(Store store, int transactions) {
      super(store);
      this.transactionsLeft = transactions;
    }

    @Override
    public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
      T result = good.inTransaction(tenant, work);
      if (transactionsLeft-- == 0) {
        throw new Death();
      }
      return result;
    }
  }

  private void add(String group) {
    var origin = new Origin(SYSTEM, group);
    scene.engine.resources().add(ADMIN, scene.catalog, Resources.Description.of(origin));
    done(accessPackages.addRoleScope(ADMIN, scene.accessPackage, member(origin)));
  }

  private void remove(String group) {
    var held =
        done(accessPackages.lookup().find(ADMIN, scene.accessPackage)).roleScopes().stream()
            .filter(one -> one.resourceOrigin().id().equals(group))
            .findFirst()
            .orElseThrow();
    done(accessPackages.removeRoleScope(ADMIN, scene.accessPackage, held.id()));
  }

  /** The requests by which the engine brought changes to assignments, oldest first. */
  private List<AssignmentRequest> updates() {
    var all = new Query<AssignmentRequest>(Filter.everything(), 1_000, Optional.empty());
    return done(scene.engine.requests().lookup().list(ADMIN, all)).items().reversed().stream()
        .filter(request -> request.terms().type() == RequestType.SYSTEM_UPDATE)
        .toList();
  }

  /** Lets everything happen that is due within some minutes. */
  private void soon() {
    for (int n = 0; n < 10; n++) {
      scene.settle();
      scene.clock.advance(Rollouts.PAUSE);
    }
    scene.settle();
  }

  @Test
  void a_role_that_a_package_gets_reaches_those_who_have_it() {
    var alice = scene.delivered(scene.adminAdd("alice"));
    scene.delivered(scene.adminAdd("bob"));

    add("c");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(scene.groupsOf("bob")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(updates())
        .hasSize(2)
        .allSatisfy(
            update -> {
              assertThat(update.state()).isEqualTo(RequestState.DELIVERED);
              assertThat(update.terms().requestedBy()).isEqualTo(Actor.ENGINE);
              assertThat(update.items())
                  .singleElement()
                  .satisfies(
                      item -> {
                        assertThat(item.operation()).isEqualTo(Operation.GRANT);
                        assertThat(item.roleScope().resourceOrigin().id()).isEqualTo("c");
                      });
            });
    assertThat(scene.assignment(alice).state()).isEqualTo(Assignment.State.DELIVERED);
    assertThat(scene.assignment(alice).updateDueAt()).isEmpty();
    assertThat(scene.activities(updates().getFirst()))
        .containsExactly(
            Activity.SUBMITTED, Activity.AUTO_APPROVED, Activity.ATTEMPTED, Activity.DELIVERED);
    assertThat(scene.store.tenantsDue(scene.clock.instant().plus(Duration.ofDays(9)), 9)).isEmpty();
  }

  @Test
  void a_role_that_a_package_loses_is_taken_from_those_who_have_it() {
    var alice = scene.delivered(scene.adminAdd("alice"));

    remove("b");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactly("a");
    assertThat(updates())
        .singleElement()
        .satisfies(
            update -> {
              assertThat(update.state()).isEqualTo(RequestState.DELIVERED);
              assertThat(update.items())
                  .extracting(DeliveryItem::operation)
                  .containsExactly(Operation.REVOKE);
            });
    assertThat(scene.assignment(alice).state()).isEqualTo(Assignment.State.DELIVERED);
  }

  @Test
  void one_role_for_another_is_taken_first_and_given_then() {
    scene.delivered(scene.adminAdd("alice"));

    remove("b");
    add("c");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "c");
    assertThat(updates())
        .extracting(update -> update.items().getFirst().operation())
        .containsExactly(Operation.REVOKE, Operation.GRANT);
  }

  @Test
  void what_the_person_had_from_elsewhere_stays() {
    scene.target.add("alice", "b");
    scene.delivered(scene.adminAdd("alice"));

    remove("b");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(updates()).isEmpty();
  }

  @Test
  void what_another_package_gives_too_stays_until_that_ends() {
    var other = scene.packageOf("Other", "b");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    scene.delivered(scene.adminAdd("alice"));
    var second = scene.delivered(adminAdd(other, policy, "alice", Schedule.UNSPECIFIED));

    remove("b");
    soon();
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(updates())
        .singleElement()
        .satisfies(update -> assertThat(scene.activities(update)).contains(Activity.DROPPED));

    scene.delivered(removal(RequestType.ADMIN_REMOVE, second.terms().assignment()));
    assertThat(scene.groupsOf("alice")).containsExactly("a");
  }

  @Test
  void a_role_that_comes_back_is_given_again() {
    scene.delivered(scene.adminAdd("alice"));
    remove("b");
    soon();

    add("b");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(updates()).hasSize(2);
  }

  @Test
  void a_change_that_is_taken_back_before_it_arrives_changes_nothing() {
    scene.delivered(scene.adminAdd("alice"));

    remove("b");
    add("b");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(updates()).isEmpty();
    assertThat(scene.target.writes()).hasSize(2);
  }

  @Test
  void what_was_refused_is_left_to_a_person_and_the_assignment_is_partly_delivered() {
    var alice = scene.delivered(scene.adminAdd("alice"));
    scene.target.refuseNext("c", ErrorClass.FORBIDDEN);

    add("c");
    soon();
    add("d");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b", "d");
    assertThat(scene.assignment(alice).state()).isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
    assertThat(updates())
        .extracting(AssignmentRequest::state)
        .containsExactly(RequestState.DELIVERY_FAILED, RequestState.DELIVERED);

    done(scene.reprocess(updates().getFirst()));
    soon();
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(scene.assignment(alice).state()).isEqualTo(Assignment.State.DELIVERED);
  }

  @Test
  void what_could_not_be_taken_away_can_be_reprocessed_unless_the_package_gives_it_again() {
    var alice = scene.delivered(scene.adminAdd("alice"));
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    remove("b");
    soon();
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(scene.assignment(alice).state()).isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
    var failed = updates().getFirst();
    assertThat(failed.state()).isEqualTo(RequestState.DELIVERY_FAILED);

    add("b");
    soon();
    assertThat(scene.assignment(alice).state()).isEqualTo(Assignment.State.DELIVERED);
    done(scene.reprocess(failed));
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(scene.activities(failed)).contains(Activity.DROPPED);
    assertThat(scene.assignment(alice).state()).isEqualTo(Assignment.State.DELIVERED);
  }

  @Test
  void a_change_waits_for_a_request_that_is_under_way() {
    var alice = scene.delivered(scene.adminAdd("alice"));
    done(
        scene
            .engine
            .requests()
            .submit(
                ADMIN,
                removal(RequestType.ADMIN_REMOVE, alice.terms().assignment()),
                Optional.empty()));

    add("c");
    soon();

    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(updates()).isEmpty();
    assertThat(scene.assignment(alice).updateDueAt()).isEmpty();
  }

  @Test
  void access_that_starts_after_a_change_gets_what_the_package_gives_then() {
    var start = scene.clock.instant().plus(Duration.ofMinutes(2));
    var later = new Schedule(Optional.of(start), new Expiration.NoExpiration());
    var request = scene.delivered(scene.adminAdd("alice", later));
    assertThat(request.state()).isEqualTo(RequestState.SCHEDULED);

    add("c");
    soon();

    assertThat(scene.find(request).items()).hasSize(2);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(updates()).hasSize(1);
  }

  @Test
  void access_to_a_package_that_was_empty_when_it_was_approved_gets_what_the_package_gives() {
    remove("a");
    remove("b");
    var start = scene.clock.instant().plus(Duration.ofMinutes(2));
    scene.delivered(
        scene.adminAdd("alice", new Schedule(Optional.of(start), new Expiration.NoExpiration())));

    add("c");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactly("c");
  }

  @Test
  void who_has_left_the_directory_gets_nothing_new_and_loses_what_is_taken_out() {
    scene.delivered(scene.adminAdd("alice"));
    scene.directory.remove("alice");

    add("c");
    remove("b");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactly("a");
    assertThat(updates())
        .extracting(AssignmentRequest::state)
        .containsExactly(RequestState.DELIVERED, RequestState.DELIVERY_FAILED);
    assertThat(refusal(scene.reprocess(updates().getLast())))
        .isInstanceOfSatisfying(
            Refusal.GateRefused.class, refused -> assertThat(refused.failedChecks()).hasSize(1));
  }

  @Test
  void a_removal_that_failed_still_means_that_nothing_new_is_given() {
    var alice = scene.delivered(scene.adminAdd("alice"));
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.delivered(removal(RequestType.ADMIN_REMOVE, alice.terms().assignment()));

    add("c");
    soon();

    assertThat(scene.groupsOf("alice")).containsExactly("a");
    assertThat(updates()).isEmpty();
  }

  @Test
  void many_assignments_are_told_some_at_a_time() {
    for (int n = 0; n < 250; n++) {
      scene.directory.with(Subject.of("person-" + n));
      scene.submit(scene.adminAdd("person-" + n));
    }
    scene.settle();

    add("c");
    scene.approve();
    var after = done(accessPackages.lookup().find(ADMIN, scene.accessPackage)).rollout();
    assertThat(after.orElseThrow().after()).isPresent();
    soon();

    assertThat(updates()).hasSize(250);
    assertThat(scene.groupsOf("person-0")).contains("c");
    assertThat(scene.groupsOf("person-249")).contains("c");
    assertThat(done(accessPackages.lookup().find(ADMIN, scene.accessPackage)).rollout()).isEmpty();
  }

  @Test
  void a_process_that_dies_at_any_moment_loses_nothing_and_does_nothing_twice() {
    scene.delivered(scene.adminAdd("alice"));
    remove("b");
    add("c");

    for (int transactions = 0; transactions < 12; transactions++) {
      var engine = scene.engine(new DyingStore(scene.store, transactions));
      try {
        while (engine.runOnce()) {
          // Until it dies, or has nothing to do.
        }
      } catch (Death meant) {
        scene.clock.advance(Rollouts.PAUSE);
      }
    }
    soon();

    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "c");
    assertThat(updates()).hasSize(2);
    assertThat(Set.copyOf(updates().stream().map(AssignmentRequest::state).toList()))
        .containsExactly(RequestState.DELIVERED);
  }
}
