package dev.regrant.persistence;

import dev.regrant.application.Maintenance;
import dev.regrant.domain.Actor;
import java.time.Instant;
import java.util.List;

/** Table {@code maintenance}. */
final class Maintenances {
  private static final String SAVE =
      """
      insert into maintenance
        (tenant_id, origin_system, since, until_at, reason, started_by_kind, started_by_id)
      values (:tenant, :system, :since, :until, nullif(:reason, ''), :kind, :id)
      on conflict (tenant_id, origin_system) do update
      set since = excluded.since, until_at = excluded.until_at, reason = excluded.reason,
        started_by_kind = excluded.started_by_kind, started_by_id = excluded.started_by_id
      """;

  private final Session session;

  Maintenances(Session session) {
    this.session = session;
  }

  List<Maintenance> list(Instant now) {
    return session.query(
        """
        select * from maintenance
        where tenant_id = :tenant and until_at > :now order by origin_system
        """,
        new Bindings().time("now", now),
        (results, context) -> {
          var row = new Row(results);
          return new Maintenance(
              row.text("origin_system"),
              row.time("since"),
              row.time("until_at"),
              row.textIfAny("reason"),
              new Actor(
                  row.constant("started_by_kind", Actor.Kind.class), row.text("started_by_id")));
        });
  }

  void save(Maintenance maintenance) {
    session.update(
        SAVE,
        new Bindings()
            .text("system", maintenance.originSystem())
            .time("since", maintenance.since())
            .time("until", maintenance.until())
            .text("reason", maintenance.reason().orElse(""))
            .text("kind", maintenance.startedBy().kind().name())
            .text("id", maintenance.startedBy().id()));
  }

  void end(String originSystem) {
    session.update(
        "delete from maintenance where tenant_id = :tenant and origin_system = :system",
        new Bindings().text("system", originSystem));
  }
}
