package dev.regrant.persistence;

import dev.regrant.application.Field;
import dev.regrant.application.Order;
import java.util.List;
import java.util.function.Function;

/** Where each field of a kind of entity is kept. */
@FunctionalInterface
interface Columns<T> {
  Kept of(Field<T> field);

  /** How a field is kept. */
  sealed interface Kept {
    /** An expression, null where there is no value. */
    String sql();
  }

  /** As a value of its own. */
  record Plain(String sql, boolean isNullable) implements Kept {}

  /** As the name of a constant. */
  record Constant<E extends Enum<E>>(
      String sql, List<E> constants, Function<E, ? extends Comparable<?>> meaning) implements Kept {
    List<String> names() {
      return constants.stream().map(Enum::name).toList();
    }

    /** What the constants stand for, in order. */
    List<? extends Comparable<?>> meanings() {
      return constants.stream().map(meaning).distinct().sorted(Order::compare).toList();
    }

    /** The place of each constant in the order of the meanings. */
    List<Integer> places() {
      var meanings = meanings();
      return constants.stream().map(one -> meanings.indexOf(meaning.apply(one))).toList();
    }
  }

  /** As a JSON array of ids. */
  record Ids(String sql) implements Kept {}

  static Kept plain(String column) {
    return new Plain(column, false);
  }

  static Kept nullable(String column) {
    return new Plain(column, true);
  }

  static <E extends Enum<E>> Kept constant(String column, E[] constants) {
    return new Constant<>(column, List.of(constants), Function.identity());
  }
}
