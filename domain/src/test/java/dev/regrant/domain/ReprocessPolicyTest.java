package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReprocessPolicyTest {
  private static final ReprocessPolicy POLICY_14_DAYS = ReprocessPolicy.DEFAULT;

  private static AssignmentRequest failed() {
    return after(delivering(1), 1, refused(ErrorClass.ROLE_NOT_FOUND));
  }

  @Test
  void a_failed_delivery_may_be_reprocessed() {
    assertThat(POLICY_14_DAYS.refusal(failed(), facts(1), NOW)).isEmpty();
  }

  @Test
  void any_other_status_is_refused_by_name() {
    assertThat(POLICY_14_DAYS.refusal(delivering(1), facts(1), NOW))
        .contains(new Refusal.NotReprocessable(RequestStatus.DELIVERING));
  }

  @Test
  void the_last_instant_of_the_window_counts_and_the_next_does_not() {
    var closes = NOW.plus(Duration.ofDays(14));

    assertThat(POLICY_14_DAYS.closesAt(failed())).contains(closes);
    assertThat(POLICY_14_DAYS.closesAt(delivering(1))).isEmpty();
    assertThat(POLICY_14_DAYS.refusal(failed(), facts(1), closes)).isEmpty();
    assertThat(POLICY_14_DAYS.refusal(failed(), facts(1), closes.plusNanos(1)))
        .contains(new Refusal.WindowClosed(closes));
  }

  @Test
  void the_window_does_not_slide_with_a_reprocess() {
    var later = NOW.plus(Duration.ofDays(13));
    var failed = failed();
    var again =
        failed.reprocessed(DeliveryGate.plan(failed, facts(1)), later, later.plusSeconds(1));
    var failedAgain = again.givenUp().settled(later.plusSeconds(1));

    assertThat(POLICY_14_DAYS.refusal(failedAgain, facts(1), NOW.plus(Duration.ofDays(15))))
        .contains(new Refusal.WindowClosed(NOW.plus(Duration.ofDays(14))));
  }

  @Test
  void the_limit_is_the_number_of_reprocesses_allowed() {
    var once = new ReprocessPolicy(Duration.ofDays(14), 1);
    var failed = failed();

    var again =
        failed
            .reprocessed(DeliveryGate.plan(failed, facts(1)), NOW, DEADLINE)
            .givenUp()
            .settled(NOW);

    assertThat(once.refusal(failed, facts(1), NOW)).isEmpty();
    assertThat(once.refusal(again, facts(1), NOW)).contains(new Refusal.LimitReached(1));
  }

  @Test
  void each_check_of_the_gate_refuses_with_its_own_reason() {
    var other = new AccessPackage.Id(ALICE.id(new TenantId(PACKAGE.value())));
    var open = facts(1);

    check(
        new Facts(Optional.empty(), open.policy(), HERE, OtherAccess.NONE, Set.of("Ldap")),
        FailedCheck.Check.ACCESS_PACKAGE_EXISTS,
        PACKAGE.value().toString());
    check(facts(0), FailedCheck.Check.ROLE_SCOPES_EXIST, "no longer holds any");
    check(
        new Facts(open.accessPackage(), Optional.empty(), HERE, OtherAccess.NONE, Set.of("Ldap")),
        FailedCheck.Check.POLICY_ALLOWS,
        "no longer exists");
    check(
        new Facts(
            open.accessPackage(),
            Optional.of(policy(AllowedTargetScope.SPECIFIC_DIRECTORY_USERS, "bob")),
            HERE,
            OtherAccess.NONE,
            Set.of("Ldap")),
        FailedCheck.Check.POLICY_ALLOWS,
        "does not allow user alice");
    check(
        new Facts(open.accessPackage(), open.policy(), GONE, OtherAccess.NONE, Set.of("Ldap")),
        FailedCheck.Check.TARGET_EXISTS,
        "alice");
    check(
        new Facts(
            open.accessPackage(),
            open.policy(),
            HERE,
            new OtherAccess(Set.of(other), Optional.empty(), Optional.empty(), Set.of()),
            Set.of("Ldap")),
        FailedCheck.Check.NO_INCOMPATIBLE_ACCESS,
        other.value().toString());
    check(
        new Facts(open.accessPackage(), open.policy(), HERE, OtherAccess.NONE, Set.of("Scim")),
        FailedCheck.Check.CONNECTOR_AVAILABLE,
        "no connector is available for origin system 'Ldap'");
    var since = Instant.parse("2026-03-01T12:00:00Z");
    check(
        new Facts(
            open.accessPackage(),
            open.policy(),
            HERE,
            OtherAccess.NONE,
            Set.of("Scim"),
            Map.of(
                "Ldap", new Quarantine(since, "out of reach", Optional.of(since.plusSeconds(90))))),
        FailedCheck.Check.CONNECTOR_AVAILABLE,
        "'Ldap' is quarantined, as it has failed since 2026-03-01T12:00:00Z (out of reach);"
            + " it is asked again at 2026-03-01T12:01:30Z");
    check(
        new Facts(
            open.accessPackage(),
            open.policy(),
            HERE,
            new OtherAccess(
                Set.of(), Optional.of("request 7 came after it"), Optional.empty(), Set.of()),
            Set.of("Ldap")),
        FailedCheck.Check.NOT_SUPERSEDED,
        "request 7");
    var rival = new AssignmentRequest.Id(PACKAGE.value());
    check(
        new Facts(
            open.accessPackage(),
            open.policy(),
            HERE,
            new OtherAccess(Set.of(), Optional.empty(), Optional.of(rival), Set.of()),
            Set.of("Ldap")),
        FailedCheck.Check.NOT_OPPOSED,
        rival.value().toString());
  }

  private static void check(Facts facts, FailedCheck.Check expected, String words) {
    var refusal = POLICY_14_DAYS.refusal(failed(), facts, NOW).orElseThrow();

    assertThat(refusal).isInstanceOf(Refusal.GateRefused.class);
    assertThat(((Refusal.GateRefused) refusal).failedChecks())
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.check()).isEqualTo(expected);
              assertThat(failed.message()).contains(words);
              assertThat(failed.check().code()).isNotBlank();
            });
  }

  @Test
  void access_that_would_have_ended_is_not_delivered() {
    var schedule =
        new Schedule(Optional.of(NOW), new Expiration.AfterDateTime(NOW.plusSeconds(60)));
    var failed =
        after(
            submitted(RequestType.ADMIN_ADD, schedule).approved(items(1), NOW, DEADLINE),
            1,
            refused(ErrorClass.FORBIDDEN));

    assertThat(DeliveryGate.failedChecks(failed, facts(1), NOW.plusSeconds(59))).isEmpty();
    assertThat(DeliveryGate.failedChecks(failed, facts(1), NOW.plusSeconds(60)))
        .extracting(FailedCheck::check)
        .containsExactly(FailedCheck.Check.SCHEDULE_NOT_OVER);
  }

  @Test
  void a_removal_needs_nothing_but_a_connector() {
    var revoke =
        submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED)
            .approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE);
    var gone =
        new Facts(Optional.empty(), Optional.empty(), GONE, OtherAccess.NONE, Set.of("Ldap"));
    var alone = new Facts(Optional.empty(), Optional.empty(), GONE, OtherAccess.NONE, Set.of());

    assertThat(DeliveryGate.failedChecks(revoke, gone, NOW)).isEmpty();
    assertThat(DeliveryGate.failedChecks(revoke, alone, NOW)).hasSize(1);
  }

  @Test
  void a_removal_drops_what_another_assignment_needs_by_now() {
    var revoke =
        submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED)
            .approved(List.of(item(1, Operation.REVOKE), item(2, Operation.REVOKE)), NOW, DEADLINE);
    var needed =
        new Facts(
            Optional.empty(),
            Optional.empty(),
            GONE,
            new OtherAccess(Set.of(), Optional.empty(), Optional.empty(), Set.of(id(1))),
            Set.of("Ldap"));

    assertThat(DeliveryGate.plan(revoke, needed))
        .isEqualTo(new DeliveryPlan(List.of(id(2)), List.of(), List.of(id(1))));
  }

  @Test
  void a_removal_that_was_overtaken_is_refused_too() {
    var revoke =
        submitted(RequestType.ADMIN_REMOVE, Schedule.UNSPECIFIED)
            .approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE);
    var overtaken =
        new Facts(
            Optional.empty(),
            Optional.empty(),
            GONE,
            new OtherAccess(
                Set.of(), Optional.of("the assignment ended"), Optional.empty(), Set.of()),
            Set.of("Ldap"));

    assertThat(DeliveryGate.failedChecks(revoke, overtaken, NOW))
        .containsExactly(new FailedCheck(FailedCheck.Check.NOT_SUPERSEDED, "the assignment ended"));
  }

  @Test
  void a_request_without_items_is_not_refused_for_having_none() {
    var empty = submitted(RequestType.ADMIN_ADD, Schedule.UNSPECIFIED);

    assertThat(DeliveryGate.failedChecks(empty, facts(0), NOW)).isEmpty();
    assertThat(empty.approved(List.of(), NOW, DEADLINE).settled(NOW).progress().status())
        .isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void parameters_that_make_no_sense_are_named() {
    assertThatThrownBy(() -> new ReprocessPolicy(Duration.ZERO, 1)).hasMessageContaining("window");
    assertThatThrownBy(() -> new ReprocessPolicy(Duration.ofDays(1), -1))
        .hasMessageContaining("limit");
    assertThat(new ReprocessPolicy(Duration.ofDays(1), 0).limit()).isZero();
  }

  @Test
  void a_request_that_failed_stands_as_reprocessable_until_the_window_closes() {
    var closes = NOW.plus(Duration.ofDays(14));

    assertThat(POLICY_14_DAYS.standing(failed(), NOW))
        .isEqualTo(
            new ReprocessStanding(
                ReprocessStanding.Status.REPROCESSABLE,
                Optional.empty(),
                Optional.of(closes),
                Optional.empty(),
                0));
    assertThat(POLICY_14_DAYS.standing(failed(), closes.plusNanos(1)))
        .isEqualTo(
            new ReprocessStanding(
                ReprocessStanding.Status.NOT_REPROCESSABLE,
                Optional.of(new Refusal.WindowClosed(closes)),
                Optional.empty(),
                Optional.empty(),
                0));
  }

  @Test
  void what_is_tried_again_by_itself_stands_so_with_the_next_time() {
    var fresh = POLICY_14_DAYS.standing(delivering(1), NOW);
    var retrying = after(delivering(2), 1, refused(ErrorClass.UNAVAILABLE));
    var next = retrying.items().getFirst().nextAttemptAt();

    assertThat(fresh.status()).isEqualTo(ReprocessStanding.Status.NOT_REPROCESSABLE);
    assertThat(fresh.refusal()).contains(new Refusal.NotReprocessable(RequestStatus.DELIVERING));
    assertThat(next).isPresent();
    var standing = POLICY_14_DAYS.standing(retrying, NOW);
    assertThat(standing.status()).isEqualTo(ReprocessStanding.Status.AUTOMATIC_RETRY_IN_PROGRESS);
    assertThat(standing.nextAutomaticRetry()).isEqualTo(next);
  }

  @Test
  void a_standing_counts_reprocesses() {
    var failed = failed();
    var again =
        failed
            .reprocessed(DeliveryGate.plan(failed, facts(1)), NOW, DEADLINE)
            .givenUp()
            .settled(NOW);

    assertThat(POLICY_14_DAYS.standing(again, NOW).count()).isEqualTo(1);
  }
}
