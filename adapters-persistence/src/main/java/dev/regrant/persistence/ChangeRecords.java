package dev.regrant.persistence;

import dev.regrant.application.Change;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeQuery;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What was changed, by columns {@code changed_in}, and table {@code deleted_request}. A position is
 * the number of a transaction.
 */
final class ChangeRecords {
  /** An assignment in an update: the number of the transaction. */
  static final String CHANGED = ", changed_in = pg_current_xact_id()::text::bigint";

  /**
   * Below the oldest transaction that runs, and not beyond the latest change that is committed:
   * after a crash, numbers of transactions that left nothing behind are given out again. Another
   * server, another history of the same one, and tables made anew are other epochs.
   */
  static final String MARK =
      """
      select
        least(
          pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
          1 + greatest(
            (select changed_in from request where tenant_id = :tenant and changed_in > 0
             order by changed_in desc limit 1),
            (select changed_in from assignment where tenant_id = :tenant and changed_in > 0
             order by changed_in desc limit 1),
            (select changed_in from deleted_request where tenant_id = :tenant and changed_in > 0
             order by changed_in desc limit 1),
            0)) as position,
        (select system_identifier from pg_control_system()) || '.'
          || (select timeline_id from pg_control_checkpoint()) || '.'
          || 'request'::regclass::oid as epoch
      """;

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Session session;

  ChangeRecords(Session session) {
    this.session = session;
  }

  ChangeMark mark() {
    return session
        .query(
            MARK,
            new Bindings(),
            (results, context) -> {
              var row = new Row(results);
              return new ChangeMark(row.text("epoch"), row.bigNumber("position"));
            })
        .getFirst();
  }

  /** Selects what {@code query} asks for. */
  static String sql(ChangeQuery query, Bindings bindings) {
    bindings
        .bigNumber("from", query.from())
        .uuid("after", query.after().orElse(BEFORE_ALL))
        .bigNumber("until", query.until())
        .number("limit", query.limit());
    query
        .catalogs()
        .ifPresent(
            some ->
                bindings.array("catalogs", "uuid", some.stream().map(Catalog.Id::value).toList()));
    return switch (query.of()) {
      case REQUESTS ->
          """
          select * from ((%s) union all (%s)) change
          order by changed_in, id limit :limit
          """
              .formatted(
                  rows(query, "request", "created_in", false),
                  rows(query, "deleted_request", "changed_in", true));
      case ASSIGNMENTS -> rows(query, "assignment", "created_in", false);
    };
  }

  private static String rows(
      ChangeQuery query, String table, String createdIn, boolean isDeletion) {
    return """
    select id, changed_in, %s as created_in, %s as is_deletion from %s
    where tenant_id = :tenant and changed_in > 0
      and (changed_in, id) > (:from, :after) and changed_in < :until%s
    order by changed_in, id limit :limit
    """
        .formatted(
            createdIn,
            isDeletion,
            table,
            query.catalogs().isPresent() ? " and catalog_id = any(:catalogs)" : "");
  }

  List<Change> list(ChangeQuery query) {
    var bindings = new Bindings();
    return session.query(
        sql(query, bindings),
        bindings,
        (results, context) -> {
          var row = new Row(results);
          return new Change(
              row.uuid("id"),
              row.bigNumber("changed_in"),
              row.bigNumber("created_in"),
              row.flag("is_deletion"));
        });
  }

  void noteDeleted(AssignmentRequest request, Instant at) {
    session.update(
        """
        insert into deleted_request (tenant_id, id, catalog_id, deleted_at)
        values (:tenant, :id, :catalog, :at)
        """,
        new Bindings()
            .uuid("id", request.id().value())
            .uuid("catalog", request.terms().catalog().value())
            .time("at", at));
  }

  void forgetBefore(Instant instant, int limit) {
    session.update(
        """
        delete from deleted_request where tenant_id = :tenant and id in (
          select id from deleted_request where tenant_id = :tenant and deleted_at < :instant
          order by deleted_at limit :limit)
        """,
        new Bindings().time("instant", instant).number("limit", limit));
  }
}
