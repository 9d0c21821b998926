package dev.regrant.persistence;

import static java.util.stream.Collectors.joining;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

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

  Conditions(Bindings bindings) {
    this.bindings = bindings;
  }

  <T> String sql(Filter<T> filter, Comparisons<T> comparisons) {
    return switch (filter) {
      case Filter.Everything<T> everything -> "true";
      case Filter.And<T> and -> joined(and.all(), " and ", "true", comparisons);
      case Filter.Or<T> or -> joined(or.any(), " or ", "false", comparisons);
      case Filter.Compare<T> compare -> comparisons.sql(compare, this);
    };
  }

  private <T> String joined(
      List<Filter<T>> parts, String word, String ifNone, Comparisons<T> comparisons) {
    return parts.isEmpty()
        ? ifNone
        : parts.stream().map(part -> sql(part, comparisons)).collect(joining(word, "(", ")"));
  }

  String uuid(String column, Filter.Compare<?> compare) {
    String name = bindings.nextName();
    bindings.uuid(name, (UUID) compare.value());
    return compared(column, compare, name);
  }

  /** A column with a JSON array of ids. */
  String uuidAmong(String column, Filter.Compare<?> compare) {
    return "exists (select from jsonb_array_elements_text(%s) as one where %s)"
        .formatted(column, uuid("one::uuid", compare));
  }

  String text(String column, Filter.Compare<?> compare) {
    String name = bindings.nextName();
    bindings.text(name, (String) compare.value());
    return compared(column, compare, name);
  }

  String time(String column, Filter.Compare<?> compare) {
    String name = bindings.nextName();
    bindings.time(name, (Instant) compare.value());
    return compared(column, compare, name);
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
    var matching =
        new Filter.Compare<>(
            new Meaning<>(compare.field().type(), meaning), compare.operator(), compare.value());
    String name = bindings.nextName();
    bindings.array(
        name, "text", Stream.of(constants).filter(matching::matches).map(Enum::name).toList());
    return column + " = any(:" + name + ")";
  }
}
