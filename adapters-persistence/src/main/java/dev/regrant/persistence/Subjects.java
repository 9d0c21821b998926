package dev.regrant.persistence;

import dev.regrant.domain.Subject;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Where tables keep a subject. */
final class Subjects {
  private Subjects() {}

  static <T> List<Column<T>> columns(Function<T, Subject> subject) {
    return List.of(
        Column.text("target_id", of -> subject.apply(of).objectId()),
        Column.textIfAny("target_display_name", of -> subject.apply(of).displayName()),
        Column.textIfAny("target_principal_name", of -> subject.apply(of).principalName()),
        Column.textIfAny("target_email", of -> subject.apply(of).email()));
  }

  static Subject read(Row row) throws SQLException {
    return new Subject(
        row.text("target_id"),
        row.textIfAny("target_display_name"),
        row.textIfAny("target_principal_name"),
        row.textIfAny("target_email"));
  }
}
