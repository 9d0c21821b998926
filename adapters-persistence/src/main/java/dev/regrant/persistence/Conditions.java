package dev.regrant.persistence;

import static java.util.stream.Collectors.joining;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.Filter.Operator;
import dev.regrant.persistence.Columns.Kept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes a {@link Filter} as SQL; its values become parameters. */
final class Conditions {
  /** What a constant stands for, as a field of its own, so that {@link Filter} compares it. */
  private record Meaning<E>(
      Class<? extends Comparable<?>> type, Function<E, ? extends Comparable<?>> meaning)
      implements Field<E> {
    @Override
    public String name() {
      return type.getSimpleName();
    }

    @Override
    public Optional<? extends Comparable<?>> of(E constant) {
      return Optional.of(meaning.apply(constant));
    }
  }

  private static final Map<Class<?>, String> TYPES =
      Map.of(
          UUID.class, "uuid",
          String.class, "text",
          Instant.class, "timestamptz",
          Boolean.class, "boolean");

  private final Bindings bindings;

  Conditions(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * The condition, which is true or else false or null.
   *
   * @param row the name of the row that is asked about
   */
  <T> String sql(Filter<T> filter, Columns<T> columns, String row) {
    return switch (filter) {
      case Filter.Everything<T> everything -> "true";
      case Filter.And<T> and ->
          and.all().isEmpty()
              ? "true"
              : and.all().stream()
                  .map(part -> sql(part, columns, row))
                  .collect(joining(" and ", "(", ")"));
      case Filter.Or<T> or -> any(or.any(), columns, row);
      case Filter.Not<T> not -> "((" + sql(not.condition(), columns, row) + ") is not true)";
      case Filter.Absent<T> absent -> absent(columns.of(absent.field()));
      case Filter.Any<T, ?> any -> exists(any, row);
      case Filter.Compare<T> compare -> compared(columns.of(compare.field()), List.of(compare));
    };
  }

  private <T, R> String exists(Filter.Any<T, R> any, String row) {
    // A bare name is a column of the innermost row.
    String inner = bindings.nextRow();
    var related = Related.by(any.relation());
    return "exists (select from %s)"
        .formatted(related.rows(inner, row) + sql(any.condition(), related.columns(), inner));
  }

  /** A property that is to equal one of many values is compared with an array of them. */
  private <T> String any(List<Filter<T>> parts, Columns<T> columns, String row) {
    var equal = new LinkedHashMap<Field<T>, List<Filter.Compare<T>>>();
    var others = new ArrayList<Filter<T>>();
    for (Filter<T> part : parts) {
      if (part instanceof Filter.Compare<T> compare && compare.operator() == Operator.EQ) {
        equal.computeIfAbsent(compare.field(), none -> new ArrayList<>()).add(compare);
      } else {
        others.add(part);
      }
    }
    return parts.isEmpty()
        ? "false"
        : Stream.concat(
                equal.entrySet().stream()
                    .map(same -> compared(columns.of(same.getKey()), same.getValue())),
                others.stream().map(part -> sql(part, columns, row)))
            .collect(joining(" or ", "(", ")"));
  }

  private static String absent(Kept kept) {
    return kept instanceof Columns.Ids ids
        ? "jsonb_array_length(" + ids.sql() + ") = 0"
        : kept.sql() + " is null";
  }

  /** Any of some comparisons of one field; of several, all are for equality. */
  private <T> String compared(Kept kept, List<Filter.Compare<T>> any) {
    return switch (kept) {
      case Columns.Constant<?> constant -> constant(constant, any);
      case Columns.Plain plain -> plain(plain.sql(), any);
      case Columns.Ids(var sql) ->
          any.getFirst().operator() == Operator.NE
              ? "not " + among(sql, List.of(equal(any.getFirst())))
              : among(sql, any);
    };
  }

  private static <T> Filter.Compare<T> equal(Filter.Compare<T> compare) {
    return new Filter.Compare<>(compare.field(), Operator.EQ, compare.value());
  }

  private <T> String among(String sql, List<Filter.Compare<T>> any) {
    return "exists (select from jsonb_array_elements_text(%s) as one where %s)"
        .formatted(sql, plain("one::uuid", any));
  }

  private <T> String plain(String sql, List<Filter.Compare<T>> any) {
    String name = bindings.nextName();
    var compare = any.getFirst();
    if (any.size() > 1) {
      bindings.array(
          name,
          TYPES.getOrDefault(compare.field().type(), "text"),
          any.stream().map(one -> element(one.value())).toList());
      return sql + " = any(:" + name + ")";
    }
    bindings.value(name, compare.value());
    return compared(sql, compare, ":" + name);
  }

  private static Object element(Comparable<?> value) {
    return value instanceof Instant time ? Times.text(time) : value;
  }

  private static String compared(String sql, Filter.Compare<?> compare, String value) {
    return switch (compare.operator()) {
      case EQ -> sql + " = " + value;
      case NE -> sql + " is distinct from " + value;
      case GT -> sorted(sql, compare.field()) + " > " + value;
      case GE -> sorted(sql, compare.field()) + " >= " + value;
      case LT -> sorted(sql, compare.field()) + " < " + value;
      case LE -> sorted(sql, compare.field()) + " <= " + value;
      case CONTAINS -> "strpos(%s, %s) > 0".formatted(sql, value);
      case STARTS_WITH -> "starts_with(%s, %s)".formatted(sql, value);
      case ENDS_WITH -> "right(%s, length(%s)) = %s".formatted(sql, value, value);
    };
  }

  /** By code points, whatever the language of the database. */
  static String sorted(String sql, Field<?> field) {
    return field.type() == String.class ? sql + " collate \"C\"" : sql;
  }

  /**
   * A column of constants, which PostgreSQL knows by their names only: it is given the names of
   * those that satisfy the comparison.
   */
  private <T, E extends Enum<E>> String constant(
      Columns.Constant<E> kept, List<Filter.Compare<T>> any) {
    var field = new Meaning<>(any.getFirst().field().type(), kept.meaning());
    var matching =
        any.stream().map(one -> new Filter.Compare<>(field, one.operator(), one.value())).toList();
    String name = bindings.nextName();
    bindings.array(
        name,
        "text",
        kept.constants().stream()
            .filter(constant -> matching.stream().anyMatch(one -> one.matches(constant)))
            .map(Enum::name)
            .toList());
    return kept.sql() + " = any(:" + name + ")";
  }
}
