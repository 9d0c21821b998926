package dev.regrant.application;

import dev.regrant.domain.Catalog;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where a caller may do a {@link Task}.
 *
 * @param catalogs the catalogs that it is limited to; empty for everywhere
 * @param isNowhere whether there can be none; who may have some but has none yet sees empty lists
 * @param lack what is missing elsewhere
 * @param message the same in words
 */
record Reach(
    Optional<Set<Catalog.Id>> catalogs, boolean isNowhere, Outcome.Lack lack, String message) {
  private static final Reach EVERYWHERE = new Reach(Optional.empty(), false, Outcome.Lack.ROLE, "");

  static Reach everywhere() {
    return EVERYWHERE;
  }

  static Reach nowhere(Outcome.Lack lack, String message) {
    return new Reach(Optional.of(Set.of()), true, lack, message);
  }

  static Reach within(Set<Catalog.Id> catalogs, String message) {
    return new Reach(Optional.of(Set.copyOf(catalogs)), false, Outcome.Lack.ROLE, message);
  }

  boolean isEverywhere() {
    return catalogs.isEmpty();
  }

  boolean covers(Catalog.Id catalog) {
    return catalogs.map(some -> some.contains(catalog)).orElse(true);
  }

  /** Whether it covers the catalog of this entity. */
  <T> boolean covers(Field<T> catalogOf, T entity) {
    return isEverywhere()
        || catalogOf
            .of(entity)
            .filter(id -> id instanceof UUID value && covers(new Catalog.Id(value)))
            .isPresent();
  }

  /** The part of a list that is within reach. */
  <T> Filter<T> narrowed(Filter<T> filter, Field<T> catalogOf) {
    return catalogs
        .map(
            some ->
                Filter.and(
                    filter,
                    new Filter.Or<>(
                        some.stream()
                            .<Filter<T>>map(id -> Filter.eq(catalogOf, id.value()))
                            .toList())))
        .orElse(filter);
  }

  /** The answer to who wants to go further. */
  <T> Outcome<T> forbidden() {
    return new Outcome.Forbidden<>(lack, message);
  }
}
