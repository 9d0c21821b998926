package dev.regrant.testkit;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.Order;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Conditions and orders for entities of one kind: each by itself, and many at random. */
final class QueryCases<T> {
  private static final int COMBINED = 100;
  private static final int ORDERS = 20;

  private final Random random;
  private final List<Field<T>> fields;
  private final List<T> data;

  /**
   * What is to be asked.
   *
   * @param data what values are taken from
   */
  QueryCases(Random random, List<Field<T>> fields, List<T> data) {
    this.random = random;
    this.fields = fields;
    this.data = data;
  }

  private <V> V any(List<V> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Every comparison of every field, its opposite, and combinations. */
  List<Filter<T>> filters() {
    var filters = new ArrayList<Filter<T>>();
    for (Field<T> field : fields) {
      var values = values(field);
      for (Comparable<?> value : values) {
        for (Filter.Operator operator : Filter.Operator.values()) {
          if (!operator.isOfText() || field.type() == String.class) {
            filters.add(new Filter.Compare<>(field, operator, value));
          }
        }
      }
      filters.add(Filter.anyOf(field, values));
      filters.add(Filter.anyOf(field, values.stream().limit(2).toList()));
      filters.add(new Filter.Absent<>(field));
    }
    List.copyOf(filters).forEach(filter -> filters.add(new Filter.Not<>(filter)));
    filters.add(new Filter.And<>(List.of()));
    filters.add(new Filter.Or<>(List.of()));
    var single = List.copyOf(filters);
    for (int n = 0; n < COMBINED; n++) {
      filters.add(combined(single, 3));
    }
    return filters;
  }

  private Filter<T> combined(List<Filter<T>> filters, int depth) {
    int choice = depth == 0 ? 0 : random.nextInt(4);
    if (choice == 0) {
      return any(filters);
    }
    if (choice == 1) {
      return new Filter.Not<>(combined(filters, depth - 1));
    }
    var parts =
        IntStream.range(0, 1 + random.nextInt(3))
            .mapToObj(part -> combined(filters, depth - 1))
            .toList();
    return choice == 2 ? new Filter.And<>(parts) : new Filter.Or<>(parts);
  }

  /** Every field that can be sorted by, up and down, and several at random. */
  List<List<Order<T>>> orders() {
    var single = new ArrayList<Order<T>>();
    for (Field<T> field : fields) {
      if (!field.isMany()) {
        single.add(new Order<>(field, false));
        single.add(new Order<>(field, true));
      }
    }
    var orders = new ArrayList<List<Order<T>>>();
    single.forEach(order -> orders.add(List.of(order)));
    for (int n = 0; n < ORDERS; n++) {
      orders.add(List.of(any(single), any(single), any(single)));
    }
    return orders;
  }

  /** Some values that occur, and some next to them that do not. */
  private Set<Comparable<?>> values(Field<T> field) {
    var constants = field.type().getEnumConstants();
    var values = new LinkedHashSet<Comparable<?>>();
    if (constants != null) {
      values.addAll(Arrays.asList(constants));
      return values;
    }
    for (int n = 0; n < 4; n++) {
      values.addAll(field.all(any(data)));
    }
    for (Comparable<?> value : List.copyOf(values)) {
      switch (value) {
        case Instant time -> values.add(time.plus(1, ChronoUnit.MICROS));
        case String text -> {
          values.add(text + " ");
          values.add(firstHalf(text));
          values.add(text.substring(firstHalf(text).length()));
        }
        case Boolean flag -> values.add(!flag);
        default -> values.add(World.nextId());
      }
    }
    return values;
  }

  private static String firstHalf(String text) {
    return text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2));
  }
}
