package dev.regrant.testkit;

import dev.regrant.application.Change;
import dev.regrant.application.Filter;
import dev.regrant.application.Page;
import dev.regrant.application.Query;
import dev.regrant.application.Relation;
import dev.regrant.application.Store;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The entities of one kind in a transaction of {@link InMemoryStore}. */
class InMemoryEntities<I, T> implements Store.Entities<I, T> {
  private final InMemoryTx tx;
  private final Rows<I, T> rows;

  InMemoryEntities(InMemoryTx tx, Rows<I, T> rows) {
    this.tx = tx;
    this.rows = rows;
  }

  @Override
  public Map<I, T> findAll(Collection<I> ids) {
    tx.open();
    var found = new LinkedHashMap<I, T>();
    for (I id : ids) {
      var entity = rows.byId.get(rows.kind.uuid().apply(id));
      if (entity != null) {
        found.put(id, entity);
      }
    }
    return found;
  }

  @Override
  public Page<T> list(Query<T> query) {
    tx.open();
    var matching =
        beginning(query).filter(entity -> query.filter().matches(entity, this::relatives));
    return page(matching.skip(query.skip()), query.limit());
  }

  /** The list of everything, from where the page begins. */
  private Stream<T> beginning(Query<T> query) {
    if (query.order().isEmpty()) {
      return newestFirst(query.after().map(Query.Place::id));
    }
    var places = query.places();
    return rows.byId.values().stream()
        .sorted(Comparator.comparing(entity -> place(query, entity), places))
        .filter(
            entity ->
                query.after().stream()
                    .allMatch(after -> places.compare(place(query, entity), after) > 0));
  }

  private Query.Place place(Query<T> query, T entity) {
    return query.placeOf(entity, rows.kind.uuidOf(entity));
  }

  private Stream<T> newestFirst(Optional<UUID> after) {
    var all = rows.byId.descendingMap();
    return after.map(id -> all.tailMap(id, false)).orElse(all).values().stream();
  }

  /** What a relation leads to in this transaction. */
  private <E, R> Collection<R> relatives(Relation<E, R> relation, E entity) {
    return switch (relation) {
      case Relation.ToParts<E, R> parts -> parts.parts().apply(entity);
      case Relation.ToOthers<E, R> others ->
          others
              .entities()
              .apply(tx)
              .all(Filter.eq(others.reference(), others.id().of(entity).orElseThrow()));
    };
  }

  /** A page of those that satisfy {@code condition}, newest first. */
  Page<T> page(Optional<UUID> after, int limit, Predicate<T> condition) {
    tx.open();
    return page(newestFirst(after).filter(condition), limit);
  }

  private Page<T> page(Stream<T> sorted, int limit) {
    var found = sorted.limit(limit + 1L).toList();
    if (found.size() <= limit) {
      return new Page<>(found, Optional.empty());
    }
    var items = found.subList(0, limit);
    return new Page<>(items, Optional.of(rows.kind.uuidOf(items.getLast())));
  }

  @Override
  public long count(Filter<T> filter) {
    tx.open();
    return rows.byId.values().stream()
        .filter(entity -> filter.matches(entity, this::relatives))
        .count();
  }

  @Override
  public void saveAll(Collection<T> entities) {
    tx.open();
    entities.forEach(this::replace);
  }

  @Override
  public void delete(T entity) {
    tx.open();
    var kind = rows.kind;
    var id = kind.uuidOf(entity);
    var before = rows.byId.get(id);
    if (before == null
        || kind.version().applyAsLong(before) != kind.version().applyAsLong(entity)) {
      throw tx.stale(kind.type(), id);
    }
    kind.identities().apply(before).forEach(freed -> tx.remove(rows.identities, freed));
    tx.remove(rows.byId, id);
    tx.remove(rows.changes, id);
    tx.deleted(id, kind.type());
  }

  private void replace(T entity) {
    var kind = rows.kind;
    var id = kind.uuidOf(entity);
    long version = kind.version().applyAsLong(entity);
    var before = rows.byId.get(id);
    if ((before == null ? 0 : kind.version().applyAsLong(before)) != version) {
      throw tx.stale(kind.type(), id);
    }
    if (before != null) {
      kind.identities().apply(before).forEach(freed -> tx.remove(rows.identities, freed));
    }
    for (Object identity : kind.identities().apply(entity)) {
      if (rows.identities.containsKey(identity)) {
        throw tx.stale(kind.type(), id);
      }
      tx.put(rows.identities, identity, id);
    }
    tx.put(rows.byId, id, kind.saved(entity));
    var earlier = rows.changes.get(id);
    long madeAt = before == null || earlier == null ? tx.position() : earlier.createdAt();
    tx.put(rows.changes, id, new Change(id, tx.position(), madeAt, false));
  }
}
