package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalSettings.Visibility;
import dev.regrant.domain.ApprovalStage.Decision;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.ApprovalStage.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApprovalTest {
  private static final SubjectSet BOB = SubjectSet.user("bob");
  private static final SubjectSet EVE = SubjectSet.user("eve");
  private static final SubjectSet STAFF = SubjectSet.group("staff");
  private static final Duration DAY = Duration.ofDays(1);

  private int ids;

  private Approval approval(Stage... stages) {
    return Approval.of(
        submitted(RequestType.USER_ADD, Schedule.UNSPECIFIED),
        List.of(stages),
        () -> new ApprovalStage.Id(new UUID(1, ++ids)));
  }

  private static Decision said(Result result) {
    return new Decision(result, Actor.user("bob"), Optional.of("Bob"), Optional.of("because"), NOW);
  }

  private static Stage escalating() {
    return new Stage(
        DAY.multipliedBy(4),
        true,
        true,
        DAY,
        List.of(BOB),
        List.of(),
        List.of(EVE),
        List.of(),
        Visibility.DEFAULT);
  }

  @Test
  void stages_are_asked_one_after_the_other_until_all_are_approved() {
    var first = approval(Stage.of(BOB), Stage.of(EVE));
    assertThat(first.stages()).extracting(ApprovalStage::status).containsOnly(Status.INITIALIZING);

    var asked = first.asked(List.of(BOB), NOW);
    assertThat(statuses(asked)).containsExactly(Status.IN_PROGRESS, Status.INITIALIZING);
    assertThat(asked.awaited()).containsExactly(BOB);
    assertThat(asked.isGranted()).isFalse();

    var second = asked.decided(said(Result.APPROVED));
    assertThat(statuses(second)).containsExactly(Status.COMPLETED, Status.INITIALIZING);
    assertThat(second.awaited()).isEmpty();
    assertThat(second.isGranted()).isFalse();

    var granted = second.asked(List.of(EVE), NOW).decided(said(Result.APPROVED));
    assertThat(statuses(granted)).containsOnly(Status.COMPLETED);
    assertThat(granted.isGranted()).isTrue();
    assertThat(granted.current()).isEmpty();
    assertThat(granted.ended()).isEqualTo(granted);
  }

  private static Stream<Status> statuses(Approval approval) {
    return approval.stages().stream().map(ApprovalStage::status);
  }

  @Test
  void the_first_no_ends_it() {
    var denied =
        approval(Stage.of(BOB), Stage.of(EVE))
            .asked(List.of(BOB), NOW)
            .decided(said(Result.DENIED));

    assertThat(statuses(denied)).containsExactly(Status.COMPLETED, Status.EXPIRED);
    assertThat(denied.isGranted()).isFalse();
    assertThat(denied.current()).isEmpty();
  }

  @Test
  void a_stage_escalates_and_then_times_out_by_the_clock() {
    var asked = approval(escalating()).asked(List.of(BOB), NOW);
    var stage = asked.current().orElseThrow();
    assertThat(stage.escalatesAt()).contains(NOW.plus(DAY));
    assertThat(stage.timesOutAt()).contains(NOW.plus(DAY.multipliedBy(4)));
    assertThat(stage.dueAt()).isEqualTo(stage.escalatesAt());

    var escalated = asked.escalated(List.of(EVE, BOB), NOW.plus(DAY));

    assertThat(escalated.awaited()).containsExactlyInAnyOrder(BOB, EVE);
    assertThat(escalated.current().flatMap(ApprovalStage::dueAt))
        .contains(NOW.plus(DAY.multipliedBy(4)));
    assertThat(escalated.current().flatMap(ApprovalStage::escalatesAt)).isEmpty();
    assertThat(approval(Stage.of(BOB)).current().flatMap(ApprovalStage::dueAt)).isEmpty();
    var plain = approval(Stage.of(BOB)).asked(List.of(BOB), NOW).current().orElseThrow();
    assertThat(plain.dueAt()).contains(NOW.plus(ApprovalSettings.DEFAULT_TIMEOUT));
  }

  @Test
  void only_those_who_were_asked_and_neither_ask_nor_get_access_are_awaited() {
    var asked =
        approval(Stage.of(BOB), Stage.of(EVE))
            .asked(List.of(BOB, STAFF, SubjectSet.user(ALICE.objectId())), NOW);

    assertThat(asked.awaits("bob", Set.of())).isTrue();
    assertThat(asked.awaits("eve", Set.of())).isFalse();
    assertThat(asked.awaits("eve", Set.of("staff"))).isTrue();
    assertThat(asked.awaits("staff", Set.of())).isFalse();
    assertThat(asked.groups()).containsExactly("staff");
    assertThat(asked.awaits(ALICE.objectId(), Set.of("staff"))).isFalse();
    assertThat(asked.asks(ALICE.objectId(), Set.of("staff"))).isFalse();
    var requestor = asked.requestor().id();
    assertThat(asked.isOwnOf(requestor)).isTrue();
    var later = asked.decided(said(Result.APPROVED)).asked(List.of(EVE), NOW);
    assertThat(later.awaits("bob", Set.of())).isFalse();
    assertThat(later.asks("bob", Set.of())).isTrue();
    assertThat(later.awaits("eve", Set.of())).isTrue();
  }

  @Test
  void an_application_that_asked_is_nobody_who_could_decide() {
    var one = approval(Stage.of(BOB));
    var byApplication =
        new Approval(one.id(), 0, Actor.application("bob"), one.target(), one.stages());

    assertThat(byApplication.isOwnOf("bob")).isFalse();
    assertThat(byApplication.isOwnOf(one.target())).isTrue();
  }

  @Test
  void what_cannot_happen_is_a_bug_of_the_caller() {
    var fresh = approval(Stage.of(BOB));
    var asked = fresh.asked(List.of(BOB), NOW);

    assertThatThrownBy(() -> fresh.decided(said(Result.APPROVED)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> asked.asked(List.of(BOB), NOW))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fresh.escalated(List.of(BOB), NOW))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> asked.ended().decided(said(Result.APPROVED)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fresh.asked(List.of(SubjectSet.requestorManager(1)), NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(this::approval).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> stage(Status.COMPLETED, Optional.of(NOW), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> stage(Status.IN_PROGRESS, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> stage(Status.INITIALIZING, Optional.of(NOW), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> stage(Status.EXPIRED, Optional.of(NOW), Optional.of(said(Result.APPROVED))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Decision(
                    Result.APPROVED,
                    Actor.user("bob"),
                    Optional.empty(),
                    Optional.of("x".repeat(AssignmentRequest.MAX_JUSTIFICATION + 1)),
                    NOW))
        .isInstanceOf(InvalidMemberException.class);
  }

  private static ApprovalStage stage(
      Status status, Optional<Instant> startedAt, Optional<Decision> decision) {
    return new ApprovalStage(
        new ApprovalStage.Id(new UUID(1, 1)),
        Stage.of(BOB),
        status,
        List.of(BOB),
        startedAt,
        Optional.empty(),
        decision);
  }

  @Test
  void it_is_told_by_its_request_and_version() {
    var one = approval(Stage.of(BOB));

    assertThat(one.withVersion(3).version()).isEqualTo(3);
    assertThat(one.withVersion(3).stages()).isEqualTo(one.stages());
    assertThat(one.stage(one.stages().getFirst().id())).contains(one.stages().getFirst());
    assertThat(one.stage(new ApprovalStage.Id(new UUID(9, 9)))).isEmpty();
    assertThat(statuses(one.ended())).containsExactly(Status.EXPIRED);
  }

  @Test
  void a_no_to_the_only_stage_grants_nothing() {
    var denied = approval(Stage.of(BOB)).asked(List.of(BOB), NOW).decided(said(Result.DENIED));

    assertThat(denied.isGranted()).isFalse();
    assertThat(statuses(denied)).containsExactly(Status.COMPLETED);
  }

  @Test
  void whoever_was_not_asked_is_not_asked_about_any_stage() {
    var asked = approval(Stage.of(BOB), Stage.of(EVE)).asked(List.of(BOB), NOW);

    assertThat(asked.asks("bob", Set.of())).isTrue();
    assertThat(asked.asks("eve", Set.of("staff"))).isFalse();
  }
}
