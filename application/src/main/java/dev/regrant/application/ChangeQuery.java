package dev.regrant.application;

import dev.regrant.domain.Catalog;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which changes are wanted, in the order of their positions, and of their ids where those are
 * equal.
 *
 * @param catalogs of what is in these alone; of everything, if empty
 * @param from the first position
 * @param after what is left out of the first position: this id, and those before it
 * @param until the position before which they end: that of a {@link ChangeMark}
 */
public record ChangeQuery(
    Of of,
    Optional<Set<Catalog.Id>> catalogs,
    long from,
    Optional<UUID> after,
    long until,
    int limit) {
  /** The kinds whose changes are kept. */
  public enum Of {
    /** {@link Store.Tx#requests()}. */
    REQUESTS,
    /** {@link Store.Tx#assignments()}, which are never deleted. */
    ASSIGNMENTS
  }

  public ChangeQuery {
    catalogs = catalogs.map(Set::copyOf);
    if (limit < 1 || limit > Query.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit must be between 1 and %d, not %d".formatted(Query.MAX_LIMIT, limit));
    }
  }
}
