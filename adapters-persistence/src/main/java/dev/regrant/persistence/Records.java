package dev.regrant.persistence;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.persistence.Session.About;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/** Table {@code history}. */
final class Records {
  /**
   * An entry that is added.
   *
   * @param place among those of its request that are added with it, from 1
   */
  private record Added(HistoryEntry entry, int place) {}

  private static final Column<Added> POSITION = Column.number("position", Added::place);

  private static final Table<Added> HISTORY =
      new Table<>(
          "history",
          List.of(
              Column.<Added>uuid("request_id", of -> of.entry().request().value()),
              Column.<Added>uuid("id", of -> of.entry().id())),
          List.of(
              POSITION,
              Column.time("at", of -> of.entry().at()),
              Column.constant("actor_kind", of -> of.entry().actor().kind()),
              Column.text("actor_id", of -> of.entry().actor().id()),
              Column.constant("activity", of -> of.entry().activity()),
              Column.json("details", of -> Json.details(of.entry().details()))));

  // Whoever changes a request has locked it, so that nobody else adds to its history meanwhile.
  static final String APPEND =
      HISTORY.insert(
          column ->
              column.equals(POSITION)
                  ? """
                    new.position + coalesce((
                      select max(position) from history
                      where tenant_id = :tenant and request_id = new.request_id), 0)
                    """
                  : "new." + column.name());

  private final Session session;

  Records(Session session) {
    this.session = session;
  }

  void append(Collection<HistoryEntry> entries) {
    session.requireOpen();
    if (!entries.isEmpty()) {
      session.update(
          new About("history entry", entries.iterator().next().id()),
          APPEND,
          HISTORY.inserted(placed(entries)));
    }
  }

  private static List<Added> placed(Collection<HistoryEntry> entries) {
    var places = new HashMap<AssignmentRequest.Id, Integer>();
    return entries.stream()
        .map(entry -> new Added(entry, places.merge(entry.request(), 1, Integer::sum)))
        .toList();
  }

  List<HistoryEntry> history(AssignmentRequest.Id request) {
    return session.query(
        """
        select * from history where tenant_id = :tenant and request_id = :request
        order by position, id
        """,
        new Bindings().uuid("request", request.value()),
        (results, context) -> historyEntry(new Row(results)));
  }

  /** The history entry that {@code row} is. */
  static HistoryEntry historyEntry(Row row) throws SQLException {
    return new HistoryEntry(
        row.uuid("id"),
        new AssignmentRequest.Id(row.uuid("request_id")),
        row.time("at"),
        new Actor(row.constant("actor_kind", Actor.Kind.class), row.text("actor_id")),
        row.constant("activity", HistoryEntry.Activity.class),
        Json.details(row.json("details")));
  }
}
