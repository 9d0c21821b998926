package dev.regrant.bootstrap;

import static com.microsoft.graph.models.AccessPackageRequestState.Delivered;
import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackage;
import com.microsoft.graph.models.AccessPackageCatalog;
import com.microsoft.graph.models.AccessPackageCatalogState;
import com.microsoft.graph.models.AccessPackageCatalogType;
import com.microsoft.graph.models.AccessPackageRequestType;
import com.microsoft.graph.models.AccessPackageResource;
import com.microsoft.graph.models.AccessPackageResourceRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Catalogs, what is in them and where it comes from, by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Catalogs {
  @Test
  void a_catalog_is_made_read_changed_found_and_deleted() {
    var terms = new AccessPackageCatalog();
    terms.setDisplayName("Sales v1");
    terms.setDescription("What sells");
    terms.setState(AccessPackageCatalogState.Unpublished);
    terms.setIsExternallyVisible(true);
    var change = new AccessPackageCatalog();
    change.setState(AccessPackageCatalogState.Published);
    change.setDescription("What sells and is sold");

    var made = admin.catalogs().post(terms);
    var one = admin.catalogs().byAccessPackageCatalogId(made.getId());
    one.patch(change);
    var read = one.get();

    assertThat(made.getState()).isEqualTo(AccessPackageCatalogState.Unpublished);
    assertThat(made.getCatalogType()).isEqualTo(AccessPackageCatalogType.UserManaged);
    assertThat(made.getCreatedDateTime()).isNotNull();
    assertThat(read.getId()).isEqualTo(made.getId());
    assertThat(read.getDisplayName()).isEqualTo("Sales v1");
    assertThat(read.getDescription()).isEqualTo("What sells and is sold");
    assertThat(read.getState()).isEqualTo(AccessPackageCatalogState.Published);
    assertThat(read.getIsExternallyVisible()).isTrue();
    assertThat(read.getModifiedDateTime()).isAfterOrEqualTo(read.getCreatedDateTime());
    var found =
        admin
            .catalogs()
            .get(get -> get.queryParameters.filter = "displayName eq 'Sales v1'")
            .getValue();
    assertThat(found).extracting(AccessPackageCatalog::getId).containsExactly(made.getId());
    assertThat(admin.catalogs().count().get(get -> get.queryParameters.filter = byId(made.getId())))
        .isEqualTo(1);

    one.delete();

    V1Sdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void a_catalog_leads_to_its_packages_resources_roles_and_scopes() {
    String group = server.ldap.addGroup("catalogued");
    var offer = sdk.offer(group);
    var catalog = admin.catalogs().byAccessPackageCatalogId(offer.catalog());

    var resource = catalog.resources().get().getValue().getFirst();
    var role = catalog.resourceRoles().get().getValue().getFirst();
    var scope = catalog.resourceScopes().get().getValue().getFirst();
    var expanded =
        catalog.get(
            get -> get.queryParameters.expand = new String[] {"accessPackages", "resources"});

    assertThat(resource.getOriginId()).isEqualTo(group);
    assertThat(resource.getOriginSystem()).isEqualTo("Ldap");
    assertThat(resource.getCreatedDateTime()).isNotNull();
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
    assertThat(catalog.resources().byAccessPackageResourceId(resource.getId()).get().getOriginId())
        .isEqualTo(group);
    assertThat(
            catalog.resourceRoles().byAccessPackageResourceRoleId(role.getId()).get().getOriginId())
        .isEqualTo(role.getOriginId());
    assertThat(
            catalog
                .resourceScopes()
                .byAccessPackageResourceScopeId(scope.getId())
                .get()
                .getDisplayName())
        .isEqualTo(scope.getDisplayName());
    assertThat(catalog.accessPackages().count().get()).isEqualTo(1);
    assertThat(catalog.resources().count().get()).isEqualTo(1);
    assertThat(catalog.resourceRoles().count().get()).isEqualTo(1);
    assertThat(catalog.resourceScopes().count().get()).isEqualTo(1);
    assertThat(expanded.getAccessPackages()).hasSize(1);
    assertThat(expanded.getResources().getFirst().getId()).isEqualTo(resource.getId());
  }

  @Test
  void a_resource_tells_its_roles_and_scopes_and_is_refreshed() {
    String group = server.ldap.addGroup("resourceful");
    sdk.offer(group);
    String filter = "originId eq '%s'".formatted(group);

    var found =
        admin
            .resources()
            .get(
                get -> {
                  get.queryParameters.filter = filter;
                  get.queryParameters.expand = new String[] {"roles", "scopes"};
                })
            .getValue()
            .getFirst();
    var resource = admin.resources().byAccessPackageResourceId(found.getId());
    resource.refresh().post();
    assertThat(resource.environment().get().getOriginSystem()).isEqualTo("Ldap");

    var role = found.getRoles().getFirst();
    var scope = found.getScopes().getFirst();
    assertThat(admin.resources().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);
    assertThat(resource.get().getOriginId()).isEqualTo(group);
    assertThat(resource.roles().get().getValue().getFirst().getId()).isEqualTo(role.getId());
    assertThat(resource.roles().byAccessPackageResourceRoleId(role.getId()).get().getDisplayName())
        .isEqualTo("Member");
    assertThat(resource.roles().count().get()).isEqualTo(1);
    assertThat(resource.scopes().get().getValue().getFirst().getId()).isEqualTo(scope.getId());
    assertThat(
            resource.scopes().byAccessPackageResourceScopeId(scope.getId()).get().getIsRootScope())
        .isTrue();
    assertThat(resource.scopes().count().get()).isEqualTo(1);
  }

  @Test
  void a_resource_is_described_otherwise_and_taken_out_by_requests() {
    String group = server.ldap.addGroup("described");
    var terms = new AccessPackageCatalog();
    terms.setDisplayName("Catalog of " + group);
    var catalog = admin.catalogs().post(terms);
    var resource = new AccessPackageResource();
    resource.setOriginSystem("Ldap");
    resource.setOriginId(group);
    resource.setDisplayName("As it was");
    var added = ask(AccessPackageRequestType.AdminAdd, catalog, resource);

    resource.setDisplayName("As it is");
    resource.setDescription("Described");
    var described = ask(AccessPackageRequestType.AdminUpdate, catalog, resource);
    var read =
        admin
            .resourceRequests()
            .byAccessPackageResourceRequestId(described.getId())
            .get(get -> get.queryParameters.expand = new String[] {"resource", "catalog"});
    var removed = ask(AccessPackageRequestType.AdminRemove, catalog, resource);

    assertThat(added.getState()).isEqualTo(Delivered);
    assertThat(added.getCreatedDateTime()).isNotNull();
    assertThat(read.getRequestType()).isEqualTo(AccessPackageRequestType.AdminUpdate);
    assertThat(read.getResource().getDisplayName()).isEqualTo("As it is");
    assertThat(read.getCatalog().getId()).isEqualTo(catalog.getId());
    var removal = admin.resourceRequests().byAccessPackageResourceRequestId(removed.getId());
    assertThat(removal.resource().get().getDescription()).isEqualTo("Described");
    assertThat(removal.catalog().get().getDisplayName()).isEqualTo("Catalog of " + group);
    String filter = "catalog/id eq '%s'".formatted(catalog.getId());
    assertThat(admin.resourceRequests().get(get -> get.queryParameters.filter = filter).getValue())
        .extracting(AccessPackageResourceRequest::getRequestType)
        .containsExactlyInAnyOrder(
            AccessPackageRequestType.AdminAdd,
            AccessPackageRequestType.AdminUpdate,
            AccessPackageRequestType.AdminRemove);
    assertThat(admin.resourceRequests().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(3);
    assertThat(
            admin.catalogs().byAccessPackageCatalogId(catalog.getId()).resources().get().getValue())
        .isEmpty();
  }

  private static AccessPackageResourceRequest ask(
      AccessPackageRequestType type, AccessPackageCatalog catalog, AccessPackageResource resource) {
    var in = new AccessPackageCatalog();
    in.setId(catalog.getId());
    var request = new AccessPackageResourceRequest();
    request.setRequestType(type);
    request.setCatalog(in);
    request.setResource(resource);
    return admin.resourceRequests().post(request);
  }

  @Test
  void each_connector_is_an_environment() {
    String group = server.ldap.addGroup("environed");
    sdk.offer(group);

    var environment = admin.resourceEnvironments().get().getValue().getFirst();
    var one =
        admin.resourceEnvironments().byAccessPackageResourceEnvironmentId(environment.getId());
    var resource =
        one.resources()
            .get(get -> get.queryParameters.filter = "originId eq '%s'".formatted(group))
            .getValue()
            .getFirst();

    assertThat(admin.resourceEnvironments().count().get()).isEqualTo(1);
    assertThat(one.get().getOriginSystem()).isEqualTo("Ldap");
    assertThat(one.get().getIsDefaultEnvironment()).isTrue();
    assertThat(resource.getOriginId()).isEqualTo(group);
    assertThat(one.resources().count().get()).isPositive();
    assertThat(one.resources().byAccessPackageResourceId(resource.getId()).get().getDisplayName())
        .isEqualTo(group);
  }

  private static String byId(String id) {
    return "id eq '%s'".formatted(id);
  }
}
