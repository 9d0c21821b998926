package dev.regrant.bootstrap;

import static com.microsoft.graph.models.AccessPackageRequestState.Delivered;
import static dev.regrant.bootstrap.GraphSdkV1Test.as;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackageApprovalStage;
import com.microsoft.graph.models.AccessPackageAssignmentApprovalSettings;
import com.microsoft.graph.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.models.AccessPackageRequestType;
import com.microsoft.graph.models.Approval;
import com.microsoft.graph.models.ApprovalStage;
import com.microsoft.graph.models.SingleUser;
import com.microsoft.kiota.PeriodAndDuration;
import java.time.Period;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Approvals by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Approvals {
  @Test
  void an_approver_finds_what_waits_and_approves_it() {
    String person = server.ldap.addPerson("ann");
    String approver = server.ldap.addPerson("anns approver");
    String group = server.ldap.addGroup("approved");
    var offer = sdk.offer(approvedBy(approver, true), group);
    String id =
        as(person)
            .entitlements
            .assignmentRequests()
            .post(V1Sdk.request(AccessPackageRequestType.UserAdd, V1Sdk.wanted(offer, person)))
            .getId();
    awaitAsked(approver, id);
    var approvals = as(approver).entitlements.accessPackageAssignmentApprovals();

    var waiting =
        approvals
            .filterByCurrentUserWithOn("approver")
            .get(get -> get.queryParameters.expand = new String[] {"stages"})
            .getValue();
    var one = approvals.byApprovalId(id);
    var stage = one.stages().get().getValue().getFirst();
    var asked = one.stages().byApprovalStageId(stage.getId()).get();

    assertThat(waiting).extracting(Approval::getId).containsExactly(id);
    assertThat(waiting.getFirst().getStages().getFirst().getId()).isEqualTo(stage.getId());
    assertThat(approvals.get().getValue()).extracting(Approval::getId).containsExactly(id);
    assertThat(approvals.count().get()).isEqualTo(1);
    assertThat(one.stages().count().get()).isEqualTo(1);
    assertThat(asked.getAssignedToMe()).isTrue();
    assertThat(asked.getReviewResult()).isEqualTo("NotReviewed");
    assertThat(asked.getStatus()).isEqualTo("InProgress");
    assertThat(server.ldap.members(group)).isEmpty();

    decide(approver, id, "Approve");

    var delivered = sdk.await(id, Delivered);
    var decided =
        one.get(get -> get.queryParameters.expand = new String[] {"stages"}).getStages().getFirst();
    assertThat(delivered.getId()).isEqualTo(id);
    assertThat(decided.getReviewResult()).isEqualTo("Approved");
    assertThat(decided.getJustification()).isEqualTo("As agreed");
    assertThat(decided.getReviewedBy().getId()).isEqualTo(approver);
    assertThat(decided.getReviewedDateTime()).isNotNull();
    assertThat(decided.getStatus()).isEqualTo("Completed");
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("ann"));
    V1Sdk.assertRefused(() -> decide(approver, id, "Deny"), 409, "ApprovalStageNotInProgress");
    V1Sdk.assertRefused(
        () -> as(person).entitlements.accessPackageAssignmentApprovals().byApprovalId(id).get(),
        403,
        "UnAuthorized");
  }

  /** A request waits for approval a moment before its approvers are found. */
  static void awaitAsked(String approver, String request) {
    var waiting =
        as(approver)
            .entitlements
            .accessPackageAssignmentApprovals()
            .filterByCurrentUserWithOn("approver");
    Awaitility.await()
        .until(
            () -> waiting.get().getValue().stream().anyMatch(one -> one.getId().equals(request)));
  }

  static void decide(String approver, String request, String result) {
    var stages =
        as(approver).entitlements.accessPackageAssignmentApprovals().byApprovalId(request).stages();
    var decision = new ApprovalStage();
    decision.setReviewResult(result);
    decision.setJustification("As agreed");
    stages.byApprovalStageId(stages.get().getValue().getFirst().getId()).patch(decision);
  }

  /** Terms with one stage. */
  static Consumer<AccessPackageAssignmentPolicy> approvedBy(String approver, boolean isRequired) {
    return policy -> {
      var stage = new AccessPackageApprovalStage();
      stage.setDurationBeforeAutomaticDenial(PeriodAndDuration.ofPeriod(Period.ofDays(14)));
      stage.setIsApproverJustificationRequired(true);
      stage.setPrimaryApprovers(List.of(user(approver)));
      var settings = new AccessPackageAssignmentApprovalSettings();
      settings.setIsApprovalRequiredForAdd(isRequired);
      settings.setStages(List.of(stage));
      policy.setRequestApprovalSettings(settings);
    };
  }

  static SingleUser user(String id) {
    var user = new SingleUser();
    user.setUserId(id);
    return user;
  }
}
