package dev.regrant.persistence;

import dev.regrant.application.Relation;
import dev.regrant.application.RoleField;
import dev.regrant.application.RoleScopeField;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import java.util.Map;

/**
 * Where a relation leads to.
 *
 * @param from the related rows, with places for their own name and for that of the row that they
 *     belong to
 * @param columns where their fields are
 */
record Related<R>(String from, Columns<R> columns) {
  private static final Map<Relation<?, ?>, Related<?>> ALL =
      Map.of(
          Relation.CATALOG_PACKAGES,
          others("access_package", "catalog_id", StoredAccessPackages.COLUMNS),
          Relation.CATALOG_RESOURCES,
          others("resource", "catalog_id", StoredResources.COLUMNS),
          Relation.PACKAGE_POLICIES,
          others("policy", "access_package_id", StoredPolicies.COLUMNS),
          Relation.PACKAGE_ROLE_SCOPES,
          Related.<ResourceRoleScope>parts(
              "role_scopes", field -> Columns.plain(roleScope((RoleScopeField) field))),
          Relation.RESOURCE_ROLES,
          Related.<ResourceRole>parts("roles", field -> Columns.plain(role((RoleField) field))));

  private static <R> Related<R> others(String table, String reference, Columns<R> columns) {
    return new Related<>(
        table + " %1$s where %1$s.tenant_id = :tenant and %1$s." + reference + " = %2$s.id and ",
        columns);
  }

  private static <R> Related<R> parts(String column, Columns<R> columns) {
    return new Related<>("jsonb_array_elements(%2$s." + column + ") %1$s(part) where ", columns);
  }

  private static String roleScope(RoleScopeField field) {
    return switch (field) {
      case ROLE -> "(part #>> '{role,id}')::uuid";
      case ROLE_DISPLAY_NAME -> "(part #>> '{role,displayName}')";
      case ROLE_ORIGIN_ID -> "(part #>> '{role,origin,id}')";
      case ROLE_ORIGIN_SYSTEM -> "(part #>> '{role,origin,system}')";
      case SCOPE -> "(part #>> '{scope,id}')::uuid";
      case SCOPE_ORIGIN_ID -> "(part #>> '{scope,origin,id}')";
      case SCOPE_ORIGIN_SYSTEM -> "(part #>> '{scope,origin,system}')";
      case RESOURCE -> "(part ->> 'resourceId')::uuid";
    };
  }

  private static String role(RoleField field) {
    return switch (field) {
      case ID -> "(part ->> 'id')::uuid";
      case DISPLAY_NAME -> "(part ->> 'displayName')";
      case ORIGIN_ID -> "(part #>> '{origin,id}')";
      case ORIGIN_SYSTEM -> "(part #>> '{origin,system}')";
    };
  }

  @SuppressWarnings("unchecked") // Each relation is there with what it leads to.
  static <R> Related<R> by(Relation<?, R> relation) {
    var related = (Related<R>) ALL.get(relation);
    if (related == null) {
      throw new IllegalArgumentException(relation.name() + " is not stored");
    }
    return related;
  }

  /** The beginning of a query for the rows called {@code inner} of the row called {@code outer}. */
  String rows(String inner, String outer) {
    return from.formatted(inner, outer);
  }
}
