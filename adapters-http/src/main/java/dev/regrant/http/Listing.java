package dev.regrant.http;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.Lookup;
import dev.regrant.application.Order;
import dev.regrant.application.Outcome;
import dev.regrant.application.Page;
import dev.regrant.application.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** A list that is read page by page. */
interface Listing<T> {
  /**
   * Part of a list.
   *
   * @param next the {@link Part#after} of the following one
   */
  record Slice<T>(List<T> items, Optional<String> next) {}

  /** The part that is wanted. */
  Slice<T> page(Part<T> part);

  /** How many satisfy the filter. */
  default long count(Filter<T> filter) {
    long count = 0;
    Optional<String> next = Optional.empty();
    do {
      var slice = page(Part.of(filter, Query.MAX_LIMIT, next));
      count += slice.items().size();
      next = slice.next();
    } while (next.isPresent());
    return count;
  }

  /** What the store holds of one kind, and satisfies {@code scope}. */
  static <T> Listing<T> stored(Reads reads, Lookup<?, T> lookup, Filter<T> scope) {
    Listing<T> pages = paged(reads, query -> lookup.list(reads.caller(), query.narrowed(scope)));
    return new Listing<>() {
      @Override
      public Slice<T> page(Part<T> part) {
        return pages.page(part);
      }

      @Override
      public long count(Filter<T> filter) {
        return reads.value(lookup.count(reads.caller(), Filter.and(scope, filter)));
      }
    };
  }

  /** What {@code list} gives. */
  static <T> Listing<T> paged(Reads reads, Function<Query<T>, Outcome<Page<T>>> list) {
    return part -> {
      var page = reads.value(list.apply(part.query()));
      return new Slice<>(
          page.items(), page.next().map(id -> part.tokenAfter(page.items().getLast(), id)));
    };
  }

  /** The one with this id, as a path has it. */
  default T one(EntityType<T> type, String id) {
    var field = type.idField();
    var found =
        field.type() == String.class
            ? find(field, id).or(() -> find(field, id.toLowerCase(Locale.ROOT)))
            : find(field, Call.guid(id));
    return found.orElseThrow(() -> Refusals.notFound(type.name(), id));
  }

  /** All of it, for what is expanded. */
  default List<T> all() {
    List<T> all = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      var slice = page(Part.of(Filter.everything(), Query.MAX_LIMIT, next));
      all.addAll(slice.items());
      next = slice.next();
      if (all.size() > Rendering.MAX_ENTITIES) {
        throw Rendering.tooMany();
      }
    } while (next.isPresent());
    return all;
  }

  /** The id that a token of a stored list is. */
  static UUID storedToken(String token) {
    return WireFormat.guid(token).orElseThrow(Listing::invalidToken);
  }

  /** What is at hand already. */
  static <T> Listing<T> of(List<T> all) {
    return part -> {
      int from = part.after().map(Listing::position).orElse(part.skip());
      var matching = sorted(matching(all, part.filter()), part.order());
      int to = Math.min(matching.size(), from + part.limit());
      return new Slice<>(
          matching.subList(Math.min(from, to), to),
          to < matching.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    };
  }

  /** Those that satisfy the filter. */
  static <T> List<T> matching(List<T> all, Filter<T> filter) {
    try {
      return all.stream().filter(filter::matches).toList();
    } catch (IllegalArgumentException asksOthers) {
      throw GraphError.badRequest(
          ErrorCode.NOT_SUPPORTED,
          "$filter",
          "'any' and 'all' of other entities are not supported on this list.");
    }
  }

  /** All of them, sorted; what is equal stays in its order. */
  static <T> List<T> sorted(List<T> all, List<Order<T>> orders) {
    return orders.stream()
        .map(Order::comparator)
        .reduce(Comparator::thenComparing)
        .map(comparator -> all.stream().sorted(comparator).toList())
        .orElse(all);
  }

  private static int position(String token) {
    if (!token.matches("[0-9]{1,7}")) {
      throw invalidToken();
    }
    return Integer.parseInt(token);
  }

  static GraphError invalidToken() {
    return GraphError.badRequest(
        ErrorCode.INVALID_SKIP_TOKEN, "$skiptoken", "The $skiptoken is none of this list.");
  }

  /** A list whose ids are {@code id}: the one item of it with this id. */
  default Optional<T> find(Field<T> id, Comparable<?> value) {
    return page(Part.of(Filter.eq(id, value), 1, Optional.empty())).items().stream().findFirst();
  }
}
