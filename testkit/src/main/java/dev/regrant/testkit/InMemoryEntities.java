package dev.regrant.testkit;

import dev.regrant.application.Filter;
import dev.regrant.application.Page;
import dev.regrant.application.Query;
import dev.regrant.application.Store;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

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
    return page(query.after(), query.limit(), query.filter()::matches);
  }

  /** A page of those that satisfy {@code condition}. */
  Page<T> page(Optional<UUID> after, int limit, Predicate<T> condition) {
    tx.open();
    var newestFirst = rows.byId.descendingMap();
    var rest = after.map(id -> newestFirst.tailMap(id, false)).orElse(newestFirst);
    var found = rest.values().stream().filter(condition).limit(limit + 1L).toList();
    if (found.size() <= limit) {
      return new Page<>(found, Optional.empty());
    }
    var items = found.subList(0, limit);
    return new Page<>(items, Optional.of(rows.kind.uuidOf(items.getLast())));
  }

  @Override
  public long count(Filter<T> filter) {
    tx.open();
    return rows.byId.values().stream().filter(filter::matches).count();
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
  }
}
