package dev.regrant.bootstrap;

import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.bootstrap.GraphSdkBetaTest.as;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.models.AccessPackageCatalog;
import com.microsoft.graph.beta.models.AccessPackageResource;
import com.microsoft.graph.beta.models.AccessPackageResourceRequest;
import com.microsoft.graph.beta.models.UnifiedRoleAssignment;
import com.microsoft.graph.beta.models.UnifiedRoleDefinition;
import com.microsoft.graph.beta.rolemanagement.entitlementmanagement.EntitlementManagementRequestBuilder;
import dev.regrant.domain.EntitlementRole;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entitlement roles by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaRoles {
  private static final String OWNER = EntitlementRole.CATALOG_OWNER.definitionId().toString();

  private EntitlementManagementRequestBuilder roles;

  @BeforeEach
  void findRoles() {
    roles = sdk.client.roleManagement().entitlementManagement();
  }

  @Test
  void a_role_on_a_catalog_is_given_found_and_taken() {
    String person = server.ldap.addPerson("olga");
    var offer = sdk.offer(server.ldap.addGroup("owned"));
    String scope = "/AccessPackageCatalog/" + offer.catalog();

    var given = roles.roleAssignments().post(owner(person, scope));
    var one = roles.roleAssignments().byUnifiedRoleAssignmentId(given.getId());
    String filter = "principalId eq '%s'".formatted(person);
    var found =
        roles
            .roleAssignments()
            .get(
                get -> {
                  get.queryParameters.filter = filter;
                  get.queryParameters.expand = new String[] {"roleDefinition"};
                })
            .getValue();

    assertThat(found).extracting(UnifiedRoleAssignment::getId).containsExactly(given.getId());
    assertThat(found.getFirst().getRoleDefinition().getDisplayName()).isEqualTo("Catalog owner");
    assertThat(one.get().getAppScopeId()).isEqualTo(scope);
    assertThat(one.roleDefinition().get().getId()).isEqualTo(OWNER);
    assertThat(roles.roleAssignments().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);
    BetaSdk.assertRefused(
        () -> roles.roleAssignments().post(owner(person, scope)), 409, "DuplicateKey");

    one.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void who_owns_a_catalog_works_in_it_and_sees_no_other() {
    String person = server.ldap.addPerson("otto");
    var offer = sdk.offer(server.ldap.addGroup("ottos"));
    roles.roleAssignments().post(owner(person, "/AccessPackageCatalog/" + offer.catalog()));
    var resource = new AccessPackageResource();
    resource.setOriginSystem("Ldap");
    resource.setOriginId(server.ldap.addGroup("ownership"));
    var request = new AccessPackageResourceRequest();
    request.setRequestType("AdminAdd");
    request.setCatalogId(offer.catalog());
    request.setAccessPackageResource(resource);
    var own = as(person, READ_WRITE_ALL).entitlements;

    String id = own.accessPackageResourceRequests().post(request).getId();

    var requestor =
        own.accessPackageResourceRequests().byAccessPackageResourceRequestId(id).requestor().get();
    assertThat(requestor.getObjectId()).isEqualTo(person);
    assertThat(requestor.getType()).isEqualTo("User");
    assertThat(own.accessPackageCatalogs().get().getValue())
        .extracting(AccessPackageCatalog::getId)
        .containsExactly(offer.catalog());
  }

  private static UnifiedRoleAssignment owner(String person, String scope) {
    var wanted = new UnifiedRoleAssignment();
    wanted.setPrincipalId(person);
    wanted.setRoleDefinitionId(OWNER);
    wanted.setAppScopeId(scope);
    return wanted;
  }

  @Test
  void there_are_five_roles() {
    var definitions = roles.roleDefinitions();

    assertThat(definitions.get().getValue())
        .extracting(UnifiedRoleDefinition::getDisplayName)
        .containsExactlyInAnyOrder(
            "Catalog creator",
            "Catalog owner",
            "Catalog reader",
            "Access package manager",
            "Access package assignment manager");
    assertThat(definitions.count().get()).isEqualTo(5);
    assertThat(definitions.byUnifiedRoleDefinitionId(OWNER).get().getIsBuiltIn()).isTrue();
  }
}
