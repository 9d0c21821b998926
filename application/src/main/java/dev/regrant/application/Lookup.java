package dev.regrant.application;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads entities of one kind, for a caller who may read. Thread-safe.
 *
 * @param <I> their id
 * @param <T> the entities
 */
public final class Lookup<I, T> {
  private final Store store;
  private final String type;
  private final Function<I, UUID> value;
  private final Function<Store.Tx, Store.Entities<I, T>> entities;

  Lookup(
      Store store,
      String type,
      Function<I, UUID> value,
      Function<Store.Tx, Store.Entities<I, T>> entities) {
    this.store = store;
    this.type = type;
    this.value = value;
    this.entities = entities;
  }

  /** The one with this id. */
  public Outcome<T> find(Caller caller, I id) {
    return switch (findAll(caller, List.of(id))) {
      case Outcome.Done<Map<I, T>>(var found) when found.containsKey(id) ->
          new Outcome.Done<>(requireNonNull(found.get(id)));
      case Outcome.Done<Map<I, T>> none -> new Outcome.NotFound<>(type, value.apply(id).toString());
      case Outcome.NotFound<Map<I, T>>(var what, var which) -> new Outcome.NotFound<>(what, which);
      case Outcome.Refused<Map<I, T>>(var refusal) -> new Outcome.Refused<>(refusal);
      case Outcome.Forbidden<Map<I, T>>(var anyOf, var message) ->
          new Outcome.Forbidden<>(anyOf, message);
    };
  }

  /** Those with these ids; unknown ones are left out. */
  public Outcome<Map<I, T>> findAll(Caller caller, Collection<I> ids) {
    return caller.mayRead()
        ? new Outcome.Done<>(inTenant(caller, tx -> entities.apply(tx).findAll(ids)))
        : caller.mayNotRead();
  }

  /** A page of those that satisfy the query's filter, newest first. */
  public Outcome<Page<T>> list(Caller caller, Query<T> query) {
    return caller.mayRead()
        ? new Outcome.Done<>(inTenant(caller, tx -> entities.apply(tx).list(query)))
        : caller.mayNotRead();
  }

  /** How many satisfy the filter. */
  public Outcome<Long> count(Caller caller, Filter<T> filter) {
    return caller.mayRead()
        ? new Outcome.Done<>(inTenant(caller, tx -> entities.apply(tx).count(filter)))
        : caller.mayNotRead();
  }

  private <R> R inTenant(Caller caller, Function<Store.Tx, R> read) {
    return store.inTransaction(caller.tenant(), read);
  }
}
