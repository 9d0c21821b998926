package dev.regrant.persistence;

import dev.regrant.application.SubjectField;
import dev.regrant.domain.SubjectEntry;
import java.sql.SQLException;
import java.util.List;

/** Table {@code subject}. */
final class StoredSubjects extends StoredEntities<SubjectEntry.Id, SubjectEntry> {
  private static final Kind<SubjectEntry.Id, SubjectEntry> KIND =
      new Kind<>("subject", SubjectEntry.Id::value, SubjectEntry::id, SubjectEntry::version);

  private static final Table<SubjectEntry> TABLE =
      KIND.table(
          "subject",
          Subjects.columns(SubjectEntry::subject),
          List.of(Column.constant("lifecycle", SubjectEntry::lifecycle)));

  private static final Columns<SubjectEntry> COLUMNS =
      field ->
          switch ((SubjectField) field) {
            case ID -> Columns.plain("id");
            case OBJECT_ID -> Columns.plain("target_id");
            case DISPLAY_NAME -> Columns.nullable("target_display_name");
            case PRINCIPAL_NAME -> Columns.nullable("target_principal_name");
            case EMAIL -> Columns.nullable("target_email");
          };

  StoredSubjects(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<SubjectEntry> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredSubjects::read);
  }

  private static SubjectEntry read(Row row) throws SQLException {
    return new SubjectEntry(
        new SubjectEntry.Id(row.uuid("id")),
        row.bigNumber("version"),
        Subjects.read(row),
        row.constant("lifecycle", SubjectEntry.Lifecycle.class));
  }

  @Override
  Columns<SubjectEntry> columns() {
    return COLUMNS;
  }
}
