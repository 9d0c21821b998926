package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.STRUCTURES;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TEXTS;

import dev.regrant.application.EntityKind;
import dev.regrant.application.RoleAssignmentField;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.RoleAssignment;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.UUID;

/** Entitlement roles on the wire: Graph's {@code roleManagement/entitlementManagement}. */
final class RoleEntities {
  static final Reads.Stored<RoleAssignment.Id, RoleAssignment> ASSIGNMENTS =
      new Reads.Stored<>(engine -> engine.roles().lookup(), RoleAssignment.Id::new);

  static final EntityType<EntitlementRole> DEFINITION =
      EntityType.<EntitlementRole>named(
              "unifiedRoleDefinition", "roleManagement/entitlementManagement/roleDefinitions")
          .id(
              EntitlementRole::definitionId,
              EntityType.field("id", UUID.class, EntitlementRole::definitionId))
          .property(
              both("displayName"),
              TEXT,
              (one, view) -> one.displayName(),
              EntityType.field("displayName", String.class, EntitlementRole::displayName))
          .property(both("description"), TEXT, (one, view) -> one.description())
          .property(both("isBuiltIn"), BOOLEAN, (one, view) -> true)
          .property(both("isEnabled"), BOOLEAN, (one, view) -> true)
          .property(betaOnly("isPrivileged"), BOOLEAN, (one, view) -> false)
          .property(
              both("resourceScopes"),
              TEXTS,
              (one, view) ->
                  new JsonArray()
                      .add(
                          one.isOfCatalog()
                              ? "/AccessPackageCatalog"
                              : RoleAssignment.TENANT_SCOPE))
          .property(both("rolePermissions"), STRUCTURES, (one, view) -> new JsonArray())
          .property(both("templateId"), TEXT, (one, view) -> one.definitionId())
          .property(both("version"), TEXT, (one, view) -> "1")
          .build();

  static final EntityType<RoleAssignment> ASSIGNMENT =
      EntityType.<RoleAssignment>named(
              "unifiedRoleAssignment", "roleManagement/entitlementManagement/roleAssignments")
          .id(one -> one.id().value(), RoleAssignmentField.ID)
          .property(
              both("principalId"),
              TEXT,
              (one, view) -> one.principalId(),
              RoleAssignmentField.PRINCIPAL)
          .property(
              both("roleDefinitionId"),
              TEXT,
              (one, view) -> one.role().definitionId(),
              RoleAssignmentField.ROLE)
          .property(both("directoryScopeId"), TEXT, (one, view) -> null)
          .property(
              both("appScopeId"),
              TEXT,
              (one, view) -> one.appScopeId(),
              RoleAssignmentField.APP_SCOPE)
          .property(both("condition"), TEXT, (one, view) -> null)
          .navigation(
              Navigation.within(
                  both("roleDefinition"),
                  () -> RoleEntities.DEFINITION,
                  false,
                  (reads, one) -> List.of(one.role())))
          .versioned(EntityKind.ROLE_ASSIGNMENT)
          .build();

  private RoleEntities() {}

  /** The definitions, for whoever may read the roles somewhere. */
  static List<EntitlementRole> definitions(Reads reads) {
    return reads.value(reads.engine().roles().definitions(reads.caller()));
  }
}
