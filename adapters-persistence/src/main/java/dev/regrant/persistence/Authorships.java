package dev.regrant.persistence;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Authorship;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where tables keep who made and changed something. */
final class Authorships {
  private Authorships() {}

  static <T> List<Column<T>> columns(Function<T, Authorship> authorship) {
    return List.of(
        Column.time("created_at", of -> authorship.apply(of).createdDateTime()),
        Column.time("modified_at", of -> authorship.apply(of).modifiedDateTime()),
        kind("created_by_kind", of -> authorship.apply(of).createdBy()),
        id("created_by_id", of -> authorship.apply(of).createdBy()),
        kind("modified_by_kind", of -> authorship.apply(of).modifiedBy()),
        id("modified_by_id", of -> authorship.apply(of).modifiedBy()));
  }

  private static <T> Column<T> kind(String name, Function<T, Optional<Actor>> actor) {
    return Column.textIfAny(name, of -> actor.apply(of).map(one -> one.kind().name()));
  }

  private static <T> Column<T> id(String name, Function<T, Optional<Actor>> actor) {
    return Column.textIfAny(name, of -> actor.apply(of).map(Actor::id));
  }

  static Authorship read(Row row) throws SQLException {
    return new Authorship(
        actor(row, "created_by"),
        row.time("created_at"),
        actor(row, "modified_by"),
        row.time("modified_at"));
  }

  private static Optional<Actor> actor(Row row, String column) throws SQLException {
    Optional<String> kind = row.textIfAny(column + "_kind");
    return kind.isEmpty()
        ? Optional.empty()
        : Optional.of(new Actor(Actor.Kind.valueOf(kind.get()), row.text(column + "_id")));
  }
}
