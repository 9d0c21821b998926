package dev.regrant.application;

import java.util.Collection;
import java.util.List;

/**
 * A condition on entities, which each store evaluates in its own way. A comparison with a property
 * that has no value is false, as in SQL; with one of several values, it is true if it is for any.
 *
 * @param <T> what is filtered
 */
public sealed interface Filter<T> {
  /** Every entity. */
  record Everything<T>() implements Filter<T> {}

  /** Those that satisfy all of the conditions. */
  record And<T>(List<Filter<T>> all) implements Filter<T> {
    public And {
      all = List.copyOf(all);
    }
  }

  /** Those that satisfy any of the conditions. */
  record Or<T>(List<Filter<T>> any) implements Filter<T> {
    public Or {
      any = List.copyOf(any);
    }
  }

  /** Those whose property compares so with a value of the field's type. */
  record Compare<T>(Field<T> field, Operator operator, Comparable<?> value) implements Filter<T> {
    public Compare {
      if (!field.type().isInstance(value)) {
        throw new IllegalArgumentException(
            "%s compares with %s, not with %s"
                .formatted(field.name(), field.type().getSimpleName(), value.getClass()));
      }
      if (operator == Operator.CONTAINS && field.type() != String.class) {
        throw new IllegalArgumentException(field.name() + " is no text that could contain another");
      }
    }
  }

  /** How a property is compared. */
  enum Operator {
    /** Equal. */
    EQ,
    /** Not equal. */
    NE,
    /** Greater. */
    GT,
    /** Greater or equal. */
    GE,
    /** Less. */
    LT,
    /** Less or equal. */
    LE,
    /** A text that has the other one in it. */
    CONTAINS
  }

  /** Everything. */
  static <T> Filter<T> everything() {
    return new Everything<>();
  }

  /** Those whose property equals {@code value}. */
  static <T> Filter<T> eq(Field<T> field, Comparable<?> value) {
    return new Compare<>(field, Operator.EQ, value);
  }

  /** Those whose property equals one of {@code values}. */
  static <T> Filter<T> anyOf(Field<T> field, Collection<? extends Comparable<?>> values) {
    return new Or<>(values.stream().distinct().<Filter<T>>map(value -> eq(field, value)).toList());
  }

  /** Those that satisfy both. */
  static <T> Filter<T> and(Filter<T> one, Filter<T> other) {
    return new And<>(List.of(one, other));
  }

  /** Whether {@code entity} satisfies this condition: the meaning that every store must match. */
  default boolean matches(T entity) {
    return switch (this) {
      case Everything<T> everything -> true;
      case And<T> and -> and.all().stream().allMatch(filter -> filter.matches(entity));
      case Or<T> or -> or.any().stream().anyMatch(filter -> filter.matches(entity));
      case Compare<T> compare ->
          compare.field().all(entity).stream().anyMatch(value -> holds(compare, value));
    };
  }

  @SuppressWarnings("unchecked") // Compare's constructor has checked the type.
  private static boolean holds(Compare<?> compare, Comparable<?> value) {
    if (compare.operator() == Operator.CONTAINS) {
      return ((String) value).contains((String) compare.value());
    }
    int order = ((Comparable<Object>) value).compareTo(compare.value());
    return switch (compare.operator()) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case GT -> order > 0;
      case GE -> order >= 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case CONTAINS -> throw new IllegalStateException("is no order");
    };
  }
}
