package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.as;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackage;
import com.microsoft.graph.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.models.AllowedTargetScope;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What people may ask for, and what it takes, by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Requestable {
  @Test
  void people_find_what_they_may_ask_for_and_what_it_takes() {
    String person = server.ldap.addPerson("wim");
    String approver = server.ldap.addPerson("wims approver");
    var offer = sdk.offer(V1Approvals.approvedBy(approver, true), server.ldap.addGroup("wished"));
    var own = as(person).entitlements.accessPackages();

    var found =
        own.filterByCurrentUserWithOn("allowedRequestor")
            .get(get -> get.queryParameters.filter = "id eq '%s'".formatted(offer.accessPackage()))
            .getValue();
    var requirements =
        own.byAccessPackageId(offer.accessPackage())
            .getApplicablePolicyRequirements()
            .post()
            .getValue();

    assertThat(found).extracting(AccessPackage::getId).containsExactly(offer.accessPackage());
    assertThat(requirements)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getPolicyId()).isEqualTo(offer.policy());
              assertThat(one.getPolicyDisplayName()).isEqualTo("Everybody");
              assertThat(one.getIsApprovalRequiredForAdd()).isTrue();
              assertThat(one.getAllowCustomAssignmentSchedule()).isTrue();
              assertThat(one.getQuestions()).isEmpty();
            });
  }

  @Test
  void a_package_gets_and_loses_a_policy() {
    var offer = sdk.offer(server.ldap.addGroup("policies"));
    var policies =
        admin.accessPackages().byAccessPackageId(offer.accessPackage()).assignmentPolicies();
    var terms = new AccessPackageAssignmentPolicy();
    terms.setDisplayName("Another");
    terms.setDescription("For nobody yet");
    terms.setAllowedTargetScope(AllowedTargetScope.NotSpecified);

    String made = policies.post(terms).getId();

    assertThat(policies.count().get()).isEqualTo(2);
    policies.byAccessPackageAssignmentPolicyId(made).delete();
    assertThat(policies.get().getValue())
        .extracting(AccessPackageAssignmentPolicy::getId)
        .containsExactly(offer.policy());
  }
}
