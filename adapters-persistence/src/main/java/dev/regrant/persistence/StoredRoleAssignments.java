package dev.regrant.persistence;

import dev.regrant.application.RoleAssignmentField;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.RoleAssignment;
import java.sql.SQLException;
import java.util.List;

/** Table {@code role_assignment}. */
final class StoredRoleAssignments extends StoredEntities<RoleAssignment.Id, RoleAssignment> {
  private static final Kind<RoleAssignment.Id, RoleAssignment> KIND =
      new Kind<>(
          "role assignment", RoleAssignment.Id::value, RoleAssignment::id, RoleAssignment::version);

  private static final Table<RoleAssignment> TABLE =
      KIND.table(
          "role_assignment",
          List.of(
              Column.text("principal_id", RoleAssignment::principalId),
              Column.constant("role", RoleAssignment::role),
              Column.uuidIfAny("catalog_id", of -> of.catalog().map(Catalog.Id::value)),
              Column.time("created_at", RoleAssignment::createdDateTime)));

  private static final String APP_SCOPE =
      "coalesce('%s' || catalog_id, '%s')"
          .formatted(RoleAssignment.CATALOG_SCOPE, RoleAssignment.TENANT_SCOPE);

  static final Columns<RoleAssignment> COLUMNS =
      field ->
          switch ((RoleAssignmentField) field) {
            case ID -> Columns.plain("id");
            case PRINCIPAL -> Columns.plain("principal_id");
            case ROLE ->
                new Columns.Constant<>(
                    "role", List.of(EntitlementRole.values()), EntitlementRole::definitionId);
            case CATALOG -> Columns.nullable("catalog_id");
            case APP_SCOPE -> Columns.plain(APP_SCOPE);
          };

  StoredRoleAssignments(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<RoleAssignment> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredRoleAssignments::read);
  }

  private static RoleAssignment read(Row row) throws SQLException {
    return new RoleAssignment(
        new RoleAssignment.Id(row.uuid("id")),
        row.bigNumber("version"),
        row.text("principal_id"),
        row.constant("role", EntitlementRole.class),
        row.uuidIfAny("catalog_id").map(Catalog.Id::new),
        row.time("created_at"));
  }

  @Override
  Columns<RoleAssignment> columns() {
    return COLUMNS;
  }
}
