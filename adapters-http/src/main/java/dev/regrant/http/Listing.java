package dev.regrant.http;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.Lookup;
import dev.regrant.application.Outcome;
import dev.regrant.application.Page;
import dev.regrant.application.Query;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** A list that is read page by page. */
interface Listing<T> {
  /**
   * Part of a list.
   *
   * @param next what to give {@link #page} for the following one
   */
  record Slice<T>(List<T> items, Optional<String> next) {}

  /**
   * A page of what satisfies the filter.
   *
   * @param after the {@code next} of the page before
   */
  Slice<T> page(Filter<T> filter, int limit, Optional<String> after);

  /** What the store holds of one kind, and satisfies {@code scope}. */
  static <T> Listing<T> stored(Reads reads, Lookup<?, T> lookup, Filter<T> scope) {
    return paged(
        reads,
        query ->
            lookup.list(
                reads.caller(),
                new Query<>(Filter.and(scope, query.filter()), query.limit(), query.after())));
  }

  /** What {@code list} gives. */
  static <T> Listing<T> paged(Reads reads, Function<Query<T>, Outcome<Page<T>>> list) {
    return (filter, limit, after) -> {
      Optional<UUID> last = after.map(Listing::storedToken);
      var page = reads.value(list.apply(new Query<>(filter, limit, last)));
      return new Slice<>(page.items(), page.next().map(UUID::toString));
    };
  }

  /** The id that a token of a stored list is. */
  static UUID storedToken(String token) {
    return WireFormat.guid(token).orElseThrow(Listing::invalidToken);
  }

  /** What is at hand already. */
  static <T> Listing<T> of(List<T> all) {
    return (filter, limit, after) -> {
      int from = after.map(Listing::position).orElse(0);
      var matching = all.stream().filter(filter::matches).toList();
      int to = Math.min(matching.size(), from + limit);
      return new Slice<>(
          matching.subList(Math.min(from, to), to),
          to < matching.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    };
  }

  private static int position(String token) {
    if (!token.matches("[0-9]{1,7}")) {
      throw invalidToken();
    }
    return Integer.parseInt(token);
  }

  private static GraphError invalidToken() {
    return GraphError.badRequest(
        ErrorCode.INVALID_SKIP_TOKEN, "$skiptoken", "The $skiptoken is none of this list.");
  }

  /** A list whose ids are {@code id}: the one item of it with this id. */
  default Optional<T> find(Field<T> id, Comparable<?> value) {
    return page(Filter.eq(id, value), 1, Optional.empty()).items().stream().findFirst();
  }
}
