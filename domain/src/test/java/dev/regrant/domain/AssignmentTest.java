package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AssignmentTest {
  private static final Expiration NEVER = new Expiration.NoExpiration();
  private static final Instant LATER = NOW.plus(Duration.ofDays(30));

  private static Expiration at(Instant end) {
    return new Expiration.AfterDateTime(end);
  }

  private static Schedule until(Expiration end) {
    return new Schedule(Optional.empty(), end);
  }

  private static AssignmentRequest adding(Expiration end) {
    return submitted(RequestType.ADMIN_ADD, until(end)).approved(items(1), NOW, DEADLINE);
  }

  private static Assignment delivered(Expiration end) {
    var request = adding(end);
    return Assignment.begunBy(request).following(after(request, 1, done()), NOW);
  }

  private static AssignmentRequest update(Expiration end) {
    return submitted(RequestType.ADMIN_UPDATE, until(end))
        .approved(List.of(), NOW, DEADLINE)
        .settled(NOW);
  }

  @Test
  void access_that_was_given_is_due_at_its_end() {
    assertThat(delivered(at(LATER)).dueAt()).contains(LATER);
    assertThat(delivered(NEVER).dueAt()).isEmpty();
    assertThat(delivered(new Expiration.AfterDuration(Duration.ofDays(30))).dueAt())
        .contains(LATER);
  }

  @Test
  void what_ends_after_the_year_9999_never_ends() {
    var last = Instant.parse("9999-12-31T23:59:59.999999Z");

    assertThat(delivered(at(last)).dueAt()).contains(last);
    assertThat(delivered(at(last.plusNanos(1))).dueAt()).isEmpty();
  }

  @Test
  void a_failed_delivery_ends_only_where_something_may_be_in_place() {
    var request = adding(at(LATER));
    var assignment = Assignment.begunBy(request);
    var refused = after(request, 1, refused(ErrorClass.FORBIDDEN));
    var unknown = after(request, 1, unknown(DeliveryOutcome.Cause.TIMEOUT)).givenUp().settled(NOW);

    assertThat(assignment.following(refused, NOW).dueAt()).isEmpty();
    assertThat(assignment.following(unknown, NOW).dueAt()).contains(LATER);
    var sooner = assignment.postponed(NOW.plusSeconds(1));
    assertThat(sooner.following(unknown, NOW).dueAt()).contains(NOW.plusSeconds(1));
  }

  @Test
  void an_assignment_is_not_touched_by_the_course_of_a_request_that_changes_it() {
    var assignment = delivered(at(LATER));

    assertThat(assignment.following(update(NEVER), NOW)).isSameAs(assignment);
  }

  @Test
  void a_change_moves_the_end_and_keeps_the_start() {
    var assignment = delivered(at(LATER));
    var sooner = LATER.minusSeconds(60);

    var changed = assignment.updatedBy(update(at(sooner)), NEVER, NOW.plusSeconds(1));

    assertThat(changed.schedule()).isEqualTo(new Schedule(Optional.of(NOW), at(sooner)));
    assertThat(changed.dueAt()).contains(sooner);
    assertThat(changed.state()).isEqualTo(Assignment.State.DELIVERED);
    assertThat(assignment.isExtended()).isFalse();
    assertThat(changed.isExtended()).isTrue();
    var postponed = changed.postponed(LATER);
    assertThat(postponed.isExtended()).isTrue();
  }

  @Test
  void a_change_that_changes_nothing_is_none() {
    var assignment = delivered(at(LATER));
    var same =
        submitted(RequestType.ADMIN_UPDATE, assignment.schedule())
            .approved(List.of(), NOW, DEADLINE);

    assertThat(assignment.updatedBy(same, NEVER, NOW)).isSameAs(assignment);
  }

  @Test
  void an_end_that_was_asked_for_is_never_after_the_policys() {
    var assignment = delivered(at(NOW.plusSeconds(1)));

    assertThat(assignment.updatedBy(update(at(LATER)), at(LATER), NOW).dueAt()).contains(LATER);
    assertThat(assignment.updatedBy(update(at(LATER.plusNanos(1))), at(LATER), NOW).dueAt())
        .contains(LATER);
    assertThat(assignment.updatedBy(update(at(LATER.minusNanos(1))), at(LATER), NOW).dueAt())
        .contains(LATER.minusNanos(1));
    assertThat(assignment.updatedBy(update(NEVER), at(LATER), NOW).dueAt()).contains(LATER);
    var month = new Expiration.AfterDuration(Duration.ofDays(30));
    assertThat(assignment.updatedBy(update(NEVER), month, NOW).dueAt()).contains(LATER);
    var endless = assignment.updatedBy(update(NEVER), NEVER, NOW);
    assertThat(endless.dueAt()).isEmpty();
    assertThat(endless.schedule().expiration()).isEqualTo(NEVER);
  }

  @Test
  void the_end_is_put_off_while_something_stands_in_its_way_and_asked_for_once() {
    var assignment = delivered(at(LATER));

    assertThat(assignment.postponed(LATER.plusSeconds(5)).dueAt()).contains(LATER.plusSeconds(5));
    assertThat(assignment.ending().dueAt()).isEmpty();
    assertThat(assignment.ending().state()).isEqualTo(Assignment.State.DELIVERED);
  }

  @Test
  void whoever_withdraws_the_engines_removal_gets_a_new_one() {
    var removal = submitted(RequestType.SYSTEM_REMOVE, Schedule.UNSPECIFIED).canceled(NOW);
    var assignment = delivered(at(LATER));

    assertThat(assignment.ending().following(removal, NOW).dueAt()).contains(NOW);
    assertThat(assignment.following(removal, NOW).dueAt()).contains(LATER);
  }

  @ParameterizedTest
  @EnumSource(names = {"USER_REMOVE", "ADMIN_REMOVE", "APPROVER_REMOVE"})
  void whoever_withdraws_a_removal_leaves_the_assignment_as_it_was(RequestType type) {
    var assignment = delivered(at(LATER)).ending();

    assertThat(assignment.following(submitted(type, Schedule.UNSPECIFIED).canceled(NOW), NOW))
        .isSameAs(assignment);
  }

  @Test
  void an_assignment_that_ended_does_not_end_again() {
    var assignment = delivered(at(LATER));
    var ended =
        assignment.following(
            after(
                submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED)
                    .approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE),
                1,
                done()),
            NOW);

    assertThat(ended.dueAt()).isEmpty();
    assertThatThrownBy(
            () ->
                new Assignment(
                    ended.id(),
                    1,
                    PACKAGE,
                    POLICY,
                    CATALOG,
                    ALICE,
                    Assignment.State.EXPIRED,
                    ended.schedule(),
                    ended.expiredDateTime(),
                    Optional.of(LATER),
                    "admin",
                    false,
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not to end or change");
  }
}
