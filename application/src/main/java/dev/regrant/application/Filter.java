package dev.regrant.application;

import java.util.Collection;
import java.util.List;

/**
 * A condition on entities, which each store evaluates in its own way: {@link #matches} says what is
 * right. Conditions are true or false, never unknown: what has no value equals nothing, is neither
 * greater nor less than anything, and contains nothing.
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

  /** Those that do not satisfy the condition. */
  record Not<T>(Filter<T> condition) implements Filter<T> {}

  /** Those whose property has no value. */
  record Absent<T>(Field<T> field) implements Filter<T> {}

  /** Those of whose related entities at least one satisfies the condition. */
  record Any<T, R>(Relation<T, R> relation, Filter<R> condition) implements Filter<T> {}

  /**
   * Those whose property compares so with a value of the field's type. A property of several values
   * does if any of them does; {@link Operator#NE} is always the opposite of {@link Operator#EQ}.
   */
  record Compare<T>(Field<T> field, Operator operator, Comparable<?> value) implements Filter<T> {
    public Compare {
      if (!field.type().isInstance(value)) {
        throw new IllegalArgumentException(
            "%s compares with %s, not with %s"
                .formatted(field.name(), field.type().getSimpleName(), value.getClass()));
      }
      if (operator.isOfText() && field.type() != String.class) {
        throw new IllegalArgumentException(field.name() + " is no text that could contain another");
      }
    }
  }

  /** How a property is compared; in which order values are, {@link Order#compare} says. */
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
    CONTAINS,
    /** A text that begins with the other one. */
    STARTS_WITH,
    /** A text that ends with the other one. */
    ENDS_WITH;

    /** Whether it compares texts only. */
    public boolean isOfText() {
      return switch (this) {
        case EQ, NE, GT, GE, LT, LE -> false;
        case CONTAINS, STARTS_WITH, ENDS_WITH -> true;
      };
    }
  }

  /** Finds what relations lead to, for {@link #matches}. */
  @FunctionalInterface
  interface Relatives {
    /** Those that {@code relation} leads to from {@code entity}. */
    <T, R> Collection<R> of(Relation<T, R> relation, T entity);
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

  /**
   * Whether {@code entity} satisfies this condition, which asks about no other entities.
   *
   * @throws IllegalArgumentException if it does ask about others
   */
  default boolean matches(T entity) {
    return matches(entity, Relation::within);
  }

  /** Whether {@code entity} satisfies this condition: the meaning that every store must match. */
  default boolean matches(T entity, Relatives relatives) {
    return switch (this) {
      case Everything<T> everything -> true;
      case And<T> and -> and.all().stream().allMatch(one -> one.matches(entity, relatives));
      case Or<T> or -> or.any().stream().anyMatch(one -> one.matches(entity, relatives));
      case Not<T> not -> !not.condition().matches(entity, relatives);
      case Absent<T> absent -> absent.field().all(entity).isEmpty();
      case Any<T, ?> any -> anyMatches(any, entity, relatives);
      case Compare<T> compare -> holds(compare, entity);
    };
  }

  private static <T, R> boolean anyMatches(Any<T, R> any, T entity, Relatives relatives) {
    return relatives.of(any.relation(), entity).stream()
        .anyMatch(one -> any.condition().matches(one, relatives));
  }

  private static <T> boolean holds(Compare<T> compare, T entity) {
    var values = compare.field().all(entity);
    return compare.operator() == Operator.NE
        ? values.stream().noneMatch(value -> holds(Operator.EQ, value, compare.value()))
        : values.stream().anyMatch(value -> holds(compare.operator(), value, compare.value()));
  }

  private static boolean holds(Operator operator, Comparable<?> one, Comparable<?> other) {
    return switch (operator) {
      case EQ -> one.equals(other);
      case NE -> !one.equals(other);
      case GT -> Order.compare(one, other) > 0;
      case GE -> Order.compare(one, other) >= 0;
      case LT -> Order.compare(one, other) < 0;
      case LE -> Order.compare(one, other) <= 0;
      case CONTAINS -> ((String) one).contains((String) other);
      case STARTS_WITH -> ((String) one).startsWith((String) other);
      case ENDS_WITH -> ((String) one).endsWith((String) other);
    };
  }
}
