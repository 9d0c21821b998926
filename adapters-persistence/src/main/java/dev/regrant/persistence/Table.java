package dev.regrant.persistence;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A table of every tenant's rows, whose statements take any number of rows at once: each column is
 * bound as one array.
 *
 * @param key the primary key, without the tenant
 * @param columns the others
 */
record Table<T>(String name, List<Column<T>> key, List<Column<T>> columns) {
  private List<Column<T>> all() {
    return Stream.concat(key.stream(), columns.stream()).toList();
  }

  private List<Column<T>> changing() {
    return columns.stream().filter(column -> !column.isFixed()).toList();
  }

  private static <T> String list(List<Column<T>> columns, String before) {
    return columns.stream().map(column -> before + column.name()).collect(joining(", "));
  }

  private static <T> Bindings bindings(List<Column<T>> columns, Collection<T> rows) {
    var bindings = new Bindings();
    for (Column<T> column : columns) {
      var values = new ArrayList<Object>(rows.size());
      rows.forEach(row -> values.add(column.value().apply(row)));
      bindings.array(column.name(), column.type(), values);
    }
    return bindings;
  }

  /** Adds rows. */
  String insert() {
    return insert(column -> "new." + column.name());
  }

  /**
   * Adds rows. The rows given are called {@code new}.
   *
   * @param value what each column gets, in SQL
   */
  String insert(Function<Column<T>, String> value) {
    return "insert into %s (tenant_id, %s) select :tenant, %s from unnest(%s) as new(%s)"
        .formatted(
            name,
            list(all(), ""),
            all().stream().map(value).collect(joining(", ")),
            list(all(), ":"),
            list(all(), ""));
  }

  /** What {@link #insert} is given. */
  Bindings inserted(Collection<T> rows) {
    return bindings(all(), rows);
  }

  /**
   * Changes rows, found by their key, to be followed by further conditions. The rows given are
   * called {@code new}, those found {@code old}.
   *
   * @param more further assignments
   * @param given what further columns the rows given have
   */
  String update(String more, List<Column<T>> given) {
    var sent = Stream.of(key, changing(), given).flatMap(List::stream).toList();
    return "update %s old set %s from unnest(%s) as new(%s) where old.tenant_id = :tenant and %s"
        .formatted(
            name,
            changing().stream()
                    .map(column -> column.name() + " = new." + column.name())
                    .collect(joining(", "))
                + more,
            list(sent, ":"),
            list(sent, ""),
            key.stream()
                .map(column -> "old." + column.name() + " = new." + column.name())
                .collect(joining(" and ")));
  }

  /** What {@link #update} is given. */
  Bindings updated(Collection<T> rows, List<Column<T>> given) {
    return bindings(Stream.of(key, changing(), given).flatMap(List::stream).toList(), rows);
  }

  /** A condition of {@link #update}: something changes. */
  String isDifferent() {
    return "(%s) is distinct from (%s)"
        .formatted(list(changing(), "old."), list(changing(), "new."));
  }
}
