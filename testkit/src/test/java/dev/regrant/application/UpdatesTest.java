package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdatesTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Instant POLICY_END = START.plus(Duration.ofDays(60));

  private final Scene scene = new Scene("a");

  private AssignmentRequest given(Schedule schedule) {
    var policy =
        scene.policyOf(
            scene.accessPackage,
            "Until",
            AllowedTargetScope.ALL_MEMBER_USERS,
            new Expiration.AfterDateTime(POLICY_END),
            RequestorSettings.NONE);
    return scene.delivered(Scene.adminAdd(scene.accessPackage, policy, "alice", schedule));
  }

  private static Schedule lasting(Duration duration) {
    return new Schedule(Optional.empty(), new Expiration.AfterDuration(duration));
  }

  private static Submission update(AssignmentRequest given, Schedule schedule) {
    return new Submission(
        RequestType.ADMIN_UPDATE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(given.terms().assignment()),
        schedule,
        Optional.empty());
  }

  private AssignmentRequest waiting(AssignmentRequest submitted) {
    var now = scene.clock.instant();
    var waiting = submitted.on(Trigger.REQUIRE_APPROVAL, now, now.plus(Duration.ofDays(90)));
    scene.store.inTransaction(
        TENANT,
        tx -> {
          tx.requests().save(waiting.withVersion(submitted(tx, submitted).version()));
          return true;
        });
    return waiting;
  }

  private static AssignmentRequest submitted(Store.Tx tx, AssignmentRequest request) {
    return tx.requests().find(request.id()).orElseThrow();
  }

  @Test
  void an_extension_is_delivered_at_once_and_grants_nothing() {
    var given = given(lasting(MONTH));

    var update = scene.delivered(update(given, lasting(MONTH.plusDays(1))));

    assertThat(update.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(update.items()).isEmpty();
    assertThat(scene.activities(update))
        .containsExactly(Activity.SUBMITTED, Activity.AUTO_APPROVED, Activity.DELIVERED);
    assertThat(scene.assignment(given).dueAt()).contains(START.plus(MONTH.plusDays(1)));
  }

  @Test
  void an_extension_that_waits_for_approval_does_not_keep_access_from_ending() {
    var given = given(lasting(MONTH));
    var update = waiting(scene.submit(update(given, lasting(MONTH.plusDays(10)))));

    scene.clock.set(START.plus(MONTH));
    scene.settle();

    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
    assertThat(scene.groupsOf("alice")).isEmpty();
    assertThat(scene.find(update).state()).isEqualTo(RequestState.PENDING_APPROVAL);
  }

  @Test
  void an_administrator_removes_access_while_its_extension_waits() {
    var given = given(lasting(MONTH));
    waiting(scene.submit(update(given, lasting(MONTH.plusDays(10)))));

    var removal = scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    assertThat(removal.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(given).state()).isEqualTo(Assignment.State.EXPIRED);
  }

  @Test
  void an_extension_that_was_overtaken_by_a_removal_is_withdrawn() {
    var given = given(lasting(MONTH));
    var update = scene.submit(update(given, lasting(MONTH.plusDays(10))));
    scene.submit(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    scene.settle();

    assertThat(scene.find(update).state()).isEqualTo(RequestState.CANCELED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void a_withdrawn_extension_changes_nothing() {
    var given = given(lasting(MONTH));
    var before = scene.assignment(given);
    var update = scene.submit(update(given, lasting(MONTH.plusDays(10))));

    done(scene.engine.requests().cancel(ADMIN, update.id()));
    scene.settle();

    assertThat(scene.assignment(given)).isEqualTo(before);
  }

  @Test
  void a_late_delivery_is_cut_at_the_policys_end() {
    var given = given(lasting(Duration.ofDays(50)));
    var update = scene.submit(update(given, lasting(Duration.ofDays(40))));
    // The engine comes to it late, and the duration counts from then.
    scene.clock.set(START.plus(MONTH));

    scene.settle();

    assertThat(scene.find(update).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(given).dueAt()).contains(POLICY_END);
  }

  @Test
  void a_second_extension_names_the_first() {
    var given = given(lasting(MONTH));
    var first = scene.submit(update(given, lasting(MONTH.plusDays(1))));

    var second =
        scene.engine.requests().submit(ADMIN, update(given, lasting(MONTH)), Optional.empty());

    assertThat(((Refusal.Duplicate) refusal(second)).existingId())
        .contains(first.id().value().toString());
  }

  @Test
  void what_was_given_is_still_compared_with_its_target_after_an_extension() {
    var given = given(lasting(MONTH));
    scene.delivered(update(given, lasting(MONTH.plusDays(1))));
    scene.target.remove("alice", "a");

    done(
        scene
            .engine
            .requests()
            .reprocessAssignment(
                ADMIN, given.terms().assignment(), Optional.empty(), Optional.empty()));
    scene.settle();

    assertThat(scene.groupsOf("alice")).containsExactly("a");
    assertThat(scene.assignment(given).dueAt()).contains(START.plus(MONTH.plusDays(1)));
  }
}
