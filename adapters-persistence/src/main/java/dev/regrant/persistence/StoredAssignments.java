package dev.regrant.persistence;

import dev.regrant.application.AssignmentField;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Catalog;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Table {@code assignment}. */
final class StoredAssignments extends StoredEntities<Assignment.Id, Assignment> {
  private static final Kind<Assignment.Id, Assignment> KIND =
      new Kind<>("assignment", Assignment.Id::value, Assignment::id, Assignment::version);

  private static final Table<Assignment> TABLE =
      KIND.table(
          "assignment",
          List.of(
              Column.uuid("access_package_id", of -> of.accessPackage().value()),
              Column.uuid("policy_id", of -> of.policy().value()),
              Column.uuid("catalog_id", of -> of.catalog().value()),
              Column.constant("state", Assignment::state),
              Expirations.startsAt(Assignment::schedule),
              Column.timeIfAny("expired_at", Assignment::expiredDateTime),
              Column.timeIfAny("due_at", Assignment::dueAt),
              Column.text("created_by_id", Assignment::createdBy),
              Column.flag("is_extended", Assignment::isExtended),
              Column.timeIfAny("update_due_at", Assignment::updateDueAt)),
          Subjects.columns(Assignment::target),
          Expirations.columns(of -> of.schedule().expiration()));

  static final String DUE =
      """
      select id from assignment where tenant_id = :tenant and due_at <= :now
      order by due_at, id limit :limit
      """;

  static final String UPDATE_DUE =
      """
      select id from assignment where tenant_id = :tenant and update_due_at <= :now
      order by update_due_at, id limit :limit
      """;

  static final Columns<Assignment> COLUMNS =
      field ->
          switch ((AssignmentField) field) {
            case ID -> Columns.plain("id");
            case STATE -> Columns.constant("state", Assignment.State.values());
            case ACCESS_PACKAGE -> Columns.plain("access_package_id");
            case POLICY -> Columns.plain("policy_id");
            case CATALOG -> Columns.plain("catalog_id");
            case TARGET -> Columns.plain("target_id");
            case TARGET_DISPLAY_NAME -> Columns.nullable("target_display_name");
            case TARGET_EMAIL -> Columns.nullable("target_email");
            case TARGET_PRINCIPAL_NAME -> Columns.nullable("target_principal_name");
            case EXTENDED -> Columns.plain("is_extended");
            case EXPIRED -> Columns.nullable("expired_at");
            case CREATED_BY -> Columns.plain("created_by_id");
          };

  StoredAssignments(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<Assignment> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredAssignments::read);
  }

  private static Assignment read(Row row) throws SQLException {
    return new Assignment(
        new Assignment.Id(row.uuid("id")),
        row.bigNumber("version"),
        new AccessPackage.Id(row.uuid("access_package_id")),
        new AssignmentPolicy.Id(row.uuid("policy_id")),
        new Catalog.Id(row.uuid("catalog_id")),
        Subjects.read(row),
        row.constant("state", Assignment.State.class),
        Expirations.readSchedule(row),
        row.timeIfAny("expired_at"),
        row.timeIfAny("due_at"),
        row.text("created_by_id"),
        row.flag("is_extended"),
        row.timeIfAny("update_due_at"));
  }

  List<Assignment.Id> due(Instant now, int limit) {
    return due(DUE, now, limit);
  }

  List<Assignment.Id> dueUpdates(Instant now, int limit) {
    return due(UPDATE_DUE, now, limit);
  }

  private List<Assignment.Id> due(String sql, Instant now, int limit) {
    return session.query(
        sql,
        new Bindings().time("now", now).number("limit", limit),
        (results, context) -> new Assignment.Id(new Row(results).uuid("id")));
  }

  @Override
  String alsoChanged() {
    return ChangeRecords.CHANGED;
  }

  @Override
  Columns<Assignment> columns() {
    return COLUMNS;
  }
}
