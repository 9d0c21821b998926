package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkBetaTest.admin;
import static dev.regrant.bootstrap.GraphSdkBetaTest.as;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.identitygovernance.entitlementmanagement.accesspackages.item.movetocatalog.MoveToCatalogPostRequestBody;
import com.microsoft.graph.beta.models.AccessPackage;
import com.microsoft.graph.beta.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.beta.models.AccessPackageCatalog;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What people may ask for, and what it takes, by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaRequestable {
  @Test
  void people_find_what_they_may_ask_for_and_what_it_takes() {
    String person = server.ldap.addPerson("wim");
    String approver = server.ldap.addPerson("wims approver");
    var offer = sdk.offer(BetaApprovals.approvedBy(approver, true), server.ldap.addGroup("wished"));
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
              assertThat(one.getIsApprovalRequired()).isTrue();
              assertThat(one.getExistingAnswers()).isEmpty();
              assertThat(one.getQuestions()).isEmpty();
            });
  }

  @Test
  void a_package_moves_to_another_catalog() {
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Where it moves to");
    String from = admin.accessPackageCatalogs().post(catalog).getId();
    catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Where it is then");
    String to = admin.accessPackageCatalogs().post(catalog).getId();
    var one =
        admin.accessPackages().byAccessPackageId(sdk.accessPackage(from, "A package that moves"));
    var body = new MoveToCatalogPostRequestBody();
    body.setCatalogId(to);

    one.moveToCatalog().post(body);

    assertThat(one.get().getCatalogId()).isEqualTo(to);
  }

  @Test
  void what_has_a_unique_name_is_called_by_it() {
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Called by its name");
    catalog.setUniqueName("called");
    String to = admin.accessPackageCatalogs().post(catalog).getId();
    catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Left by its package");
    String from = admin.accessPackageCatalogs().post(catalog).getId();
    var terms = new AccessPackage();
    terms.setDisplayName("Called, too");
    terms.setUniqueName("called-too");
    terms.setCatalogId(from);
    String made = admin.accessPackages().post(terms).getId();
    var one = admin.accessPackagesWithUniqueName("called-too");
    var its = admin.accessPackageCatalogsWithUniqueName("called");
    var change = new AccessPackage();
    change.setDescription("By its name");
    var body =
        new com.microsoft.graph.beta.identitygovernance.entitlementmanagement
            .accesspackageswithuniquename.movetocatalog.MoveToCatalogPostRequestBody();
    body.setCatalogId(to);
    var closed = new AccessPackageCatalog();
    closed.setCatalogStatus("Unpublished");

    one.patch(change);
    one.moveToCatalog().post(body);
    its.patch(closed);

    assertThat(one.get().getId()).isEqualTo(made);
    assertThat(one.get().getDescription()).isEqualTo("By its name");
    assertThat(one.get().getCatalogId()).isEqualTo(to);
    String person = server.ldap.addPerson("nina");
    assertThat(
            as(person)
                .entitlements
                .accessPackagesWithUniqueName("called-too")
                .getApplicablePolicyRequirements()
                .post()
                .getValue())
        .isEmpty();
    assertThat(its.get().getId()).isEqualTo(to);
    assertThat(its.get().getCatalogStatus()).isEqualTo("Unpublished");

    one.delete();
    its.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
    BetaSdk.assertRefused(its::get, 404, "ResourceNotFound");
  }

  @Test
  void a_package_gets_and_loses_a_policy() {
    var offer = sdk.offer(server.ldap.addGroup("policies"));
    var policies =
        admin
            .accessPackages()
            .byAccessPackageId(offer.accessPackage())
            .accessPackageAssignmentPolicies();
    var terms = new AccessPackageAssignmentPolicy();
    terms.setDisplayName("Another");
    terms.setDescription("For nobody yet");
    terms.setAccessPackageId(offer.accessPackage());
    terms.setDurationInDays(7);

    String made = policies.post(terms).getId();

    assertThat(policies.count().get()).isEqualTo(2);
    policies.byAccessPackageAssignmentPolicyId(made).delete();
    assertThat(policies.get().getValue())
        .extracting(AccessPackageAssignmentPolicy::getId)
        .containsExactly(offer.policy());
  }
}
