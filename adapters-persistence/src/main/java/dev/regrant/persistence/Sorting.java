package dev.regrant.persistence;

import static java.util.stream.Collectors.joining;

import dev.regrant.application.Order;
import dev.regrant.application.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sorts the rows of a query, such that an index of the same keys can be followed. */
final class Sorting<T> {
  /**
   * What rows are sorted by.
   *
   * @param value of the place where the page begins; empty text for none
   */
  private record Key(String sql, boolean isNullable, boolean isDescending, String value) {
    String sorted() {
      if (!isNullable) {
        return isDescending ? sql + " desc" : sql;
      }
      return sql + (isDescending ? " desc nulls last" : " asc nulls first");
    }

    /**
     * What comes behind the place, or has the same value and is behind by what is sorted by next.
     */
    String behind(String next) {
      if (value.isEmpty()) {
        String same = "(" + sql + " is null and " + next + ")";
        return isDescending ? same : "(" + sql + " is not null or " + same + ")";
      }
      return "(%s %s %s%s or (%s = %s and %s))"
          .formatted(
              sql,
              isDescending ? "<" : ">",
              value,
              isNullable && isDescending ? " or " + sql + " is null" : "",
              sql,
              value,
              next);
    }
  }

  private final Query<T> query;
  private final Columns<T> columns;
  private final Bindings bindings;
  private final List<Key> keys = new ArrayList<>();

  Sorting(Query<T> query, Columns<T> columns, Bindings bindings) {
    this.query = query;
    this.columns = columns;
    this.bindings = bindings;
    for (int i = 0; i < query.order().size(); i++) {
      int n = i;
      keys.add(key(query.order().get(n), query.after().flatMap(place -> place.values().get(n))));
    }
  }

  private Key key(Order<T> order, Optional<? extends Comparable<?>> value) {
    var field = order.field();
    boolean isDescending = order.isDescending();
    return switch (columns.of(field)) {
      case Columns.Ids ids -> throw new IllegalArgumentException(field.name() + " sorts nothing");
      case Columns.Constant<?> constant ->
          new Key(place(constant), false, isDescending, place(constant, value));
      case Columns.Plain plain when plain.isNullable() && field.type() == Instant.class ->
          new Key(
              "case when %1$s is null then '-infinity' else %1$s end".formatted(plain.sql()),
              false,
              isDescending,
              value.isEmpty() ? "'-infinity'::timestamptz" : bound(value));
      case Columns.Plain plain ->
          new Key(
              Conditions.sorted(plain.sql(), field),
              plain.isNullable(),
              isDescending,
              bound(value));
    };
  }

  private String bound(Optional<? extends Comparable<?>> value) {
    if (value.isEmpty()) {
      return "";
    }
    String name = bindings.nextName();
    bindings.value(name, value.get());
    return ":" + name;
  }

  /** The place of a constant among what constants stand for. */
  private String place(Columns.Constant<?> kept) {
    String names = bindings.nextName();
    bindings.array(names, "text", kept.names());
    String places = bindings.nextName();
    bindings.array(places, "integer", kept.places());
    return "(:%s)[array_position(:%s, %s)]".formatted(places, names, kept.sql());
  }

  private String place(Columns.Constant<?> kept, Optional<? extends Comparable<?>> value) {
    if (value.isEmpty()) {
      return "";
    }
    String name = bindings.nextName();
    bindings.number(name, kept.meanings().indexOf(value.get()));
    return ":" + name;
  }

  /** What to order by. */
  String keys() {
    return Stream.concat(
            keys.stream().map(Key::sorted), Stream.of(query.isDescending() ? "id desc" : "id"))
        .collect(joining(", "));
  }

  /** A further condition: what comes after the place where the page begins. */
  String behindPlace() {
    if (query.after().isEmpty()) {
      return "";
    }
    bindings.uuid("after", query.after().get().id());
    String direction = query.isDescending() ? " < " : " > ";
    if (keys.stream()
        .allMatch(key -> !key.isNullable() && key.isDescending() == query.isDescending())) {
      // One comparison of rows, which an index answers.
      return " and (%s)%s(%s)"
          .formatted(
              joined(keys.stream().map(Key::sql), "id"),
              direction,
              joined(keys.stream().map(Key::value), ":after"));
    }
    String behind = "id" + direction + ":after";
    for (Key key : keys.reversed()) {
      behind = key.behind(behind);
    }
    return " and " + behind;
  }

  private static String joined(Stream<String> some, String last) {
    return Stream.concat(some, Stream.of(last)).collect(joining(", "));
  }
}
