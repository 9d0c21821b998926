package dev.regrant.application;

import static dev.regrant.application.Scene.ADMIN;
import static dev.regrant.application.Scene.ALICE;
import static dev.regrant.application.Scene.TENANT;
import static dev.regrant.application.Scene.done;
import static dev.regrant.application.Scene.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Approval;
import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.ApprovalStage.Status;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The moment in which a stage has begun, and the engine has not asked its approvers yet. */
class ApprovalBegunTest {
  private static final Caller BOB = person("bob");
  private static final Caller EVE = person("eve");
  private static final Caller GRACE = person("grace");

  private final Scene scene = new Scene("a");
  private final Approvals approvals = scene.engine.approvals();

  {
    scene
        .directory
        .with(Subject.of("bob"), Subject.of("eve"), Subject.of("grace"))
        .withManager("alice", "bob")
        .withGroup("board", "grace", "alice");
  }

  private static Caller person(String id) {
    return new Caller(TENANT, Actor.user(id), Set.of(Permission.SUBJECT_ACCESS));
  }

  /** A request that is pending since a moment. */
  private Approval begun(Stage... stages) {
    var terms =
        PolicyTerms.of(
                "Approved",
                AllowedTargetScope.ALL_DIRECTORY_USERS,
                List.of(),
                new Expiration.NoExpiration(),
                RequestorSettings.self(true, true, true))
            .with(new ApprovalSettings(true, false, false, List.of(stages)));
    done(scene.engine.policies().create(ADMIN, scene.accessPackage, terms));
    var submission =
        new Submission(
            RequestType.USER_ADD,
            Optional.of(scene.accessPackage),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Schedule.UNSPECIFIED,
            Optional.empty());
    var request = done(scene.engine.requests().submit(ALICE, submission, Optional.empty()));
    while (scene.find(request).state() == RequestState.SUBMITTED) {
      assertThat(scene.engine.runOnce()).isTrue();
    }
    var approval = approval(request.id());
    assertThat(approval.stages().getFirst().status()).isEqualTo(Status.INITIALIZING);
    return approval;
  }

  private Approval approval(AssignmentRequest.Id id) {
    return scene.store.inTransaction(TENANT, tx -> tx.approvals().find(id)).orElseThrow();
  }

  private Outcome<Approvals.Seen> decide(Caller caller, Approval approval, int stage) {
    return approvals.decide(
        caller,
        approval.id(),
        approval.stages().get(stage).id(),
        Result.APPROVED,
        Optional.empty());
  }

  @Test
  void an_approver_who_is_faster_than_the_engine_is_told_to_wait_and_nobody_else_is() {
    var approval = begun(Stage.of(SubjectSet.requestorManager(1)));

    assertThat(refusal(decide(BOB, approval, 0)))
        .isEqualTo(
            new Refusal.StageNotInProgress(approval.stages().getFirst().id(), Status.INITIALIZING));
    assertThat(done(approvals.find(BOB, approval.id())).assigned()).isEmpty();
    assertThat(decide(EVE, approval, 0)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(approvals.find(EVE, approval.id())).isInstanceOf(Outcome.Forbidden.class);

    scene.settle();
    done(decide(BOB, approval, 0));
  }

  @Test
  void so_is_who_is_in_the_group_of_the_stage_to_come_but_not_whoever_asked() {
    var approval = begun(Stage.of(SubjectSet.user("eve")), Stage.of(SubjectSet.group("board")));
    assertThat(decide(GRACE, approval, 1)).isInstanceOf(Outcome.Forbidden.class);
    scene.settle();
    done(decide(EVE, approval, 0));

    assertThat(refusal(decide(GRACE, approval, 1)))
        .isEqualTo(
            new Refusal.StageNotInProgress(approval.stages().get(1).id(), Status.INITIALIZING));
    assertThat(decide(ALICE, approval, 1)).isInstanceOf(Outcome.Forbidden.class);

    scene.settle();
    done(decide(GRACE, approval, 1));
  }
}
