package dev.regrant.persistence;

import dev.regrant.application.Filter;
import dev.regrant.application.Page;
import dev.regrant.application.Query;
import dev.regrant.application.Store;
import dev.regrant.persistence.Session.About;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The entities of one kind in a transaction. */
abstract class StoredEntities<I, T> implements Store.Entities<I, T> {
  /**
   * What is common to the kinds.
   *
   * @param type its name in messages
   */
  record Kind<I, T>(
      String type, Function<I, UUID> uuid, Function<T, I> id, ToLongFunction<T> version) {
    UUID uuidOf(T entity) {
      return uuid.apply(id.apply(entity));
    }

    @SafeVarargs
    final Table<T> table(String name, List<Column<T>>... columns) {
      // Counted up by the update; a new row has the first one.
      var all = new ArrayList<Column<T>>();
      all.add(Column.<T>bigNumber("version", added -> 1L).fixed());
      for (List<Column<T>> some : columns) {
        all.addAll(some);
      }
      return new Table<>(name, List.of(Column.uuid("id", this::uuidOf)), List.copyOf(all));
    }
  }

  final Session session;
  private final Kind<I, T> kind;
  private final Table<T> table;
  private final Column<T> versionRead;

  StoredEntities(Session session, Kind<I, T> kind, Table<T> table) {
    this.session = session;
    this.kind = kind;
    this.table = table;
    versionRead = Column.bigNumber("version", kind.version()::applyAsLong);
  }

  /** Reads one entity from a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  /**
   * Reads the entities of those rows.
   *
   * @param rows a statement that selects rows of the table
   */
  abstract List<T> fetch(String rows, Bindings bindings);

  /** Where the fields are kept. */
  abstract Columns<T> columns();

  /** What an update sets besides. */
  String alsoChanged() {
    return "";
  }

  /** As {@link #fetch}, where each row is an entity. */
  final List<T> fetch(String rows, Bindings bindings, Reader<T> reader) {
    return session.query(rows, bindings, (results, context) -> reader.read(new Row(results)));
  }

  @Override
  public Map<I, T> findAll(Collection<I> ids) {
    session.requireOpen();
    if (ids.isEmpty()) {
      return Map.of();
    }
    var byId = new HashMap<I, T>();
    fetch(
            """
            select found.* from unnest(:ids) as wanted(id)
            cross join lateral (
              select * from %s where tenant_id = :tenant and id = wanted.id offset 0) found
            """
                .formatted(table.name()),
            new Bindings().array("ids", "uuid", ids.stream().map(kind.uuid()).toList()))
        .forEach(entity -> byId.put(kind.id().apply(entity), entity));
    var found = new LinkedHashMap<I, T>();
    for (I id : ids) {
      var entity = byId.get(id);
      if (entity != null) {
        found.put(id, entity);
      }
    }
    return found;
  }

  /** Selects the rows of a page, and one more to see whether another page follows. */
  final String rows(Query<T> query, Bindings bindings) {
    bindings.number("limit", query.limit() + 1);
    var conditions = new Conditions(bindings);
    var sorting = new Sorting<>(query, columns(), bindings);
    String condition = conditions.sql(query.filter(), columns(), table.name());
    return "select * from %s where tenant_id = :tenant%s and %s order by %s limit :limit%s"
        .formatted(
            table.name(),
            sorting.behindPlace(),
            condition,
            sorting.keys(),
            query.skip() == 0 ? "" : " offset " + query.skip());
  }

  @Override
  public Page<T> list(Query<T> query) {
    var bindings = new Bindings();
    var found = fetch(rows(query, bindings), bindings);
    return page(
        query.order().isEmpty()
            ? found
            : found.stream()
                .sorted(
                    Comparator.comparing(
                        one -> query.placeOf(one, kind.uuidOf(one)), query.places()))
                .toList(),
        query.limit());
  }

  /** The page that {@code found} begins with, of which it may hold one more. */
  final Page<T> page(List<T> found, int limit) {
    if (found.size() <= limit) {
      return new Page<>(found, Optional.empty());
    }
    var items = found.subList(0, limit);
    return new Page<>(items, Optional.of(kind.uuidOf(items.getLast())));
  }

  @Override
  public long count(Filter<T> filter) {
    var bindings = new Bindings();
    String condition = new Conditions(bindings).sql(filter, columns(), table.name());
    return session
        .query(
            "select count(*) as entities from %s where tenant_id = :tenant and %s"
                .formatted(table.name(), condition),
            bindings,
            (results, context) -> new Row(results).bigNumber("entities"))
        .getFirst();
  }

  @Override
  public void saveAll(Collection<T> entities) {
    session.requireOpen();
    // Everybody in the same order, so that two batches do not wait for each other.
    var sorted =
        entities.stream()
            .sorted(Comparator.comparing(entity -> kind.uuidOf(entity).toString()))
            .toList();
    // First what makes room for new ones.
    replace(sorted.stream().filter(entity -> kind.version().applyAsLong(entity) != 0).toList());
    add(sorted.stream().filter(entity -> kind.version().applyAsLong(entity) == 0).toList());
  }

  @Override
  public void delete(T entity) {
    session.requireOpen();
    var deleted =
        session.query(
            about(entity),
            "delete from %s where tenant_id = :tenant and id = :id and version = :version"
                    .formatted(table.name())
                + " returning id",
            new Bindings()
                .uuid("id", kind.uuidOf(entity))
                .bigNumber("version", kind.version().applyAsLong(entity)),
            (results, context) -> new Row(results).uuid("id"));
    if (deleted.isEmpty()) {
      throw session.stale(about(entity), null);
    }
  }

  private About about(T entity) {
    return new About(kind.type(), kind.uuidOf(entity));
  }

  private void replace(List<T> entities) {
    if (entities.isEmpty()) {
      return;
    }
    var given = List.of(versionRead);
    var replaced =
        new HashSet<>(
            session.query(
                about(entities.getFirst()),
                table.update(", version = old.version + 1" + alsoChanged(), given)
                    + " and old.version = new.version returning old.id",
                table.updated(entities, given),
                (results, context) -> new Row(results).uuid("id")));
    for (T entity : entities) {
      // Removed, so that the second of two is found missing.
      if (!replaced.remove(kind.uuidOf(entity))) {
        throw session.stale(about(entity), null);
      }
    }
  }

  private void add(List<T> entities) {
    if (!entities.isEmpty()) {
      session.update(about(entities.getFirst()), table.insert(), table.inserted(entities));
    }
  }
}
