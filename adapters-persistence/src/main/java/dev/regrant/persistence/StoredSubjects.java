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
  Conditions.Comparisons<SubjectEntry> comparisons() {
    return (compare, sql) ->
        switch ((SubjectField) compare.field()) {
          case ID -> sql.uuid("id", compare);
          case OBJECT_ID -> sql.text("target_id", compare);
          case DISPLAY_NAME -> sql.text("target_display_name", compare);
          case PRINCIPAL_NAME -> sql.text("target_principal_name", compare);
          case EMAIL -> sql.text("target_email", compare);
        };
  }
}
