package dev.regrant.application;

import dev.regrant.domain.Actor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads entities of one kind, those of catalogs that the caller may read. Thread-safe.
 *
 * @param <I> their id
 * @param <T> the entities
 */
public final class Lookup<I, T> {
  /**
   * A kind of entity.
   *
   * @param type its name in messages
   * @param catalog the field that holds the catalog whose readers may read an entity
   * @param task reading it
   * @param own what of it a person may read without a role, where there is such
   */
  record Kind<I, T>(
      String type,
      Function<I, UUID> value,
      Function<Store.Tx, Store.Entities<I, T>> entities,
      Field<T> catalog,
      Task task,
      Optional<Function<Actor, Filter<T>>> own) {
    /** A kind of which nothing is anybody's own. */
    Kind(
        String type,
        Function<I, UUID> value,
        Function<Store.Tx, Store.Entities<I, T>> entities,
        Field<T> catalog,
        Task task) {
      this(type, value, entities, catalog, task, Optional.empty());
    }
  }

  private final EngineParts parts;
  private final Kind<I, T> kind;

  Lookup(EngineParts parts, Kind<I, T> kind) {
    this.parts = parts;
    this.kind = kind;
  }

  /** The one with this id. A person may read what is their own. */
  public Outcome<T> find(Caller caller, I id) {
    var reach = parts.reach(caller, kind.task());
    boolean mayReadOwn = kind.own().isPresent() && !parts.reach(caller, Task.READ_OWN).isNowhere();
    if (reach.isNowhere() && !mayReadOwn) {
      return reach.forbidden();
    }
    var found = all(caller, List.of(id)).get(id);
    if (found == null) {
      // Who may read their own only is not told what else there is.
      return reach.isNowhere()
          ? reach.forbidden()
          : new Outcome.NotFound<>(kind.type(), kind.value().apply(id).toString());
    }
    boolean isOwn = mayReadOwn && kind.own().orElseThrow().apply(caller.actor()).matches(found);
    return isOwn || reach.covers(kind.catalog(), found)
        ? new Outcome.Done<>(found)
        : reach.forbidden();
  }

  /** A page of what is the caller's own and satisfies the query's filter. */
  Outcome<Page<T>> own(Caller caller, Supplier<Filter<T>> own, Query<T> query) {
    var reach = parts.reach(caller, Task.READ_OWN);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var narrowed = query.narrowed(own.get());
    return new Outcome.Done<>(inTenant(caller, tx -> kind.entities().apply(tx).list(narrowed)));
  }

  /** Those with these ids; unknown ones, and those out of the caller's reach, are left out. */
  public Outcome<Map<I, T>> findAll(Caller caller, Collection<I> ids) {
    var reach = parts.reach(caller, kind.task());
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var found = new LinkedHashMap<>(all(caller, ids));
    found.values().removeIf(entity -> !reach.covers(kind.catalog(), entity));
    return new Outcome.Done<>(found);
  }

  /**
   * Those with these ids, for a caller who was shown something that names them: whoever may see the
   * own request may see what it is about. Unknown ones are left out.
   */
  public Map<I, T> related(Caller caller, Collection<I> ids) {
    return all(caller, ids);
  }

  /**
   * The one that is called this, whether or not the caller may read it: as with an id, what is done
   * next says who may do it. Who may read none is not told that there is none.
   *
   * @param field one whose values no two share
   */
  public Outcome<T> called(Caller caller, Field<T> field, String name) {
    var found =
        inTenant(caller, tx -> kind.entities().apply(tx).first(List.of(Filter.eq(field, name))));
    if (found.isPresent()) {
      return new Outcome.Done<>(found.get());
    }
    var reach = parts.reach(caller, kind.task());
    return reach.isNowhere() ? reach.forbidden() : new Outcome.NotFound<>(kind.type(), name);
  }

  /** A page of those that satisfy the query's filter. */
  public Outcome<Page<T>> list(Caller caller, Query<T> query) {
    var reach = parts.reach(caller, kind.task());
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var narrowed = query.withFilter(reach.narrowed(query.filter(), kind.catalog()));
    return new Outcome.Done<>(inTenant(caller, tx -> kind.entities().apply(tx).list(narrowed)));
  }

  /** How many of those that the caller may read satisfy the filter. */
  public Outcome<Long> count(Caller caller, Filter<T> filter) {
    var reach = parts.reach(caller, kind.task());
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var narrowed = reach.narrowed(filter, kind.catalog());
    return new Outcome.Done<>(inTenant(caller, tx -> kind.entities().apply(tx).count(narrowed)));
  }

  private Map<I, T> all(Caller caller, Collection<I> ids) {
    return inTenant(caller, tx -> kind.entities().apply(tx).findAll(ids));
  }

  private <R> R inTenant(Caller caller, Function<Store.Tx, R> read) {
    return parts.store().inTransaction(caller.tenant(), read);
  }
}
