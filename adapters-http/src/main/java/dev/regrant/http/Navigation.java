package dev.regrant.http;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A way from an entity to others, which can be expanded, and followed as a path.
 *
 * @param isMany whether it leads to a list
 * @param fetch what it leads to, of many entities at once, so that a page costs one look-up
 * @param listing the list that it leads to from one entity
 */
record Navigation<T, R>(
    Name name,
    Supplier<EntityType<R>> type,
    boolean isMany,
    Fetch<T, R> fetch,
    BiFunction<Reads, T, Listing<R>> listing) {

  /** Gives what each of the owners leads to, in the order of the owners. */
  @FunctionalInterface
  interface Fetch<T, R> {
    List<List<R>> fetch(Reads reads, List<T> owners);
  }

  /** To what is found with the entity itself. */
  static <T, R> Navigation<T, R> within(
      Name name, Supplier<EntityType<R>> type, boolean isMany, BiFunction<Reads, T, List<R>> read) {
    return fetched(
        name,
        type,
        isMany,
        (reads, owners) -> owners.stream().map(owner -> read.apply(reads, owner)).toList());
  }

  /** To what {@code fetch} gives. */
  static <T, R> Navigation<T, R> fetched(
      Name name, Supplier<EntityType<R>> type, boolean isMany, Fetch<T, R> fetch) {
    return new Navigation<>(
        name,
        type,
        isMany,
        fetch,
        (reads, owner) -> Listing.of(fetch.fetch(reads, List.of(owner)).getFirst()));
  }

  /** To the entities whose ids the entity holds. */
  static <T, I, R> Navigation<T, R> byIds(
      Name name,
      Supplier<EntityType<R>> type,
      boolean isMany,
      Reads.Stored<I, R> kind,
      Function<T, List<I>> ids) {
    return fetched(
        name,
        type,
        isMany,
        (reads, owners) -> {
          var wanted = owners.stream().flatMap(owner -> ids.apply(owner).stream()).toList();
          // Whoever may see a thing may see what it is about; lists need a role.
          var found = isMany ? reads.findMap(kind, wanted) : reads.related(kind, wanted);
          return owners.stream()
              .map(
                  owner ->
                      ids.apply(owner).stream()
                          .flatMap(id -> Optional.ofNullable(found.get(id)).stream())
                          .toList())
              .toList();
        });
  }

  /** To the entities that hold this one's id. */
  static <T, R> Navigation<T, R> inverse(
      Name name,
      Supplier<EntityType<R>> type,
      Reads.Stored<?, R> kind,
      Function<T, UUID> id,
      Field<R> owner) {
    return new Navigation<>(
        name,
        type,
        true,
        (reads, owners) -> {
          var byOwner = allOf(reads, kind, owner, owners.stream().map(id).distinct().toList());
          return owners.stream()
              .map(one -> byOwner.getOrDefault(id.apply(one), List.of()))
              .toList();
        },
        (reads, one) ->
            Listing.stored(
                reads, kind.lookup().apply(reads.engine()), Filter.eq(owner, id.apply(one))));
  }

  private static <R> Map<Comparable<?>, List<R>> allOf(
      Reads reads, Reads.Stored<?, R> kind, Field<R> owner, List<UUID> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Filter<R> ofThese =
        new Filter.Or<>(ids.stream().<Filter<R>>map(id -> Filter.eq(owner, id)).toList());
    var all = Listing.stored(reads, kind.lookup().apply(reads.engine()), ofThese).all();
    Map<Comparable<?>, List<R>> byOwner = new HashMap<>();
    for (R one : all) {
      owner.all(one).forEach(id -> byOwner.computeIfAbsent(id, none -> new ArrayList<>()).add(one));
    }
    return byOwner;
  }
}
