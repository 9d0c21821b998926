package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.TEXT;

import dev.regrant.application.AccessPackageField;
import dev.regrant.application.EntityKind;
import dev.regrant.application.PolicyField;
import dev.regrant.application.Relation;
import dev.regrant.application.RoleScopeField;
import dev.regrant.domain.AccessPackage;
import java.util.List;
import java.util.Map;

/** Access packages on the wire. */
final class PackageEntities {
  static final Reads.Stored<AccessPackage.Id, AccessPackage> PACKAGES =
      new Reads.Stored<>(engine -> engine.accessPackages().lookup(), AccessPackage.Id::new);

  static final EntityType<AccessPackage> PACKAGE =
      EntityType.<AccessPackage>named("accessPackage", "accessPackages")
          .id(one -> one.id().value(), AccessPackageField.ID)
          .property(
              both("displayName"),
              TEXT,
              (one, view) -> one.displayName(),
              AccessPackageField.DISPLAY_NAME)
          .property(
              both("description"),
              TEXT,
              (one, view) -> one.terms().description(),
              AccessPackageField.DESCRIPTION)
          .property(
              both("isHidden"),
              BOOLEAN,
              (one, view) -> one.terms().isHidden(),
              AccessPackageField.HIDDEN)
          .property(
              betaOnly("isRoleScopesVisible"),
              BOOLEAN,
              (one, view) -> one.terms().isRoleScopesVisible())
          .property(
              betaOnly("uniqueName"),
              TEXT,
              (one, view) -> one.terms().uniqueName().orElse(null),
              AccessPackageField.UNIQUE_NAME)
          .authorship(
              AccessPackage::authorship, AccessPackageField.CREATED, AccessPackageField.MODIFIED)
          .property(
              betaOnly("catalogId"),
              TEXT,
              (one, view) -> one.catalog().value(),
              AccessPackageField.CATALOG)
          .navigation(
              Navigation.byIds(
                  names("catalog", "accessPackageCatalog"),
                  () -> CatalogEntities.CATALOG,
                  false,
                  CatalogEntities.CATALOGS,
                  one -> List.of(one.catalog())))
          .navigation(
              Navigation.inverse(
                  names("assignmentPolicies", "accessPackageAssignmentPolicies"),
                  () -> PolicyEntities.POLICY,
                  PolicyEntities.POLICIES,
                  one -> one.id().value(),
                  PolicyField.ACCESS_PACKAGE))
          .navigation(
              Navigation.within(
                  names("resourceRoleScopes", "accessPackageResourceRoleScopes"),
                  () -> CatalogEntities.ROLE_SCOPE,
                  true,
                  (reads, one) -> one.roleScopes()))
          .navigation(
              Navigation.byIds(
                  both("incompatibleAccessPackages"),
                  () -> PackageEntities.PACKAGE,
                  true,
                  PACKAGES,
                  one -> one.incompatiblePackages().stream().sorted().toList()))
          .navigation(
              Navigation.inverse(
                  both("accessPackagesIncompatibleWith"),
                  () -> PackageEntities.PACKAGE,
                  PACKAGES,
                  one -> one.id().value(),
                  AccessPackageField.INCOMPATIBLE_PACKAGE))
          .navigation(
              Navigation.within(
                  both("incompatibleGroups"),
                  () -> PackageEntities.GROUP,
                  true,
                  (reads, one) -> one.exclusions().groups().stream().sorted().toList()))
          .path("catalog/id", AccessPackageField.CATALOG)
          .relation("assignmentPolicies", Relation.PACKAGE_POLICIES, () -> PolicyEntities.POLICY)
          .relation(
              "resourceRoleScopes",
              Relation.PACKAGE_ROLE_SCOPES,
              () -> CatalogEntities.ROLE_SCOPE,
              Map.of(
                  "role/id", RoleScopeField.ROLE,
                  "role/displayName", RoleScopeField.ROLE_DISPLAY_NAME,
                  "role/originId", RoleScopeField.ROLE_ORIGIN_ID,
                  "role/originSystem", RoleScopeField.ROLE_ORIGIN_SYSTEM,
                  "role/resource/id", RoleScopeField.RESOURCE,
                  "scope/id", RoleScopeField.SCOPE,
                  "scope/originId", RoleScopeField.SCOPE_ORIGIN_ID,
                  "scope/originSystem", RoleScopeField.SCOPE_ORIGIN_SYSTEM,
                  "scope/resource/id", RoleScopeField.RESOURCE))
          .search(AccessPackageField.SEARCH)
          .versioned(EntityKind.ACCESS_PACKAGE)
          .build();

  static final AlternateKey BY_UNIQUE_NAME =
      AlternateKey.of(
          betaOnly("uniqueName"),
          PACKAGES,
          AccessPackageField.UNIQUE_NAME,
          one -> one.id().value());

  /** A group of the directory, of which nothing but its id is known here. */
  static final EntityType<String> GROUP =
      EntityType.<String>named("group", "groups")
          .id(id -> id, EntityType.field("id", String.class, id -> id))
          .build();

  private PackageEntities() {}
}
