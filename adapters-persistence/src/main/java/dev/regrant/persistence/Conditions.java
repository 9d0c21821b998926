package dev.regrant.persistence;

import static java.util.stream.Collectors.joining;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.Filter.Operator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Filter} as SQL; its values become parameters. */
final class Conditions {
  /** How each kind of entity writes a comparison. */
  interface Comparisons<T> {
    String sql(Filter.Compare<T> compare, Conditions conditions);
  }

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

  private final Bindings bindings;

  /** What a comparison for equality may be equal to besides its own value. */
  private final List<Filter.Compare<?>> alternatives;

  Conditions(Bindings bindings) {
    this(bindings, List.of());
  }

  private Conditions(Bindings bindings, List<Filter.Compare<?>> alternatives) {
    this.bindings = bindings;
    this.alternatives = alternatives;
  }

  <T> String sql(Filter<T> filter, Comparisons<T> comparisons) {
    return switch (filter) {
      case Filter.Everything<T> everything -> "true";
      case Filter.And<T> and -> joined(and.all(), " and ", "true", comparisons);
      case Filter.Or<T> or -> any(or.any(), comparisons);
      case Filter.Compare<T> compare -> comparisons.sql(compare, this);
    };
  }

  /** A property that is to equal one of many values is compared with an array of them. */
  private <T> String any(List<Filter<T>> parts, Comparisons<T> comparisons) {
    var equal = new LinkedHashMap<Field<T>, List<Filter.Compare<?>>>();
    var others = new ArrayList<Filter<T>>();
    for (Filter<T> part : parts) {
      if (part instanceof Filter.Compare<T> compare && compare.operator() == Operator.EQ) {
        var same = equal.computeIfAbsent(compare.field(), none -> new ArrayList<>());
        if (same.isEmpty()) {
          others.add(compare);
        }
        same.add(compare);
      } else {
        others.add(part);
      }
    }
    return others.isEmpty()
        ? "false"
        : others.stream()
            .map(
                part ->
                    part instanceof Filter.Compare<T> compare && compare.operator() == Operator.EQ
                        ? comparisons.sql(compare, with(equal.get(compare.field())))
                        : sql(part, comparisons))
            .collect(joining(" or ", "(", ")"));
  }

  private Conditions with(@Nullable List<Filter.Compare<?>> equal) {
    return equal == null ? this : new Conditions(bindings, equal.subList(1, equal.size()));
  }

  private <T> String joined(
      List<Filter<T>> parts, String word, String ifNone, Comparisons<T> comparisons) {
    return parts.isEmpty()
        ? ifNone
        : parts.stream().map(part -> sql(part, comparisons)).collect(joining(word, "(", ")"));
  }

  String uuid(String column, Filter.Compare<?> compare) {
    String name = bindings.nextName();
    if (alternatives.isEmpty()) {
      bindings.uuid(name, (UUID) compare.value());
      return compared(column, compare, name);
    }
    return equalsAny(column, name, "uuid", compare, UUID.class::cast);
  }

  /** A column with a JSON array of ids. */
  String uuidAmong(String column, Filter.Compare<?> compare) {
    return "exists (select from jsonb_array_elements_text(%s) as one where %s)"
        .formatted(column, uuid("one::uuid", compare));
  }

  String text(String column, Filter.Compare<?> compare) {
    String name = bindings.nextName();
    if (alternatives.isEmpty()) {
      bindings.text(name, (String) compare.value());
      return compared(column, compare, name);
    }
    return equalsAny(column, name, "text", compare, String.class::cast);
  }

  String time(String column, Filter.Compare<?> compare) {
    String name = bindings.nextName();
    if (alternatives.isEmpty()) {
      bindings.time(name, (Instant) compare.value());
      return compared(column, compare, name);
    }
    return equalsAny(column, name, "timestamptz", compare, time -> Times.text((Instant) time));
  }

  private String equalsAny(
      String column,
      String parameter,
      String type,
      Filter.Compare<?> compare,
      Function<Object, Object> element) {
    bindings.array(parameter, type, all(compare).map(one -> element.apply(one.value())).toList());
    return column + " = any(:" + parameter + ")";
  }

  private Stream<Filter.Compare<?>> all(Filter.Compare<?> compare) {
    return Stream.concat(Stream.of(compare), alternatives.stream());
  }

  private static String compared(String column, Filter.Compare<?> compare, String parameter) {
    String operator =
        switch (compare.operator()) {
          case EQ -> "=";
          case NE -> "<>";
          case GT -> ">";
          case GE -> ">=";
          case LT -> "<";
          case LE -> "<=";
          case CONTAINS -> "contains";
        };
    if (compare.operator() == Filter.Operator.CONTAINS) {
      return "strpos(%s, :%s) > 0".formatted(column, parameter);
    }
    return column + " " + operator + " :" + parameter;
  }

  /**
   * A column of constants, which PostgreSQL knows by their names only: it is given the names of
   * those that satisfy the comparison.
   *
   * @param meaning what is compared of each constant
   */
  <E extends Enum<E>> String constant(
      String column,
      E[] constants,
      Function<E, ? extends Comparable<?>> meaning,
      Filter.Compare<?> compare) {
    var field = new Meaning<>(compare.field().type(), meaning);
    var matching =
        all(compare).map(one -> new Filter.Compare<>(field, one.operator(), one.value())).toList();
    String name = bindings.nextName();
    bindings.array(
        name,
        "text",
        Stream.of(constants)
            .filter(constant -> matching.stream().anyMatch(one -> one.matches(constant)))
            .map(Enum::name)
            .toList());
    return column + " = any(:" + name + ")";
  }
}
