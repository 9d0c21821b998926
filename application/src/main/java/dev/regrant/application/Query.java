package dev.regrant.application;

import java.util.Optional;
import java.util.UUID;

/**
 * A page of a list, newest first.
 *
 * @param filter what belongs to the list
 * @param limit the most entities of a page
 * @param after the id of the last entity of the page before; paging is by key, so that it stays
 *     stable and cheap while rows are added
 */
public record Query<T>(Filter<T> filter, int limit, Optional<UUID> after) {
  /** The most entities of a page. */
  public static final int MAX_LIMIT = 1_000;

  public Query {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit must be between 1 and %d, not %d".formatted(MAX_LIMIT, limit));
    }
  }
}
