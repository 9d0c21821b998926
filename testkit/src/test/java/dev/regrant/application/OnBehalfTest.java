package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.OnBehalf;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnBehalfTest {
  private final Scene scene = new Scene("a");
  private final AccessPackage.Id accessPackage = scene.packageOf("For others", "b");

  @BeforeEach
  void hire() {
    scene
        .directory
        .with(Subject.of("manager"), Subject.of("director"), Subject.of("assistant"))
        .withManager("alice", "manager")
        .withManager("manager", "director")
        .withGroup("desk", "assistant");
  }

  private static Caller caller(String name) {
    return new Caller(TENANT, Actor.user(name), Set.of(Permission.SUBJECT_ACCESS));
  }

  private AssignmentPolicy.Id policy(boolean mayAdd, SubjectSet... requestors) {
    return scene.policyOf(
        accessPackage,
        "On behalf",
        AllowedTargetScope.ALL_MEMBER_USERS,
        new Expiration.NoExpiration(),
        new RequestorSettings(
            false, false, false, false, new OnBehalf(mayAdd, false, false, List.of(requestors))));
  }

  private Outcome<AssignmentRequest> ask(String caller, String target) {
    return scene
        .engine
        .requests()
        .submit(
            caller(caller),
            new Submission(
                RequestType.ON_BEHALF_ADD,
                Optional.of(accessPackage),
                Optional.empty(),
                Optional.of(new Submission.Target.ByObjectId(target)),
                Optional.empty(),
                Schedule.UNSPECIFIED,
                Optional.empty()),
            Optional.empty());
  }

  private static SubjectSet managers(int level) {
    return new SubjectSet(
        SubjectSet.Kind.TARGET_MANAGER, Optional.empty(), Optional.empty(), level);
  }

  @Test
  void a_manager_asks_for_somebody_and_they_get_it() {
    policy(true, managers(1));

    var request = done(ask("manager", "alice"));
    scene.settle();

    assertThat(request.terms().requestedBy()).isEqualTo(Actor.user("manager"));
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource({
    "manager,   1, true",
    "director,  1, false",
    "director,  2, true",
    "manager,   2, false",
    "assistant, 1, false",
    "bob,       1, false"
  })
  void a_manager_is_who_stands_so_far_above(String caller, int level, boolean isAllowed) {
    policy(true, managers(level));

    assertThat(ask(caller, "alice") instanceof Outcome.Done).isEqualTo(isAllowed);
  }

  @Test
  void members_of_a_named_group_ask_for_others() {
    policy(true, SubjectSet.group("desk"));

    done(ask("assistant", "alice"));
    assertThat(refusal(ask("manager", "alice"))).isInstanceOf(Refusal.NotAllowed.class);
  }

  @Test
  void where_nobody_is_named_it_is_the_direct_manager() {
    policy(true);

    assertThat(refusal(ask("director", "alice"))).isInstanceOf(Refusal.NotAllowed.class);
    done(ask("manager", "alice"));
  }

  @Test
  void a_policy_that_does_not_let_others_ask_is_no_policy_for_them() {
    policy(false, managers(1));

    assertThat(refusal(ask("manager", "alice"))).isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void nobody_asks_on_behalf_of_themselves() {
    policy(true, SubjectSet.user("alice"));

    assertThat(((Refusal.Invalid) refusal(ask("alice", "alice"))).member())
        .isEqualTo("assignment.targetId");
  }

  @Test
  void an_approver_takes_access_away_and_nobody_else_learns_of_it() {
    var stage =
        new ApprovalSettings.Stage(
            Duration.ofDays(14),
            false,
            false,
            Duration.ZERO,
            List.of(managers(1)),
            List.of(),
            List.of(),
            List.of(),
            ApprovalSettings.Visibility.DEFAULT);
    var terms =
        PolicyTerms.of(
                "Approved",
                AllowedTargetScope.ALL_MEMBER_USERS,
                List.of(),
                new Expiration.NoExpiration(),
                RequestorSettings.NONE)
            .with(new ApprovalSettings(false, false, false, List.of(stage)));
    var policy = done(scene.engine.policies().create(ADMIN, accessPackage, terms)).id();
    var given =
        scene.delivered(Scene.adminAdd(accessPackage, policy, "alice", Schedule.UNSPECIFIED));
    var removal = removal(RequestType.APPROVER_REMOVE, given.terms().assignment());

    var byOther = scene.engine.requests().submit(caller("bob"), removal, Optional.empty());
    done(scene.engine.requests().submit(caller("manager"), removal, Optional.empty()));
    scene.settle();

    assertThat(((Refusal.Invalid) refusal(byOther)).message()).contains("names no assignment");
    assertThat(scene.groupsOf("alice")).isEmpty();
  }
}
