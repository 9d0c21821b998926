package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessRequestsTest {
  private final Scene scene = new Scene("a", "b");

  private Outcome<AssignmentRequest> submit(Caller caller, Submission submission) {
    return scene.engine.requests().submit(caller, submission, Optional.empty());
  }

  @Test
  void an_administrator_assigns_a_package_and_its_roles_are_delivered() {
    var request = scene.submit(scene.adminAdd("alice"));

    assertThat(request.progress().status()).isEqualTo(RequestStatus.ACCEPTED);
    scene.settle();
    var delivered = scene.find(request);
    assertThat(delivered.progress().status()).isEqualTo(RequestStatus.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    assertThat(scene.assignment(request).state()).isEqualTo(Assignment.State.DELIVERED);
    assertThat(scene.assignment(request).schedule().startDateTime()).contains(START);
    assertThat(scene.activities(request))
        .containsExactly(
            Activity.SUBMITTED,
            Activity.AUTO_APPROVED,
            Activity.ATTEMPTED,
            Activity.ATTEMPTED,
            Activity.DELIVERED);
  }

  @Test
  void the_target_may_be_named_by_principal_name() {
    var byName =
        new Submission(
            RequestType.ADMIN_ADD,
            Optional.of(scene.accessPackage),
            Optional.of(scene.policy),
            Optional.of(new Submission.Target.ByName("Alice@example.org")),
            Optional.empty(),
            Schedule.UNSPECIFIED,
            Optional.empty());

    assertThat(scene.submit(byName).terms().target().objectId()).isEqualTo("alice");
  }

  @Test
  void who_may_only_read_or_act_for_themselves_cannot_assign() {
    for (Caller caller : Set.of(READER, ALICE)) {
      assertThat(submit(caller, scene.adminAdd("alice"))).isInstanceOf(Outcome.Forbidden.class);
    }
    assertThat(submit(READER, userAdd(scene.accessPackage)))
        .isInstanceOfSatisfying(
            Outcome.Forbidden.class, no -> assertThat(no.message()).contains("signed-in user"));
  }

  @Test
  void what_an_administrator_must_name_is_named_when_it_is_missing() {
    var nothing =
        new Submission(
            RequestType.ADMIN_ADD,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Schedule.UNSPECIFIED,
            Optional.empty());
    var unknownPackage = new AccessPackage.Id(new UUID(9, 9));
    var unknownPolicy = new AssignmentPolicy.Id(new UUID(9, 8));
    var other = scene.packageOf("Other");

    assertInvalid(nothing, "assignment.accessPackageId");
    assertInvalid(
        adminAdd(unknownPackage, scene.policy, "alice", Schedule.UNSPECIFIED),
        "assignment.accessPackageId");
    assertInvalid(
        adminAdd(scene.accessPackage, unknownPolicy, "alice", Schedule.UNSPECIFIED),
        "assignment.assignmentPolicyId");
    assertInvalid(
        adminAdd(other, scene.policy, "alice", Schedule.UNSPECIFIED),
        "assignment.assignmentPolicyId");
    assertInvalid(scene.adminAdd("nobody"), "assignment.targetId");
    assertInvalid(
        new Submission(
            RequestType.ADMIN_ADD,
            Optional.of(scene.accessPackage),
            Optional.of(scene.policy),
            Optional.of(new Submission.Target.ByObjectId("alice")),
            Optional.empty(),
            Schedule.UNSPECIFIED,
            Optional.of("x".repeat(AssignmentRequest.MAX_JUSTIFICATION + 1))),
        "justification");
    assertInvalid(
        removal(RequestType.ADMIN_REMOVE, new Assignment.Id(new UUID(9, 7))), "assignment.id");
    assertThat(done(scene.engine.requests().lookup().list(ADMIN, everything())).items()).isEmpty();
  }

  private void assertInvalid(Submission submission, String member) {
    assertThat(refusal(submit(ADMIN, submission)))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, invalid -> assertThat(invalid.member()).isEqualTo(member));
  }

  private static Query<AssignmentRequest> everything() {
    return new Query<>(Filter.everything(), 100, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(
      value = RequestType.class,
      names = {"SYSTEM_ADD", "SYSTEM_UPDATE", "SYSTEM_REMOVE"})
  void types_that_nobody_may_submit_are_refused(RequestType type) {
    assertInvalid(removal(type, new Assignment.Id(new UUID(9, 7))), "requestType");
  }

  @Test
  void the_same_access_is_not_requested_twice() {
    var first = scene.submit(scene.adminAdd("alice"));

    assertThat(refusal(submit(ADMIN, scene.adminAdd("alice"))))
        .isInstanceOfSatisfying(
            Refusal.Duplicate.class,
            duplicate ->
                assertThat(duplicate.existingId()).contains(first.id().value().toString()));

    scene.settle();
    assertThat(refusal(submit(ADMIN, scene.adminAdd("alice"))))
        .isInstanceOfSatisfying(
            Refusal.Duplicate.class,
            duplicate ->
                assertThat(duplicate.existingId())
                    .contains(first.terms().assignment().value().toString()));
    assertThat(scene.delivered(scene.adminAdd("bob")).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void a_submission_under_the_same_key_gives_the_same_request_as_submitted() {
    var key = Optional.of("k1");
    var first = done(scene.engine.requests().submit(ADMIN, scene.adminAdd("alice"), key));
    scene.settle();

    var again = done(scene.engine.requests().submit(ADMIN, scene.adminAdd("alice"), key));

    assertThat(again).isEqualTo(first);
    assertThat(refusal(scene.engine.requests().submit(ADMIN, scene.adminAdd("bob"), key)))
        .isEqualTo(new Refusal.IdempotencyKeyReused("k1"));
    assertThat(
            refusal(scene.engine.requests().submit(ADMIN, scene.adminAdd("bob"), Optional.of(" "))))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void a_key_is_its_callers_own_and_forgotten_after_a_day() {
    var key = Optional.of("k1");
    var other = new Caller(TENANT, Actor.application("other"), ADMIN.permissions());
    var first = done(scene.engine.requests().submit(ADMIN, scene.adminAdd("alice"), key));

    var byOther = done(scene.engine.requests().submit(other, scene.adminAdd("bob"), key));
    scene.settle();
    scene.clock.advance(KeyedCalls.RETENTION.plusSeconds(1));

    assertThat(byOther).isNotEqualTo(first);
    assertThat(refusal(scene.engine.requests().submit(ADMIN, scene.adminAdd("alice"), key)))
        .isInstanceOf(Refusal.Duplicate.class);
  }

  @Test
  void a_person_requests_a_package_for_themselves() {
    scene.policyOf(scene.accessPackage, "Everybody", AllowedTargetScope.ALL_DIRECTORY_USERS);
    var narrow =
        scene.policyOf(scene.accessPackage, "Few", AllowedTargetScope.SPECIFIC_DIRECTORY_USERS);

    var request = done(submit(ALICE, userAdd(scene.accessPackage)));
    scene.settle();

    assertThat(request.terms().policy()).isEqualTo(narrow);
    assertThat(request.terms().requestedBy()).isEqualTo(ALICE.actor());
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void a_person_whom_several_policies_admit_alike_must_choose() {
    var one = scene.policyOf(scene.accessPackage, "One", AllowedTargetScope.ALL_DIRECTORY_USERS);
    var two = scene.policyOf(scene.accessPackage, "Two", AllowedTargetScope.ALL_DIRECTORY_USERS);

    assertThat(refusal(submit(ALICE, userAdd(scene.accessPackage))))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            invalid ->
                assertThat(invalid.message())
                    .contains(one.value().toString(), two.value().toString()));
  }

  @Test
  void a_person_cannot_request_what_no_policy_offers_them() {
    assertThat(refusal(submit(ALICE, userAdd(scene.accessPackage))))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, invalid -> assertThat(invalid.message()).contains("no policy"));
    var closed =
        scene.policyOf(
            scene.accessPackage,
            "Closed",
            AllowedTargetScope.ALL_DIRECTORY_USERS,
            new Expiration.NoExpiration(),
            RequestorSettings.NONE);
    assertThat(refusal(submit(ALICE, userAdd(closed, Optional.empty(), Schedule.UNSPECIFIED))))
        .isInstanceOf(Refusal.NotAllowed.class);
  }

  private Submission userAdd(
      AssignmentPolicy.Id policy, Optional<Submission.Target> target, Schedule schedule) {
    return new Submission(
        RequestType.USER_ADD,
        Optional.of(scene.accessPackage),
        Optional.of(policy),
        target,
        Optional.empty(),
        schedule,
        Optional.empty());
  }

  private static Submission userAdd(AccessPackage.Id accessPackage) {
    return Scene.userAdd(accessPackage);
  }

  @Test
  void a_person_requests_for_nobody_else() {
    var policy = scene.policyOf(scene.accessPackage, "All", AllowedTargetScope.ALL_DIRECTORY_USERS);

    for (Submission.Target other :
        Set.of(new Submission.Target.ByObjectId("bob"), new Submission.Target.ByName("bob"))) {
      assertThat(refusal(submit(ALICE, userAdd(policy, Optional.of(other), Schedule.UNSPECIFIED))))
          .isInstanceOfSatisfying(
              Refusal.Invalid.class,
              invalid -> assertThat(invalid.member()).isEqualTo("assignment.targetId"));
    }
    var self = Optional.<Submission.Target>of(new Submission.Target.ByObjectId("alice"));
    assertThat(done(submit(ALICE, userAdd(policy, self, Schedule.UNSPECIFIED))).state())
        .isEqualTo(RequestState.SUBMITTED);
  }

  @Test
  void a_custom_schedule_needs_a_policy_that_allows_it_and_stays_within_its_end() {
    var tenDays = new Expiration.AfterDuration(Duration.ofDays(10));
    var strict =
        scene.policyOf(
            scene.accessPackage,
            "Strict",
            AllowedTargetScope.ALL_DIRECTORY_USERS,
            tenDays,
            SELF_SERVICE);
    var flexible =
        scene.policyOf(
            scene.accessPackage,
            "Flexible",
            AllowedTargetScope.ALL_DIRECTORY_USERS,
            tenDays,
            RequestorSettings.self(true, true, true));
    var day = schedule(new Expiration.AfterDuration(Duration.ofDays(1)));
    var month = schedule(new Expiration.AfterDuration(Duration.ofDays(30)));
    var forever = schedule(new Expiration.NoExpiration());

    assertThat(refusal(submit(ALICE, userAdd(strict, Optional.empty(), day))))
        .isInstanceOf(Refusal.Invalid.class);
    for (Schedule tooLong : Set.of(month, forever)) {
      assertThat(refusal(submit(ALICE, userAdd(flexible, Optional.empty(), tooLong))))
          .isInstanceOfSatisfying(
              Refusal.Invalid.class,
              invalid -> assertThat(invalid.member()).isEqualTo("schedule.expiration"));
    }
    assertThat(done(submit(ALICE, userAdd(flexible, Optional.empty(), day))).terms().schedule())
        .isEqualTo(day);
  }

  private static Schedule schedule(Expiration expiration) {
    return new Schedule(Optional.empty(), expiration);
  }

  @Test
  void nobody_gets_a_package_together_with_one_that_excludes_it() {
    var other = scene.packageOf("Auditor", "c");
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    done(scene.engine.accessPackages().addIncompatiblePackage(ADMIN, scene.accessPackage, other));
    scene.delivered(scene.adminAdd("alice"));

    var refused = refusal(submit(ADMIN, adminAdd(other, policy, "alice", Schedule.UNSPECIFIED)));

    assertThat(refused)
        .isInstanceOfSatisfying(
            Refusal.NotAllowed.class,
            no ->
                assertThat(no.failedChecks())
                    .extracting(FailedCheck::check)
                    .containsExactly(FailedCheck.Check.NO_INCOMPATIBLE_ACCESS));
  }

  @Test
  void access_that_would_be_over_is_not_taken_in() {
    var over = schedule(new Expiration.AfterDateTime(START));

    assertThat(refusal(submit(ADMIN, scene.adminAdd("alice", over))))
        .isInstanceOf(Refusal.NotAllowed.class);
  }

  @Test
  void a_request_is_withdrawn_by_who_made_it_or_an_administrator_and_nobody_else() {
    scene.policyOf(scene.accessPackage, "All", AllowedTargetScope.ALL_DIRECTORY_USERS);
    var own = done(submit(ALICE, userAdd(scene.accessPackage)));
    var bobs = scene.submit(scene.adminAdd("bob"));
    var requests = scene.engine.requests();

    assertThat(requests.cancel(READER, own.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(requests.cancel(ALICE, bobs.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(done(requests.cancel(ALICE, own.id())).state()).isEqualTo(RequestState.CANCELED);
    assertThat(done(requests.cancel(ADMIN, bobs.id())).state()).isEqualTo(RequestState.CANCELED);
    assertThat(requests.cancel(ADMIN, new AssignmentRequest.Id(new UUID(9, 9))))
        .isInstanceOf(Outcome.NotFound.class);
    scene.settle();
    assertThat(scene.target.writes()).isEmpty();
    assertThat(scene.activities(own)).containsExactly(Activity.SUBMITTED, Activity.CANCELED);
  }

  @Test
  void nobody_answering_in_time_denies_a_request_that_waits_for_a_callback() {
    var request = scene.submit(scene.adminAdd("alice"));
    var limit = START.plus(Duration.ofDays(14));
    scene.store.inTransaction(
        TENANT,
        tx -> {
          tx.requests()
              .save(
                  tx.requests()
                      .find(request.id())
                      .orElseThrow()
                      .on(Trigger.AWAIT_CALLBACK, START, limit));
          return true;
        });
    scene.clock.set(limit.minusMillis(1));
    scene.settle();
    assertThat(scene.find(request).progress().status().isFinished()).isFalse();

    scene.clock.set(limit);
    scene.settle();

    assertThat(scene.find(request).progress().status()).isEqualTo(RequestStatus.DENIED_BY_TIMEOUT);
    assertThat(scene.activities(request)).last().isEqualTo(Activity.TIMED_OUT);
    assertThat(scene.target.writes()).isEmpty();
  }

  @Test
  void a_failed_request_that_is_withdrawn_ends_its_assignment() {
    scene.target.refuseNext("a", ErrorClass.FORBIDDEN);
    scene.target.refuseNext("b", ErrorClass.FORBIDDEN);
    var failed = scene.delivered(scene.adminAdd("alice"));

    scene.engine.requests().cancel(ADMIN, failed.id());

    assertThat(scene.assignment(failed).state()).isEqualTo(Assignment.State.EXPIRED);
  }

  @Test
  void a_delivered_request_cannot_be_withdrawn() {
    var delivered = scene.delivered(scene.adminAdd("alice"));

    assertThat(refusal(scene.engine.requests().cancel(ADMIN, delivered.id())))
        .isEqualTo(new Refusal.NotCancelable(RequestStatus.DELIVERED));
  }

  @Test
  void another_tenant_sees_nothing() {
    var request = scene.delivered(scene.adminAdd("alice"));
    var stranger =
        new Caller(new TenantId(new UUID(1, 2)), Actor.application("other"), ADMIN.permissions());
    var requests = scene.engine.requests();

    assertThat(requests.lookup().find(stranger, request.id())).isInstanceOf(Outcome.NotFound.class);
    assertThat(requests.history(stranger, request.id())).isInstanceOf(Outcome.NotFound.class);
    assertThat(requests.attempts(stranger, request.id())).isInstanceOf(Outcome.NotFound.class);
    assertThat(requests.cancel(stranger, request.id())).isInstanceOf(Outcome.NotFound.class);
    assertThat(requests.reprocess(stranger, request.id(), Optional.empty(), Optional.empty()))
        .isInstanceOf(Outcome.NotFound.class);
    assertThat(done(requests.lookup().list(stranger, everything())).items()).isEmpty();
  }

  @Test
  void reading_needs_a_permission_to_read() {
    var request = scene.submit(scene.adminAdd("alice"));
    var requests = scene.engine.requests();

    assertThat(done(requests.lookup().find(READER, request.id()))).isEqualTo(scene.find(request));
    var bob = new Caller(TENANT, Actor.user("bob"), ALICE.permissions());
    assertThat(requests.lookup().find(bob, request.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(requests.lookup().list(ALICE, everything())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(requests.history(ALICE, request.id())).isInstanceOf(Outcome.Forbidden.class);
  }

  @Test
  void a_person_reads_what_is_about_themselves() {
    var request = scene.submit(scene.adminAdd("alice"));
    var requests = scene.engine.requests();

    assertThat(done(requests.lookup().find(ALICE, request.id()))).isEqualTo(scene.find(request));
    assertThat(done(requests.own(ALICE, OwnRequests.TARGET, everything())).items()).hasSize(1);
    assertThat(done(requests.own(ALICE, OwnRequests.CREATED_BY, everything())).items()).isEmpty();
    assertThat(done(requests.own(ADMIN, OwnRequests.REQUEST_FOR_OTHERS, everything())).items())
        .hasSize(1);
    assertThat(requests.own(READER, OwnRequests.TARGET, everything()))
        .isInstanceOf(Outcome.Forbidden.class);
  }
}
