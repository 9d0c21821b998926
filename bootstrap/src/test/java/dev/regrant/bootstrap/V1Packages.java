package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackage;
import com.microsoft.graph.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.models.AccessPackageCatalog;
import com.microsoft.graph.models.Group;
import com.microsoft.graph.models.ReferenceCreate;
import java.net.URLEncoder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Access packages by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Packages {
  @Test
  void a_package_is_made_read_changed_found_and_deleted() {
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Catalog of changes");
    var in = new AccessPackageCatalog();
    in.setId(admin.catalogs().post(catalog).getId());
    var terms = new AccessPackage();
    terms.setDisplayName("Field work");
    terms.setDescription("Car and telephone");
    terms.setIsHidden(true);
    terms.setCatalog(in);
    var change = new AccessPackage();
    change.setDisplayName("Field work v1");

    var made = admin.accessPackages().post(terms);
    var one = admin.accessPackages().byAccessPackageId(made.getId());
    one.patch(change);
    var read = one.get(get -> get.queryParameters.expand = new String[] {"catalog"});

    assertThat(made.getDisplayName()).isEqualTo("Field work");
    assertThat(read.getDisplayName()).isEqualTo("Field work v1");
    assertThat(read.getDescription()).isEqualTo("Car and telephone");
    assertThat(read.getIsHidden()).isTrue();
    assertThat(read.getCreatedDateTime()).isNotNull();
    assertThat(read.getCatalog().getDisplayName()).isEqualTo("Catalog of changes");
    assertThat(one.catalog().get().getId()).isEqualTo(in.getId());
    String filter = "contains(displayName,'work v1') and catalog/id eq '%s'".formatted(in.getId());
    assertThat(admin.accessPackages().get(get -> get.queryParameters.filter = filter).getValue())
        .extracting(AccessPackage::getId)
        .containsExactly(made.getId());
    assertThat(admin.accessPackages().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);

    one.delete();

    V1Sdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void what_a_package_gives_is_read_and_taken_out() {
    String group = server.ldap.addGroup("given");
    var offer = sdk.offer(group);
    var one = admin.accessPackages().byAccessPackageId(offer.accessPackage());

    var roleScope =
        one.resourceRoleScopes()
            .get(
                get ->
                    get.queryParameters.expand = new String[] {"role($expand=resource)", "scope"})
            .getValue()
            .getFirst();

    assertThat(roleScope.getId())
        .isEqualTo(roleScope.getRole().getId() + "_" + roleScope.getScope().getId());
    assertThat(roleScope.getRole().getResource().getOriginId()).isEqualTo(group);
    assertThat(roleScope.getScope().getIsRootScope()).isTrue();
    assertThat(
            one.resourceRoleScopes()
                .byAccessPackageResourceRoleScopeId(roleScope.getId())
                .get()
                .getCreatedDateTime())
        .isNotNull();
    assertThat(one.resourceRoleScopes().count().get()).isEqualTo(1);

    one.resourceRoleScopes().byAccessPackageResourceRoleScopeId(roleScope.getId()).delete();

    assertThat(one.resourceRoleScopes().get().getValue()).isEmpty();
  }

  @Test
  void a_package_leads_to_its_policies() {
    var offer = sdk.offer(server.ldap.addGroup("policed"));
    var policies =
        admin.accessPackages().byAccessPackageId(offer.accessPackage()).assignmentPolicies();

    assertThat(policies.get().getValue())
        .extracting(AccessPackageAssignmentPolicy::getId)
        .containsExactly(offer.policy());
    assertThat(policies.byAccessPackageAssignmentPolicyId(offer.policy()).get().getDisplayName())
        .isEqualTo("Everybody");
    assertThat(policies.count().get()).isEqualTo(1);
  }

  @Test
  void packages_exclude_each_other() {
    var buying = sdk.offer(server.ldap.addGroup("buying"));
    var paying = sdk.offer(server.ldap.addGroup("paying"));
    var one = admin.accessPackages().byAccessPackageId(paying.accessPackage());
    var other = admin.accessPackages().byAccessPackageId(buying.accessPackage());
    String person = server.ldap.addPerson("buyer");
    sdk.give(buying, person);

    one.incompatibleAccessPackages()
        .ref()
        .post(
            reference(
                server.url("v1.0")
                    + "/identityGovernance/entitlementManagement/accessPackages/"
                    + buying.accessPackage()));

    assertThat(one.incompatibleAccessPackages().get().getValue())
        .extracting(AccessPackage::getId)
        .containsExactly(buying.accessPackage());
    assertThat(one.incompatibleAccessPackages().count().get()).isEqualTo(1);
    var inverse = other.accessPackagesIncompatibleWith();
    assertThat(inverse.get().getValue())
        .extracting(AccessPackage::getId)
        .containsExactly(paying.accessPackage());
    assertThat(inverse.byAccessPackageId1(paying.accessPackage()).get().getDisplayName())
        .isEqualTo("Package of " + TestLdap.group("paying"));
    assertThat(inverse.count().get()).isEqualTo(1);
    V1Sdk.assertRefused(
        () -> admin.assignmentRequests().post(V1Sdk.adminAdd(paying, person)),
        409,
        "RequestNotAllowed");

    one.incompatibleAccessPackages().byAccessPackageId1(buying.accessPackage()).ref().delete();

    assertThat(one.incompatibleAccessPackages().get().getValue()).isEmpty();
  }

  @Test
  void packages_exclude_groups() {
    String auditors = server.ldap.addGroup("auditors");
    var offer = sdk.offer(server.ldap.addGroup("booking"));
    var groups =
        admin.accessPackages().byAccessPackageId(offer.accessPackage()).incompatibleGroups();

    groups
        .ref()
        .post(
            reference(
                "https://graph.microsoft.com/v1.0/groups/" + URLEncoder.encode(auditors, UTF_8)));

    assertThat(groups.get().getValue()).extracting(Group::getId).containsExactly(auditors);
    assertThat(groups.count().get()).isEqualTo(1);

    groups.byGroupId(auditors).ref().delete();

    assertThat(groups.get().getValue()).isEmpty();
  }

  private static ReferenceCreate reference(String address) {
    var reference = new ReferenceCreate();
    reference.setOdataId(address);
    return reference;
  }
}
