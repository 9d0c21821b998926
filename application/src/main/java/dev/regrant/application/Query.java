package dev.regrant.application;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A page of a list.
 *
 * @param filter what belongs to the list
 * @param order by what it is sorted; what is equal by that is sorted by id, in the direction of the
 *     last order, and newest first where nothing is asked for
 * @param limit the most entities of a page
 * @param skip how many of the first entities are left out
 * @param after the last entity of the page before; paging is by key, so that it stays stable and
 *     cheap while rows are added
 */
public record Query<T>(
    Filter<T> filter, List<Order<T>> order, int limit, int skip, Optional<Place> after) {
  /** The most entities of a page. */
  public static final int MAX_LIMIT = 1_000;

  /** The most entities that can be left out: each has to be read. */
  public static final int MAX_SKIP = 10_000;

  /** The most properties that a list can be sorted by. */
  public static final int MAX_ORDERS = 5;

  /**
   * A place in a list, behind an entity that need not be there any more.
   *
   * @param values the entity's values of what the list is sorted by
   * @param id the entity's id
   */
  public record Place(List<Optional<? extends Comparable<?>>> values, UUID id) {
    public Place {
      values = List.copyOf(values);
    }
  }

  public Query {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit must be between 1 and %d, not %d".formatted(MAX_LIMIT, limit));
    }
    if (skip < 0 || skip > MAX_SKIP) {
      throw new IllegalArgumentException(
          "skip must be between 0 and %d, not %d".formatted(MAX_SKIP, skip));
    }
    order = List.copyOf(order);
    if (order.size() > MAX_ORDERS) {
      throw new IllegalArgumentException(
          "a list is sorted by at most %d properties, not by %d"
              .formatted(MAX_ORDERS, order.size()));
    }
    checkPlace(order, after);
  }

  /**
   * A page, newest first.
   *
   * @param after the id of the last entity of the page before
   */
  public Query(Filter<T> filter, int limit, Optional<UUID> after) {
    this(filter, List.of(), limit, 0, after.map(id -> new Place(List.of(), id)));
  }

  private static <T> void checkPlace(List<Order<T>> order, Optional<Place> after) {
    if (after.isEmpty()) {
      return;
    }
    var values = after.get().values();
    if (values.size() != order.size()) {
      throw new IllegalArgumentException("the place is none of a list that is sorted like this");
    }
    for (int i = 0; i < values.size(); i++) {
      var type = order.get(i).field().type();
      if (values.get(i).isPresent() && !type.isInstance(values.get(i).get())) {
        throw new IllegalArgumentException("the place is none of a list that is sorted like this");
      }
    }
  }

  /** The same page of what satisfies {@code condition}, too. */
  public Query<T> narrowed(Filter<T> condition) {
    return withFilter(Filter.and(condition, filter));
  }

  /** The same page of another list. */
  public Query<T> withFilter(Filter<T> other) {
    return new Query<>(other, order, limit, skip, after);
  }

  /** Whether what is equal by all of the orders is sorted by falling id. */
  public boolean isDescending() {
    return order.isEmpty() || order.getLast().isDescending();
  }

  /** Sorts places as the list is sorted. */
  public Comparator<Place> places() {
    return this::compare;
  }

  private int compare(Place one, Place other) {
    for (int i = 0; i < order.size(); i++) {
      int compared = order.get(i).compare(one.values().get(i), other.values().get(i));
      if (compared != 0) {
        return compared;
      }
    }
    int byId = Order.compare(one.id(), other.id());
    return isDescending() ? -byId : byId;
  }

  /** The place behind {@code entity}. */
  public Place placeOf(T entity, UUID id) {
    var values = new ArrayList<Optional<? extends Comparable<?>>>();
    order.forEach(one -> values.add(one.field().of(entity)));
    return new Place(values, id);
  }
}
