package dev.regrant.http;

import dev.regrant.application.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A collection.
 *
 * @param alsoOnBeta a second name that beta has for it
 * @param entities what is in it
 * @param functions what gives a part of it
 * @param actions what can be done beside reading, by method and path in canonical names
 * @param isSingle whether it is no collection, but one entity
 * @param key what its entities are called by beside their ids
 */
record Root<T>(
    Name name,
    Optional<String> alsoOnBeta,
    EntityType<T> type,
    Source<T> entities,
    List<BoundFunction<T>> functions,
    Map<String, Action> actions,
    boolean isSingle,
    Optional<AlternateKey> key) {
  <I> Root(
      Name name,
      Optional<String> alsoOnBeta,
      EntityType<T> type,
      Reads.Stored<I, T> kind,
      Map<String, Action> actions) {
    this(name, alsoOnBeta, type, Source.of(kind), List.of(), actions, false, Optional.empty());
  }

  <I> Root(
      Name name,
      Optional<String> alsoOnBeta,
      EntityType<T> type,
      Reads.Stored<I, T> kind,
      List<BoundFunction<T>> functions,
      Map<String, Action> actions) {
    this(name, alsoOnBeta, type, Source.of(kind), functions, actions, false, Optional.empty());
  }

  Root(
      Name name,
      Optional<String> alsoOnBeta,
      EntityType<T> type,
      Source<T> entities,
      Map<String, Action> actions) {
    this(name, alsoOnBeta, type, entities, List.of(), actions, false, Optional.empty());
  }

  /** The one entity that {@code entities} gives. */
  static <T> Root<T> single(
      Name name, EntityType<T> type, Source<T> entities, Map<String, Action> actions) {
    return new Root<>(
        name, Optional.empty(), type, entities, List.of(), actions, true, Optional.empty());
  }

  /** The same, whose entities are also called by this key. */
  Root<T> calledBy(AlternateKey alternate) {
    return new Root<>(
        name, alsoOnBeta, type, entities, functions, actions, isSingle, Optional.of(alternate));
  }

  /** The id of what a key of a path is. */
  String idOf(Reads reads, String given) {
    return key.map(alternate -> alternate.idOf(reads, given)).orElse(given);
  }

  boolean is(ApiVersion version, String segment) {
    return name.is(version, segment)
        || (version == ApiVersion.BETA && alsoOnBeta.filter(segment::equalsIgnoreCase).isPresent());
  }

  /** The entities of a collection: all of them, and the one of an id. */
  record Source<T>(Function<Reads, Listing<T>> all, BiFunction<Reads, String, T> one) {
    static <I, T> Source<T> of(Reads.Stored<I, T> kind) {
      return new Source<>(
          reads -> Listing.stored(reads, kind.lookup().apply(reads.engine()), Filter.everything()),
          (reads, id) -> reads.find(kind, Call.guid(id)));
    }

    /** What is not stored as such. */
    static <T> Source<T> made(EntityType<T> type, Function<Reads, Listing<T>> all) {
      return new Source<>(all, (reads, id) -> all.apply(reads).one(type, id));
    }
  }
}
