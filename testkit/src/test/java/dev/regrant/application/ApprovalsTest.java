package dev.regrant.application;

import static dev.regrant.application.Scene.ADMIN;
import static dev.regrant.application.Scene.ALICE;
import static dev.regrant.application.Scene.READER;
import static dev.regrant.application.Scene.TENANT;
import static dev.regrant.application.Scene.done;
import static dev.regrant.application.Scene.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Approval;
import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalSettings.Visibility;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.ApprovalStage.Status;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApprovalsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Caller BOB = person("bob");
  private static final Caller EVE = person("eve");
  private static final Caller GRACE = person("grace");

  private final Scene scene = new Scene("a");
  private final Approvals approvals = scene.engine.approvals();

  {
    scene.directory.with(
        new Subject("bob", Optional.of("Bob B"), Optional.empty(), Optional.empty()),
        Subject.of("eve"),
        Subject.of("grace"),
        Subject.of("admin"));
  }

  private static Caller person(String id) {
    return new Caller(TENANT, Actor.user(id), Set.of(Permission.SUBJECT_ACCESS));
  }

  private static Stage stage(List<SubjectSet> primary, List<SubjectSet> fallback) {
    return new Stage(
        DAY.multipliedBy(4),
        false,
        false,
        Duration.ZERO,
        primary,
        fallback,
        List.of(),
        List.of(),
        Visibility.DEFAULT);
  }

  private static Stage escalating(SubjectSet primary, SubjectSet escalated, SubjectSet fallback) {
    return new Stage(
        DAY.multipliedBy(4),
        false,
        true,
        DAY,
        List.of(primary),
        List.of(),
        List.of(escalated),
        List.of(fallback),
        Visibility.DEFAULT);
  }

  private AssignmentPolicy.Id policy(Stage... stages) {
    return policy(new ApprovalSettings(true, false, false, List.of(stages)));
  }

  private AssignmentPolicy.Id policy(ApprovalSettings settings) {
    return done(scene.engine.policies().create(ADMIN, scene.accessPackage, terms(settings))).id();
  }

  private static PolicyTerms terms(ApprovalSettings settings) {
    return PolicyTerms.of(
            "Approved",
            AllowedTargetScope.ALL_DIRECTORY_USERS,
            List.of(),
            new Expiration.NoExpiration(),
            RequestorSettings.self(true, true, true))
        .with(settings);
  }

  private AssignmentRequest asked() {
    return asked(Optional.empty(), Schedule.UNSPECIFIED);
  }

  private AssignmentRequest asked(Optional<String> justification, Schedule schedule) {
    var request = done(submit(justification, schedule));
    scene.settle();
    return request;
  }

  private Outcome<AssignmentRequest> submit(Optional<String> justification, Schedule schedule) {
    return scene
        .engine
        .requests()
        .submit(
            ALICE,
            new Submission(
                RequestType.USER_ADD,
                Optional.of(scene.accessPackage),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                schedule,
                justification),
            Optional.empty());
  }

  private Approval approval(AssignmentRequest request) {
    return done(approvals.find(userReader(), request.id())).approval();
  }

  private static Caller userReader() {
    return new Caller(
        TENANT,
        Actor.user("auditor"),
        Set.of(Permission.READ_ALL),
        Set.of(DirectoryRole.SECURITY_READER),
        Set.of());
  }

  private Outcome<Approvals.Seen> decide(
      Caller caller, AssignmentRequest request, int stage, Result result) {
    return decide(caller, request, stage, result, Optional.empty());
  }

  private Outcome<Approvals.Seen> decide(
      Caller caller,
      AssignmentRequest request,
      int stage,
      Result result,
      Optional<String> justification) {
    var outcome =
        approvals.decide(
            caller,
            request.id(),
            approval(request).stages().get(stage).id(),
            result,
            justification);
    scene.settle();
    return outcome;
  }

  private RequestStatus status(AssignmentRequest request) {
    return scene.find(request).progress().status();
  }

  private List<UUID> awaiting(Caller caller) {
    return done(approvals.awaitingCaller(caller, 10, Optional.empty())).items().stream()
        .map(seen -> seen.approval().id().value())
        .toList();
  }

  private HistoryEntry last(AssignmentRequest request, Activity activity) {
    return scene.history(request).stream()
        .filter(entry -> entry.activity() == activity)
        .reduce((one, later) -> later)
        .orElseThrow();
  }

  @Test
  void a_request_waits_for_its_approver_and_is_then_delivered() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThat(awaiting(BOB)).containsExactly(request.id().value());
    assertThat(scene.groupsOf("alice")).isEmpty();

    done(decide(BOB, request, 0, Result.APPROVED, Optional.of("welcome")));

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactly("a");
    assertThat(awaiting(BOB)).isEmpty();
    var decision = approval(request).stages().getFirst().decision().orElseThrow();
    assertThat(decision.reviewer()).isEqualTo(Actor.user("bob"));
    assertThat(decision.reviewerName()).contains("Bob B");
    assertThat(decision.justification()).contains("welcome");
    assertThat(decision.at()).isEqualTo(scene.clock.instant());
    assertThat(scene.activities(request))
        .containsExactly(
            Activity.SUBMITTED,
            Activity.APPROVAL_REQUESTED,
            Activity.APPROVED,
            Activity.ATTEMPTED,
            Activity.DELIVERED);
    assertThat(last(request, Activity.APPROVED).details())
        .containsEntry("justification", "welcome")
        .containsEntry("stage", "1");
    assertThat(last(request, Activity.APPROVED).actor()).isEqualTo(Actor.user("bob"));
  }

  @Test
  void three_stages_are_walked_one_after_the_other() {
    policy(
        Stage.of(SubjectSet.user("bob")),
        Stage.of(SubjectSet.user("eve")),
        Stage.of(SubjectSet.user("grace")));
    var request = asked();
    assertThat(awaiting(EVE)).isEmpty();
    assertThat(decide(EVE, request, 1, Result.APPROVED)).isInstanceOf(Outcome.Forbidden.class);

    done(decide(BOB, request, 0, Result.APPROVED));
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThat(awaiting(EVE)).hasSize(1);
    assertThat(refusal(decide(BOB, request, 0, Result.APPROVED)))
        .isInstanceOf(Refusal.StageNotInProgress.class);
    assertThat(decide(BOB, request, 1, Result.APPROVED)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(refusal(decide(EVE, request, 2, Result.APPROVED)))
        .isInstanceOfSatisfying(
            Refusal.StageNotInProgress.class,
            no -> assertThat(no.status()).isEqualTo(Status.INITIALIZING));

    done(decide(EVE, request, 1, Result.APPROVED));
    done(decide(GRACE, request, 2, Result.APPROVED));

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(scene.activities(request).stream().filter(Activity.STAGE_APPROVED::equals))
        .hasSize(2);
  }

  @Test
  void the_first_no_denies_the_request() {
    policy(Stage.of(SubjectSet.user("bob")), Stage.of(SubjectSet.user("eve")));
    var request = asked();

    done(decide(BOB, request, 0, Result.DENIED, Optional.of("not yet")));

    assertThat(status(request)).isEqualTo(RequestStatus.DENIED);
    assertThat(scene.find(request).progress().completedAt()).isPresent();
    assertThat(approval(request).stages())
        .extracting(ApprovalStage::status)
        .containsExactly(Status.COMPLETED, Status.EXPIRED);
    assertThat(last(request, Activity.DENIED).details()).containsEntry("justification", "not yet");
    assertThat(awaiting(EVE)).isEmpty();
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void a_group_approves_by_those_who_are_in_it_when_they_decide() {
    scene.directory.withGroup("board", "inner", "eve").withGroup("inner", "bob");
    policy(Stage.of(SubjectSet.group("board")));
    var request = asked();
    assertThat(awaiting(BOB)).hasSize(1);
    assertThat(awaiting(GRACE)).isEmpty();

    scene.directory.withGroup("board", "grace");

    assertThat(awaiting(BOB)).isEmpty();
    assertThat(awaiting(GRACE)).hasSize(1);
    assertThat(decide(BOB, request, 0, Result.APPROVED)).isInstanceOf(Outcome.Forbidden.class);
    done(decide(GRACE, request, 0, Result.APPROVED));
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void the_requestors_manager_approves() {
    scene.directory.withManager("alice", "bob").withManager("bob", "eve");
    policy(Stage.of(SubjectSet.requestorManager(1)), Stage.of(SubjectSet.requestorManager(2)));
    var request = asked();
    assertThat(approval(request).awaited()).containsExactly(SubjectSet.user("bob"));

    done(decide(BOB, request, 0, Result.APPROVED));

    assertThat(approval(request).awaited()).containsExactly(SubjectSet.user("eve"));
  }

  @Test
  void of_a_direct_assignment_the_manager_is_that_of_whoever_is_assigned() {
    scene.directory.withManager("alice", "bob").withManager("admin", "eve");
    var policy = policy(Stage.of(SubjectSet.requestorManager(1)));

    var request =
        scene.delivered(Scene.adminAdd(scene.accessPackage, policy, "alice", Schedule.UNSPECIFIED));

    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThat(approval(request).awaited()).containsExactly(SubjectSet.user("bob"));
  }

  @Test
  void fallbacks_are_asked_where_the_primary_approvers_are_nobody() {
    policy(
        stage(
            List.of(
                SubjectSet.requestorManager(1),
                SubjectSet.group("unknown"),
                SubjectSet.group("lonely"),
                SubjectSet.user("gone"),
                new SubjectSet(
                    SubjectSet.Kind.INTERNAL_SPONSORS, Optional.empty(), Optional.empty(), 0)),
            List.of(SubjectSet.user("eve"))));
    scene.directory.withGroup("lonely", "alice");

    var request = asked();

    assertThat(approval(request).awaited()).containsExactly(SubjectSet.user("eve"));
  }

  @Test
  void a_request_that_nobody_can_approve_is_denied_and_says_why() {
    policy(stage(List.of(SubjectSet.requestorManager(1)), List.of(SubjectSet.user("alice"))));

    var request = asked();

    assertThat(status(request)).isEqualTo(RequestStatus.DENIED);
    assertThat(last(request, Activity.DENIED).details().get("reason"))
        .contains("nobody to approve");
    assertThat(last(request, Activity.DENIED).actor()).isEqualTo(Actor.ENGINE);
  }

  @Test
  void neither_the_requestor_nor_the_target_approves() {
    scene.directory.withGroup("board", "alice", "admin", "bob");
    var policy = policy(Stage.of(SubjectSet.group("board"), SubjectSet.user("alice")));
    var request =
        scene.delivered(Scene.adminAdd(scene.accessPackage, policy, "alice", Schedule.UNSPECIFIED));

    assertThat(awaiting(ALICE)).isEmpty();
    assertThat(awaiting(ADMIN)).isEmpty();
    assertThat(decide(ALICE, request, 0, Result.APPROVED)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(decide(ADMIN, request, 0, Result.APPROVED)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    done(decide(BOB, request, 0, Result.APPROVED));
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void applications_approve_nothing() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();
    var application =
        new Caller(TENANT, Actor.application("bob"), Set.of(Permission.READ_WRITE_ALL));

    assertThat(decide(application, request, 0, Result.APPROVED))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(approvals.find(READER, request.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(approvals.awaitingCaller(application, 1, Optional.empty()))
        .isInstanceOf(Outcome.Forbidden.class);
  }

  @Test
  void others_are_asked_too_when_nobody_decides_and_then_both_may() {
    policy(
        escalating(SubjectSet.user("bob"), SubjectSet.requestorManager(1), SubjectSet.user("eve")));
    var first = asked();

    scene.clock.advance(DAY.minusMillis(1));
    scene.settle();
    assertThat(status(first)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThat(awaiting(EVE)).isEmpty();

    scene.clock.advance(Duration.ofMillis(1));
    scene.settle();
    assertThat(status(first)).isEqualTo(RequestStatus.PENDING_APPROVAL_ESCALATED);
    assertThat(scene.find(first).state()).isEqualTo(RequestState.PENDING_APPROVAL);
    assertThat(awaiting(EVE)).hasSize(1);
    assertThat(awaiting(BOB)).hasSize(1);
    assertThat(last(first, Activity.APPROVAL_ESCALATED).details())
        .containsEntry("approvers", "eve");

    done(decide(BOB, first, 0, Result.APPROVED));
    assertThat(status(first)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void a_stage_after_an_escalated_one_begins_anew() {
    policy(
        escalating(SubjectSet.user("bob"), SubjectSet.user("eve"), SubjectSet.user("eve")),
        escalating(SubjectSet.user("bob"), SubjectSet.user("eve"), SubjectSet.user("eve")));
    var request = asked();
    scene.clock.advance(DAY);
    scene.settle();

    done(decide(EVE, request, 0, Result.APPROVED));
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThat(awaiting(EVE)).isEmpty();

    scene.clock.advance(DAY);
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL_ESCALATED);
  }

  @Test
  void what_nobody_decides_in_time_is_denied() {
    policy(escalating(SubjectSet.user("bob"), SubjectSet.user("gone"), SubjectSet.user("gone")));
    var request = asked();
    scene.clock.advance(DAY);
    scene.settle();
    scene.clock.advance(DAY.multipliedBy(3).minusMillis(1));
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL_ESCALATED);
    assertThat(awaiting(BOB)).hasSize(1);

    scene.clock.advance(Duration.ofMillis(1));
    var tooLate =
        approvals.decide(
            BOB,
            request.id(),
            approval(request).stages().getFirst().id(),
            Result.APPROVED,
            Optional.empty());
    scene.settle();

    assertThat(refusal(tooLate))
        .isInstanceOfSatisfying(
            Refusal.StageNotInProgress.class,
            no -> assertThat(no.status()).isEqualTo(Status.EXPIRED));
    assertThat(status(request)).isEqualTo(RequestStatus.DENIED_BY_TIMEOUT);
    assertThat(approval(request).stages().getFirst().status()).isEqualTo(Status.EXPIRED);
    assertThat(awaiting(BOB)).isEmpty();
    assertThat(last(request, Activity.TIMED_OUT).details())
        .containsEntry("trigger", "APPROVAL_TIMED_OUT");
  }

  @Test
  void what_a_policy_says_later_on_does_not_change_what_is_pending() {
    var policy = policy(Stage.of(SubjectSet.user("bob")), Stage.of(SubjectSet.user("eve")));
    var request = asked();

    done(
        scene
            .engine
            .policies()
            .replace(ADMIN, policy, Optional.empty(), before -> terms(ApprovalSettings.NONE)));
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    done(decide(BOB, request, 0, Result.APPROVED));

    assertThat(awaiting(EVE)).hasSize(1);
    done(decide(EVE, request, 1, Result.APPROVED));
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void while_the_directory_is_down_nobody_is_asked_and_nothing_is_denied() {
    policy(
        Stage.of(SubjectSet.requestorManager(1)),
        escalating(SubjectSet.user("bob"), SubjectSet.user("eve"), SubjectSet.user("eve")));
    scene.directory.withManager("alice", "bob");
    var request = done(submit(Optional.empty(), Schedule.UNSPECIFIED));
    scene.directory.setDown(true);
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThat(approval(request).awaited()).isEmpty();

    scene.directory.setDown(false);
    scene.settle();
    done(decide(BOB, request, 0, Result.APPROVED));
    scene.directory.setDown(true);
    scene.clock.advance(DAY.multipliedBy(2));
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThatThrownBy(() -> decide(BOB, request, 1, Result.APPROVED))
        .isInstanceOf(UnavailableException.class);

    scene.directory.setDown(false);
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL_ESCALATED);
  }

  @Test
  void delivery_of_what_was_approved_waits_for_the_directory() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();
    done(
        approvals.decide(
            BOB,
            request.id(),
            approval(request).stages().getFirst().id(),
            Result.APPROVED,
            Optional.empty()));

    scene.directory.setDown(true);
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    assertThat(refusal(decideWhileDown(request))).isInstanceOf(Refusal.StageNotInProgress.class);

    scene.directory.setDown(false);
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  private Outcome<Approvals.Seen> decideWhileDown(AssignmentRequest request) {
    scene.directory.setDown(false);
    var outcome =
        approvals.decide(
            BOB,
            request.id(),
            approval(request).stages().getFirst().id(),
            Result.DENIED,
            Optional.empty());
    scene.directory.setDown(true);
    return outcome;
  }

  @Test
  void an_approved_request_waits_for_its_start() {
    policy(Stage.of(SubjectSet.user("bob")));
    var start = scene.clock.instant().plus(DAY.multipliedBy(3));
    var request =
        asked(Optional.empty(), new Schedule(Optional.of(start), new Expiration.NoExpiration()));

    done(decide(BOB, request, 0, Result.APPROVED));
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_NOT_BEFORE);

    scene.clock.advance(DAY.multipliedBy(3));
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void someone_who_left_while_approval_took_its_time_gets_nothing() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();
    scene.directory.remove("alice");

    done(decide(BOB, request, 0, Result.APPROVED));

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERY_FAILED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void a_withdrawn_request_waits_for_nobody() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();

    done(scene.engine.requests().cancel(ALICE, request.id()));

    assertThat(awaiting(BOB)).isEmpty();
    assertThat(refusal(decide(BOB, request, 0, Result.APPROVED)))
        .isInstanceOf(Refusal.StageNotInProgress.class);
    assertThat(status(request)).isEqualTo(RequestStatus.CANCELED);
  }

  @Test
  void requestors_and_approvers_say_why_where_the_policy_wants_it() {
    var wordy =
        new Stage(
            DAY,
            true,
            false,
            Duration.ZERO,
            List.of(SubjectSet.user("bob")),
            List.of(),
            List.of(),
            List.of(),
            Visibility.DEFAULT);
    policy(new ApprovalSettings(true, false, true, List.of(wordy)));
    assertThat(refusal(submit(Optional.of(" "), Schedule.UNSPECIFIED)))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, no -> assertThat(no.member()).isEqualTo("justification"));
    var request = asked(Optional.of("I need it"), Schedule.UNSPECIFIED);

    for (Result result : Result.values()) {
      assertThat(refusal(decide(BOB, request, 0, result, Optional.of(""))))
          .isInstanceOfSatisfying(
              Refusal.Invalid.class, no -> assertThat(no.member()).isEqualTo("justification"));
    }
    assertThat(refusal(decide(BOB, request, 0, Result.APPROVED, Optional.of("x".repeat(5_000)))))
        .isInstanceOf(Refusal.Invalid.class);
    assertThat(status(request)).isEqualTo(RequestStatus.PENDING_APPROVAL);
    done(decide(BOB, request, 0, Result.APPROVED, Optional.of("they do")));
  }

  @Test
  void removals_need_no_approval() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();
    done(decide(BOB, request, 0, Result.APPROVED));

    var removal =
        done(
            scene
                .engine
                .requests()
                .submit(
                    ALICE,
                    Scene.removal(RequestType.USER_REMOVE, request.terms().assignment()),
                    Optional.empty()));
    scene.settle();

    assertThat(status(removal)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void a_failed_delivery_is_reprocessed_without_a_new_approval() {
    policy(Stage.of(SubjectSet.user("bob")));
    scene.target.refuseNext("a", ErrorClass.ROLE_NOT_FOUND);
    var request = asked();
    done(decide(BOB, request, 0, Result.APPROVED));
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERY_FAILED);

    done(scene.reprocess(request));
    scene.settle();

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void only_approvers_and_readers_see_an_approval() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();

    assertThat(done(approvals.find(BOB, request.id())).assigned()).hasSize(1);
    assertThat(done(approvals.find(userReader(), request.id())).assigned()).isEmpty();
    assertThat(approvals.find(EVE, request.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(approvals.find(ALICE, request.id())).isInstanceOf(Outcome.Forbidden.class);
    var unknown = new AssignmentRequest.Id(new UUID(9, 9));
    assertThat(approvals.find(BOB, unknown)).isInstanceOf(Outcome.NotFound.class);
    assertThat(
            approvals.decide(
                BOB,
                unknown,
                new ApprovalStage.Id(new UUID(9, 9)),
                Result.APPROVED,
                Optional.empty()))
        .isInstanceOf(Outcome.NotFound.class);
    assertThat(
            approvals.decide(
                BOB,
                request.id(),
                new ApprovalStage.Id(new UUID(9, 9)),
                Result.APPROVED,
                Optional.empty()))
        .isInstanceOf(Outcome.NotFound.class);
    done(decide(BOB, request, 0, Result.APPROVED));
    assertThat(done(approvals.find(BOB, request.id())).assigned()).isEmpty();
  }

  @Test
  void requests_are_found_by_whose_decision_they_wait_for() {
    policy(Stage.of(SubjectSet.user("bob")));
    var request = asked();

    assertThat(requestsAwaiting(BOB, Filter.everything())).containsExactly(request.id());
    assertThat(requestsAwaiting(BOB, Filter.eq(RequestField.ACCESS_PACKAGE, new UUID(9, 9))))
        .isEmpty();
    assertThat(requestsAwaiting(EVE, Filter.everything())).isEmpty();
  }

  private List<AssignmentRequest.Id> requestsAwaiting(
      Caller caller, Filter<AssignmentRequest> filter) {
    var query = new Query<>(filter, 10, Optional.empty());
    return done(scene.engine.requests().own(caller, OwnRequests.APPROVER, query)).items().stream()
        .map(AssignmentRequest::id)
        .toList();
  }

  @Test
  void of_many_approvers_at_the_same_moment_one_decides() throws Exception {
    scene.directory.withGroup("board", "bob", "eve", "grace");
    policy(Stage.of(SubjectSet.group("board")));
    var request = asked();
    var stage = approval(request).stages().getFirst().id();
    var start = new CountDownLatch(1);
    List<Future<Outcome<Approvals.Seen>>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Caller caller : List.of(BOB, EVE, GRACE, BOB, EVE, GRACE)) {
        answers.add(
            threads.submit(
                () -> {
                  start.await();
                  return approvals.decide(
                      caller, request.id(), stage, Result.APPROVED, Optional.empty());
                }));
      }
      start.countDown();
    }

    assertThat(outcomes(answers).filter(Outcome.Done.class::isInstance)).hasSize(1);
    assertThat(outcomes(answers).filter(Outcome.Refused.class::isInstance))
        .hasSize(5)
        .allSatisfy(no -> assertThat(refusal(no)).isInstanceOf(Refusal.StageNotInProgress.class));
    scene.settle();
    assertThat(scene.activities(request).stream().filter(Activity.APPROVED::equals)).hasSize(1);
  }

  private static Stream<Outcome<Approvals.Seen>> outcomes(
      List<Future<Outcome<Approvals.Seen>>> answers)
      throws ExecutionException, InterruptedException {
    List<Outcome<Approvals.Seen>> outcomes = new ArrayList<>();
    for (var answer : answers) {
      outcomes.add(answer.get());
    }
    return outcomes.stream();
  }
}
