package dev.regrant.application;

import static dev.regrant.application.Scene.ADMIN;
import static dev.regrant.application.Scene.ALICE;
import static dev.regrant.application.Scene.READER;
import static dev.regrant.application.Scene.SELF_SERVICE;
import static dev.regrant.application.Scene.done;
import static dev.regrant.application.Scene.refusal;
import static dev.regrant.application.Scene.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.SubjectSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  private final Scene scene = new Scene("a");
  private final Policies policies = scene.engine.policies();

  private static PolicyTerms terms(String name, SubjectSet... targets) {
    return PolicyTerms.of(
        name,
        AllowedTargetScope.SPECIFIC_DIRECTORY_USERS,
        List.of(targets),
        new Expiration.NoExpiration(),
        SELF_SERVICE);
  }

  private AssignmentPolicy.Id forGroup(String group) {
    return done(policies.create(ADMIN, scene.accessPackage, terms(group, SubjectSet.group(group))))
        .id();
  }

  private Outcome<?> asked() {
    return scene
        .engine
        .requests()
        .submit(ALICE, Scene.userAdd(scene.accessPackage), Optional.empty());
  }

  @Test
  void a_policy_for_a_group_admits_its_members_through_nested_groups() {
    forGroup("staff");
    assertThat(refusal(asked())).isInstanceOf(Refusal.Invalid.class);

    scene.directory.withGroup("team", "alice").withGroup("staff", "team", "bob");
    var request =
        done(
            scene
                .engine
                .requests()
                .submit(ALICE, Scene.userAdd(scene.accessPackage), Optional.empty()));
    settle(scene.engine);

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void membership_is_looked_at_again_when_delivery_begins() {
    var policy = forGroup("staff");
    scene.directory.withGroup("staff", "alice");
    var request =
        done(
            scene
                .engine
                .requests()
                .submit(
                    ADMIN,
                    Scene.adminAdd(scene.accessPackage, policy, "alice", Schedule.UNSPECIFIED),
                    Optional.empty()));

    scene.directory.withGroup("staff");
    settle(scene.engine);

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERY_FAILED);
    scene.directory.withGroup("staff", "alice");
    done(
        scene.engine.requests().reprocess(ADMIN, request.id(), Optional.empty(), Optional.empty()));
    settle(scene.engine);
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void while_the_directory_is_down_nothing_is_decided_about_groups() {
    var policy = forGroup("staff");
    scene.directory.withGroup("staff", "alice");
    var request =
        done(
            scene
                .engine
                .requests()
                .submit(
                    ADMIN,
                    Scene.adminAdd(scene.accessPackage, policy, "alice", Schedule.UNSPECIFIED),
                    Optional.empty()));

    scene.directory.setDown(true);
    settle(scene.engine);
    assertThat(scene.find(request).state()).isEqualTo(RequestState.SUBMITTED);
    assertThatThrownBy(this::asked).isInstanceOf(UnavailableException.class);

    scene.directory.setDown(false);
    settle(scene.engine);
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void of_several_policies_the_narrowest_that_holds_the_caller_counts() {
    var everybody = scene.policyOf(scene.accessPackage, "All", AllowedTargetScope.ALL_MEMBER_USERS);
    var narrow = forGroup("staff");

    scene.directory.withGroup("staff", "bob");
    var bySelf =
        scene.engine.requests().submit(ALICE, Scene.userAdd(scene.accessPackage), Optional.empty());
    assertThat(done(bySelf).terms().policy()).isEqualTo(everybody);
    done(scene.engine.requests().cancel(ALICE, done(bySelf).id()));

    scene.directory.withGroup("staff", "alice");
    var again =
        scene.engine.requests().submit(ALICE, Scene.userAdd(scene.accessPackage), Optional.empty());
    assertThat(done(again).terms().policy()).isEqualTo(narrow);
  }

  @Test
  void a_policy_is_replaced_as_a_whole_and_stays_with_its_package() {
    var id = forGroup("staff");
    var other = scene.packageOf("Other", "b");

    var replaced =
        done(policies.replace(ADMIN, id, Optional.of(scene.accessPackage), before -> terms("New")));

    assertThat(replaced.displayName()).isEqualTo("New");
    assertThat(replaced.terms().specificAllowedTargets()).isEmpty();
    assertThat(refusal(policies.replace(ADMIN, id, Optional.of(other), before -> terms("New"))))
        .isInstanceOf(Refusal.Invalid.class);
    assertThat(refusal(policies.replace(ADMIN, id, Optional.empty(), before -> terms("Direct"))))
        .isInstanceOf(Refusal.Duplicate.class);
    assertThat(policies.replace(READER, id, Optional.empty(), before -> terms("x")))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(done(policies.lookup().find(READER, id)).displayName()).isEqualTo("New");
  }

  @Test
  void a_policy_is_deleted_once_nobody_has_access_by_it() {
    var request =
        done(
            scene
                .engine
                .requests()
                .submit(
                    ADMIN,
                    Scene.adminAdd(
                        scene.accessPackage, scene.policy, "alice", Schedule.UNSPECIFIED),
                    Optional.empty()));
    assertThat(refusal(policies.delete(ADMIN, scene.policy))).isInstanceOf(Refusal.InUse.class);
    settle(scene.engine);
    assertThat(refusal(policies.delete(ADMIN, scene.policy))).isInstanceOf(Refusal.InUse.class);

    var assignment = request.terms().assignment();
    done(
        scene
            .engine
            .requests()
            .submit(
                ADMIN,
                new Submission(
                    RequestType.ADMIN_REMOVE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(assignment),
                    Schedule.UNSPECIFIED,
                    Optional.empty()),
                Optional.empty()));
    settle(scene.engine);

    assertThat(policies.delete(READER, scene.policy)).isInstanceOf(Outcome.Forbidden.class);
    done(policies.delete(ADMIN, scene.policy));
    assertThat(policies.delete(ADMIN, scene.policy)).isInstanceOf(Outcome.NotFound.class);
    assertThat(policies.lookup().find(ADMIN, scene.policy)).isInstanceOf(Outcome.NotFound.class);
  }
}
