package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkBetaTest.admin;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.models.AccessPackage;
import com.microsoft.graph.beta.models.AccessPackageCatalog;
import com.microsoft.graph.beta.models.AccessPackageResource;
import com.microsoft.graph.beta.models.AccessPackageResourceRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Catalogs, what is in them and where it comes from, by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaCatalogs {
  @Test
  void a_catalog_is_made_read_changed_found_and_deleted() {
    var terms = new AccessPackageCatalog();
    terms.setDisplayName("Sales beta");
    terms.setDescription("What sells");
    terms.setCatalogStatus("Unpublished");
    terms.setIsExternallyVisible(true);
    var change = new AccessPackageCatalog();
    change.setCatalogStatus("Published");
    change.setDescription("What sells and is sold");

    var made = admin.accessPackageCatalogs().post(terms);
    var one = admin.accessPackageCatalogs().byAccessPackageCatalogId(made.getId());
    one.patch(change);
    var read = one.get();

    assertThat(made.getCatalogStatus()).isEqualTo("Unpublished");
    assertThat(made.getCatalogType()).isEqualTo("UserManaged");
    assertThat(made.getCreatedDateTime()).isNotNull();
    assertThat(read.getId()).isEqualTo(made.getId());
    assertThat(read.getDisplayName()).isEqualTo("Sales beta");
    assertThat(read.getDescription()).isEqualTo("What sells and is sold");
    assertThat(read.getCatalogStatus()).isEqualTo("Published");
    assertThat(read.getIsExternallyVisible()).isTrue();
    assertThat(read.getModifiedDateTime()).isAfterOrEqualTo(read.getCreatedDateTime());
    var found =
        admin
            .accessPackageCatalogs()
            .get(get -> get.queryParameters.filter = "displayName eq 'Sales beta'")
            .getValue();
    assertThat(found).extracting(AccessPackageCatalog::getId).containsExactly(made.getId());
    assertThat(
            admin
                .accessPackageCatalogs()
                .count()
                .get(get -> get.queryParameters.filter = byId(made.getId())))
        .isEqualTo(1);

    one.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void a_catalog_leads_to_its_packages_resources_roles_and_scopes() {
    String group = server.ldap.addGroup("catalogued");
    var offer = sdk.offer(group);
    var catalog = admin.accessPackageCatalogs().byAccessPackageCatalogId(offer.catalog());

    var resource = catalog.accessPackageResources().get().getValue().getFirst();
    var role = catalog.accessPackageResourceRoles().get().getValue().getFirst();
    var scope = catalog.accessPackageResourceScopes().get().getValue().getFirst();
    var expanded =
        catalog.get(
            get ->
                get.queryParameters.expand =
                    new String[] {"accessPackages", "accessPackageResources"});

    assertThat(resource.getOriginId()).isEqualTo(group);
    assertThat(resource.getOriginSystem()).isEqualTo("Ldap");
    assertThat(resource.getAddedOn()).isNotNull();
    assertThat(role.getDisplayName()).isEqualTo("Member");
    assertThat(role.getOriginId()).isEqualTo("Member_" + group);
    assertThat(scope.getIsRootScope()).isTrue();
    assertThat(scope.getOriginId()).isEqualTo(group);
    assertThat(catalog.accessPackages().get().getValue())
        .extracting(AccessPackage::getId)
        .containsExactly(offer.accessPackage());
    assertThat(
            catalog
                .accessPackages()
                .byAccessPackageId(offer.accessPackage())
                .get()
                .getDisplayName())
        .isEqualTo("Package of " + group);
    assertThat(
            catalog
                .accessPackageResources()
                .byAccessPackageResourceId(resource.getId())
                .get()
                .getOriginId())
        .isEqualTo(group);
    assertThat(
            catalog
                .accessPackageResourceRoles()
                .byAccessPackageResourceRoleId(role.getId())
                .get()
                .getOriginId())
        .isEqualTo(role.getOriginId());
    assertThat(
            catalog
                .accessPackageResourceScopes()
                .byAccessPackageResourceScopeId(scope.getId())
                .get()
                .getDisplayName())
        .isEqualTo(scope.getDisplayName());
    assertThat(catalog.accessPackages().count().get()).isEqualTo(1);
    assertThat(catalog.accessPackageResources().count().get()).isEqualTo(1);
    assertThat(catalog.accessPackageResourceRoles().count().get()).isEqualTo(1);
    assertThat(catalog.accessPackageResourceScopes().count().get()).isEqualTo(1);
    assertThat(expanded.getAccessPackages()).hasSize(1);
    assertThat(expanded.getAccessPackageResources().getFirst().getId()).isEqualTo(resource.getId());
  }

  @Test
  void a_resource_tells_its_roles_and_scopes_and_is_refreshed() {
    String group = server.ldap.addGroup("resourceful");
    sdk.offer(group);
    String filter = "originId eq '%s'".formatted(group);

    var found =
        admin
            .accessPackageResources()
            .get(
                get -> {
                  get.queryParameters.filter = filter;
                  get.queryParameters.expand =
                      new String[] {"accessPackageResourceRoles", "accessPackageResourceScopes"};
                })
            .getValue()
            .getFirst();
    var resource = admin.accessPackageResources().byAccessPackageResourceId(found.getId());
    resource.refresh().post();
    assertThat(resource.accessPackageResourceEnvironment().get().getOriginSystem())
        .isEqualTo("Ldap");

    var role = found.getAccessPackageResourceRoles().getFirst();
    var scope = found.getAccessPackageResourceScopes().getFirst();
    assertThat(
            admin.accessPackageResources().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);
    assertThat(resource.get().getOriginId()).isEqualTo(group);
    assertThat(resource.accessPackageResourceRoles().get().getValue().getFirst().getId())
        .isEqualTo(role.getId());
    assertThat(
            resource
                .accessPackageResourceRoles()
                .byAccessPackageResourceRoleId(role.getId())
                .get()
                .getDisplayName())
        .isEqualTo("Member");
    assertThat(resource.accessPackageResourceRoles().count().get()).isEqualTo(1);
    assertThat(resource.accessPackageResourceScopes().get().getValue().getFirst().getId())
        .isEqualTo(scope.getId());
    assertThat(
            resource
                .accessPackageResourceScopes()
                .byAccessPackageResourceScopeId(scope.getId())
                .get()
                .getIsRootScope())
        .isTrue();
    assertThat(resource.accessPackageResourceScopes().count().get()).isEqualTo(1);
  }

  @Test
  void a_resource_is_described_otherwise_and_taken_out_by_requests() {
    String group = server.ldap.addGroup("described");
    var terms = new AccessPackageCatalog();
    terms.setDisplayName("Catalog of " + group);
    var catalog = admin.accessPackageCatalogs().post(terms);
    var resource = new AccessPackageResource();
    resource.setOriginSystem("Ldap");
    resource.setOriginId(group);
    resource.setDisplayName("As it was");
    var added = ask("AdminAdd", catalog, resource);

    resource.setDisplayName("As it is");
    resource.setDescription("Described");
    var described = ask("AdminUpdate", catalog, resource);
    var read =
        admin
            .accessPackageResourceRequests()
            .byAccessPackageResourceRequestId(described.getId())
            .get(get -> get.queryParameters.expand = new String[] {"accessPackageResource"});
    var removed = ask("AdminRemove", catalog, resource);

    assertThat(added.getRequestState()).isEqualTo("Delivered");
    assertThat(added.getRequestStatus()).isNotNull();
    assertThat(read.getRequestType()).isEqualTo("AdminUpdate");
    assertThat(read.getAccessPackageResource().getDisplayName()).isEqualTo("As it is");
    assertThat(read.getCatalogId()).isEqualTo(catalog.getId());
    var removal =
        admin.accessPackageResourceRequests().byAccessPackageResourceRequestId(removed.getId());
    assertThat(removal.accessPackageResource().get().getDescription()).isEqualTo("Described");
    assertThat(removal.get().getCatalogId()).isEqualTo(catalog.getId());
    String filter = "catalogId eq '%s'".formatted(catalog.getId());
    assertThat(
            admin
                .accessPackageResourceRequests()
                .get(get -> get.queryParameters.filter = filter)
                .getValue())
        .extracting(AccessPackageResourceRequest::getRequestType)
        .containsExactlyInAnyOrder("AdminAdd", "AdminUpdate", "AdminRemove");
    assertThat(
            admin
                .accessPackageResourceRequests()
                .count()
                .get(get -> get.queryParameters.filter = filter))
        .isEqualTo(3);
    assertThat(
            admin
                .accessPackageCatalogs()
                .byAccessPackageCatalogId(catalog.getId())
                .accessPackageResources()
                .get()
                .getValue())
        .isEmpty();
  }

  private static AccessPackageResourceRequest ask(
      String type, AccessPackageCatalog catalog, AccessPackageResource resource) {
    var request = new AccessPackageResourceRequest();
    request.setRequestType(type);
    request.setCatalogId(catalog.getId());
    request.setAccessPackageResource(resource);
    return admin.accessPackageResourceRequests().post(request);
  }

  @Test
  void each_connector_is_an_environment() {
    String group = server.ldap.addGroup("environed");
    sdk.offer(group);

    var environment = admin.accessPackageResourceEnvironments().get().getValue().getFirst();
    var one =
        admin
            .accessPackageResourceEnvironments()
            .byAccessPackageResourceEnvironmentId(environment.getId());
    var resource =
        one.accessPackageResources()
            .get(get -> get.queryParameters.filter = "originId eq '%s'".formatted(group))
            .getValue()
            .getFirst();

    assertThat(admin.accessPackageResourceEnvironments().count().get()).isEqualTo(1);
    assertThat(one.get().getOriginSystem()).isEqualTo("Ldap");
    assertThat(one.get().getIsDefaultEnvironment()).isTrue();
    assertThat(resource.getOriginId()).isEqualTo(group);
    assertThat(one.accessPackageResources().count().get()).isPositive();
    assertThat(
            one.accessPackageResources()
                .byAccessPackageResourceId(resource.getId())
                .get()
                .getDisplayName())
        .isEqualTo(group);
  }

  private static String byId(String id) {
    return "id eq '%s'".formatted(id);
  }
}
