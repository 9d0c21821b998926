package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Schedule FOR_A_MONTH =
      new Schedule(Optional.empty(), new Expiration.AfterDuration(MONTH));

  private final Scene scene = new Scene("a", "b");

  private AssignmentRequest givenForAMonth() {
    return scene.delivered(scene.adminAdd("alice", FOR_A_MONTH));
  }

  private void settleAt(Instant time) {
    scene.clock.set(time);
    scene.settle();
  }

  private List<AssignmentRequest> removals(AssignmentRequest of) {
    var assignment = Filter.eq(RequestField.ASSIGNMENT, of.terms().assignment().value());
    return scene.store.inTransaction(TENANT, tx -> tx.requests().all(assignment)).stream()
        .filter(request -> request.terms().type() == RequestType.SYSTEM_REMOVE)
        .toList();
  }

  private AssignmentRequest removal(AssignmentRequest of) {
    assertThat(removals(of)).hasSize(1);
    return removals(of).getFirst();
  }

  @Test
  void an_assignment_ends_at_its_end_and_its_roles_are_gone() {
    var given = givenForAMonth();
    settleAt(START.plus(MONTH).minusMillis(1));
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(removals(given)).isEmpty();

    settleAt(START.plus(MONTH));

    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
    assertThat(scene.assignment(given).expiredDateTime()).contains(START.plus(MONTH));
    assertThat(removal(given).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(removal(given).terms().requestedBy()).isEqualTo(Actor.ENGINE);
    assertThat(scene.activities(removal(given)))
        .containsExactly(
            Activity.SUBMITTED,
            Activity.AUTO_APPROVED,
            Activity.ATTEMPTED,
            Activity.ATTEMPTED,
            Activity.DELIVERED);
    assertThat(scene.history(removal(given)).getFirst().details())
        .containsEntry("requestType", "SYSTEM_REMOVE");
  }

  @Test
  void what_else_is_under_way_about_the_person_does_not_put_the_end_off() {
    var given = givenForAMonth();
    var other = scene.packageOf("Other", "c");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    var later =
        new Schedule(Optional.of(START.plus(MONTH.multipliedBy(2))), new Expiration.NotSpecified());
    scene.delivered(adminAdd(other, policy, "alice", later));

    settleAt(START.plus(MONTH));

    assertThat(scene.assignment(given).expiredDateTime()).contains(START.plus(MONTH));
  }

  @Test
  void a_duration_counts_from_delivery_and_trying_again_does_not_put_the_end_off() {
    scene.target.refuseNext("a", ErrorClass.THROTTLED);
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    var request = scene.delivered(scene.adminAdd("alice", FOR_A_MONTH));
    var delivered = START.plus(Duration.ofSeconds(10));
    settleAt(delivered);
    assertThat(scene.find(request).state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    scene.clock.advance(Duration.ofDays(3));
    done(scene.reprocess(request));
    scene.settle();
    assertThat(scene.assignment(request).dueAt()).contains(delivered.plus(MONTH));

    settleAt(delivered.plus(MONTH).minusMillis(1));
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    settleAt(delivered.plus(MONTH));
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void what_may_have_been_given_by_a_failed_delivery_ends_too() {
    var group = new Scene("a");
    for (int attempt = 0; attempt < RETRY.maxAttempts(); attempt++) {
      group.target.loseNextAnswer("a");
    }
    group.target.setMute(true);
    var request = group.delivered(group.adminAdd("alice", FOR_A_MONTH));
    for (int attempt = 0; attempt < RETRY.maxAttempts(); attempt++) {
      group.clock.advance(Duration.ofMinutes(1));
      group.settle();
    }
    assertThat(group.find(request).state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(group.groupsOf("alice")).containsExactly("a");

    group.target.setMute(false);
    group.clock.advance(MONTH);
    group.settle();

    assertThat(group.groupsOf("alice")).isEmpty();
    assertThat(group.assignment(request).state()).isEqualTo(Assignment.State.EXPIRED);
  }

  @Test
  void what_the_person_had_before_or_needs_otherwise_stays() {
    scene.target.add("alice", "a");
    var other = scene.packageOf("Other", "b", "c");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    scene.delivered(adminAdd(other, policy, "alice", Schedule.UNSPECIFIED));
    var given = givenForAMonth();

    settleAt(START.plus(MONTH));

    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void a_removal_that_failed_is_not_repeated_by_itself_and_can_be_reprocessed() {
    var given = givenForAMonth();
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    settleAt(START.plus(MONTH));
    settleAt(START.plus(MONTH).plus(Duration.ofDays(2)));
    var failed = removal(given);
    assertThat(failed.state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.DELIVERED);

    done(scene.reprocess(failed));
    scene.settle();

    assertThat(scene.find(failed).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
  }

  @Test
  void whoever_withdraws_the_engines_removal_gets_a_new_one() {
    var given = givenForAMonth();
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    settleAt(START.plus(MONTH));

    done(scene.engine.requests().cancel(ADMIN, removal(given).id()));
    scene.settle();

    assertThat(removals(given))
        .extracting(AssignmentRequest::state)
        .containsExactly(RequestState.DELIVERED, RequestState.CANCELED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void a_removal_by_hand_comes_first_and_if_it_fails_the_end_still_comes() {
    var given = givenForAMonth();
    scene.target.refuseNext("a", ErrorClass.THROTTLED);
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.clock.set(START.plus(MONTH).minusMillis(1));
    var byHand =
        scene.delivered(Scene.removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    settleAt(START.plus(MONTH));
    assertThat(removals(given)).isEmpty();

    settleAt(START.plus(MONTH).plusSeconds(10));
    assertThat(scene.find(byHand).state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    settleAt(START.plus(MONTH).plus(Expiry.PAUSE));

    assertThat(removal(given).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void what_is_being_delivered_at_the_end_is_delivered_first_and_then_taken_away() {
    var brief = new Schedule(Optional.empty(), new Expiration.AfterDuration(Duration.ofHours(1)));
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    var shorter = scene.delivered(scene.adminAdd("bob", brief));
    var end = scene.clock.instant().plus(Duration.ofHours(1));
    scene.clock.set(end.minusMillis(1));
    scene.target.refuseNext("b", ErrorClass.THROTTLED);
    done(scene.reprocess(shorter));
    scene.settle();

    settleAt(end);
    assertThat(removals(shorter)).isEmpty();
    assertThat(scene.groupsOf("bob")).containsExactly("a");
    settleAt(end.plusSeconds(10));

    assertThat(scene.find(shorter).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(removal(shorter).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("bob")).isEmpty();
  }

  @Test
  void of_two_engines_one_asks_for_the_removal() {
    var given = givenForAMonth();
    scene.clock.set(START.plus(MONTH));
    var seenByBoth = scene.assignment(given);
    var other = scene.engine();
    assertThat(seenByBoth.dueAt()).contains(START.plus(MONTH));

    scene.engine.runOnce();
    Scene.settle(other);
    scene.settle();

    assertThat(removal(given).state()).isEqualTo(RequestState.DELIVERED);
  }

  /** A store whose process dies in a transaction. */
  private static final class Dying extends ForwardingStore {
    private final AtomicInteger transactionsLeft;
    private final boolean afterCommit;

    Dying(Store good, AtomicInteger transactionsLeft, boolean afterCommit) {
      super(good);
      this.transactionsLeft = transactionsLeft;
      this.afterCommit = afterCommit;
    }

    static final class Death extends Error {
      private static final long serialVersionUID = 1L;
    }

    @Override
    public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
      boolean dies = transactionsLeft.getAndDecrement() == 0;
      if (dies && !afterCommit) {
        throw new Death();
      }
      T result = good.inTransaction(tenant, work);
      if (dies) {
        throw new Death();
      }
      return result;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "2, false", "2, true"})
  void a_crash_while_it_ends_neither_loses_nor_doubles_the_removal(
      int transactions, boolean afterCommit) {
    var given = givenForAMonth();
    scene.clock.set(START.plus(MONTH));
    var dying = scene.engine(new Dying(scene.store, new AtomicInteger(transactions), afterCommit));
    assertThatThrownBy(dying::runOnce).isInstanceOf(Dying.Death.class);

    scene.settle();

    assertThat(removal(given).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }
}
