package dev.regrant.http;

import dev.regrant.application.Caller;
import dev.regrant.application.EntityKind;
import dev.regrant.application.Lookup;
import dev.regrant.application.OneCall;
import dev.regrant.application.Outcome;
import dev.regrant.application.UseCases;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What can be read, on behalf of a caller.
 *
 * @param change the call that has changed something before it is answered
 */
record Reads(UseCases engine, Caller caller, Optional<OneCall> change) {
  /**
   * A kind of entity that the store keeps.
   *
   * @param <I> its id
   */
  record Stored<I, T>(Function<UseCases, Lookup<I, T>> lookup, Function<UUID, I> id) {}

  /** What the outcome gives; anything but done is thrown as a {@link GraphError}. */
  <R> R value(Outcome<R> outcome) {
    return Refusals.valueOf(outcome, member -> member);
  }

  /** The version of an entity, which may have been read before it was saved. */
  <T> EntityKind.Version version(EntityKind<T> kind, T entity) {
    return change.map(one -> one.version(kind, entity)).orElseGet(() -> kind.of(entity));
  }

  /** Those with these ids, in order; unknown ones are left out. */
  <I, T> List<T> findAll(Stored<I, T> kind, Collection<I> ids) {
    Map<I, T> found = findMap(kind, ids);
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  <I, T> Map<I, T> findMap(Stored<I, T> kind, Collection<I> ids) {
    return value(kind.lookup().apply(engine).findAll(caller, ids.stream().distinct().toList()));
  }

  /** Those that something shown to the caller names; unknown ones are left out. */
  <I, T> Map<I, T> related(Stored<I, T> kind, Collection<I> ids) {
    return kind.lookup().apply(engine).related(caller, ids.stream().distinct().toList());
  }

  <I, T> T find(Stored<I, T> kind, UUID id) {
    return value(kind.lookup().apply(engine).find(caller, kind.id().apply(id)));
  }
}
