package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkBetaTest.as;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.beta.models.Approval;
import com.microsoft.graph.beta.models.ApprovalSettings;
import com.microsoft.graph.beta.models.ApprovalStage;
import com.microsoft.graph.beta.models.ApprovalStep;
import com.microsoft.graph.beta.models.SingleUser;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Approvals by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaApprovals {
  @Test
  void an_approver_finds_what_waits_and_approves_it() {
    String person = server.ldap.addPerson("ann");
    String approver = server.ldap.addPerson("anns approver");
    String group = server.ldap.addGroup("approved");
    var offer = sdk.offer(approvedBy(approver, true), group);
    String id =
        as(person)
            .entitlements
            .accessPackageAssignmentRequests()
            .post(BetaSdk.request("UserAdd", BetaSdk.wanted(offer, person)))
            .getId();
    awaitAsked(approver, id);
    var approvals = as(approver).entitlements.accessPackageAssignmentApprovals();

    var waiting =
        approvals
            .filterByCurrentUserWithOn("approver")
            .get(get -> get.queryParameters.expand = new String[] {"steps"})
            .getValue();
    var one = approvals.byApprovalId(id);
    var stage = one.steps().get().getValue().getFirst();
    var asked = one.steps().byApprovalStepId(stage.getId()).get();

    assertThat(waiting).extracting(Approval::getId).containsExactly(id);
    assertThat(waiting.getFirst().getSteps().getFirst().getId()).isEqualTo(stage.getId());
    assertThat(approvals.get().getValue()).extracting(Approval::getId).containsExactly(id);
    assertThat(approvals.count().get()).isEqualTo(1);
    assertThat(one.steps().count().get()).isEqualTo(1);
    assertThat(asked.getAssignedToMe()).isTrue();
    assertThat(asked.getReviewResult()).isEqualTo("NotReviewed");
    assertThat(asked.getStatus()).isEqualTo("InProgress");
    assertThat(server.ldap.members(group)).isEmpty();

    decide(approver, id, "Approve");

    var delivered = sdk.await(id, "Delivered");
    var decided =
        one.get(get -> get.queryParameters.expand = new String[] {"steps"}).getSteps().getFirst();
    assertThat(delivered.getId()).isEqualTo(id);
    assertThat(decided.getReviewResult()).isEqualTo("Approved");
    assertThat(decided.getJustification()).isEqualTo("As agreed");
    assertThat(decided.getReviewedBy().getId()).isEqualTo(approver);
    assertThat(decided.getReviewedDateTime()).isNotNull();
    assertThat(decided.getStatus()).isEqualTo("Completed");
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("ann"));
    BetaSdk.assertRefused(() -> decide(approver, id, "Deny"), 409, "ApprovalStageNotInProgress");
    BetaSdk.assertRefused(
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
    var steps =
        as(approver).entitlements.accessPackageAssignmentApprovals().byApprovalId(request).steps();
    var decision = new ApprovalStep();
    decision.setReviewResult(result);
    decision.setJustification("As agreed");
    steps.byApprovalStepId(steps.get().getValue().getFirst().getId()).patch(decision);
  }

  /** Terms with one stage. */
  static Consumer<AccessPackageAssignmentPolicy> approvedBy(String approver, boolean isRequired) {
    return policy -> {
      var stage = new ApprovalStage();
      stage.setApprovalStageTimeOutInDays(14);
      stage.setIsApproverJustificationRequired(true);
      stage.setPrimaryApprovers(List.of(user(approver)));
      var settings = new ApprovalSettings();
      settings.setApprovalMode(isRequired ? "SingleStage" : "NoApproval");
      settings.setIsApprovalRequired(isRequired);
      settings.setApprovalStages(List.of(stage));
      policy.setRequestApprovalSettings(settings);
    };
  }

  static SingleUser user(String id) {
    var user = new SingleUser();
    user.setId(id);
    return user;
  }
}
