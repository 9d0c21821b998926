package dev.regrant.persistence;

import dev.regrant.application.KeyedCall;
import dev.regrant.domain.Actor;
import dev.regrant.domain.TenantId;
import dev.regrant.persistence.Session.About;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table {@code keyed_call}. */
final class KeyedCallTable {
  private static final Column<KeyedCall> READ = Column.bigNumber("read", KeyedCall::version);

  private static final Table<KeyedCall> CALL =
      new Table<>(
          "keyed_call",
          List.of(
              Column.<KeyedCall>constant("caller_kind", of -> of.caller().kind()),
              Column.<KeyedCall>text("caller_id", of -> of.caller().id()),
              Column.text("key", KeyedCall::key)),
          List.of(
              Column.bigNumber("version", of -> of.version() + 1),
              Column.text("fingerprint", KeyedCall::fingerprint),
              Column.time("at", KeyedCall::at),
              Column.time("runs_until", KeyedCall::runsUntil),
              Column.flag("is_made", KeyedCall::isMade),
              Column.uuidIfAny("entity_id", KeyedCall::entity),
              Column.textIfAny("answer", KeyedCall::answer)));

  private static final String UPDATE =
      CALL.update("", List.of(READ)) + " and old.version = new.read returning old.version";

  private static final String TENANTS =
      "select tenant_id from tenants_with_old_calls(:instant, :limit) as old(tenant_id)";

  private final Session session;

  KeyedCallTable(Session session) {
    this.session = session;
  }

  /** Tenants that have calls begun before {@code instant}. */
  static List<TenantId> tenants(Handle handle, Instant instant, int limit) {
    try (var query = handle.createQuery(TENANTS)) {
      new Bindings().time("instant", instant).number("limit", limit).bindTo(query);
      return query
          .map((results, context) -> new TenantId(new Row(results).uuid("tenant_id")))
          .list();
    }
  }

  Optional<KeyedCall> find(Actor caller, String key) {
    return session
        .query(
            """
            select * from keyed_call
            where tenant_id = :tenant and caller_kind = :kind and caller_id = :id and key = :key
            """,
            of(caller, key),
            (results, context) -> {
              var row = new Row(results);
              return new KeyedCall(
                  caller,
                  key,
                  row.bigNumber("version"),
                  row.text("fingerprint"),
                  row.time("at"),
                  row.time("runs_until"),
                  row.flag("is_made"),
                  row.uuidIfAny("entity_id"),
                  row.textIfAny("answer"));
            })
        .stream()
        .findFirst();
  }

  private static Bindings of(Actor caller, String key) {
    return new Bindings()
        .text("kind", caller.kind().name())
        .text("id", caller.id())
        .text("key", key);
  }

  void save(KeyedCall call) {
    var about = new About("keyed call", call.id());
    if (call.version() == 0) {
      session.update(about, CALL.insert(), CALL.inserted(List.of(call)));
      return;
    }
    var saved =
        session.query(
            about,
            UPDATE,
            CALL.updated(List.of(call), List.of(READ)),
            (results, context) -> new Row(results).bigNumber("version"));
    if (saved.isEmpty()) {
      throw session.stale(about, null);
    }
  }

  void forget(KeyedCall call) {
    session.update(
        """
        delete from keyed_call
        where tenant_id = :tenant and caller_kind = :kind and caller_id = :id and key = :key
          and version = :version
        """,
        of(call.caller(), call.key()).bigNumber("version", call.version()));
  }

  void forgetBefore(Instant instant, int limit) {
    session.update(
        """
        delete from keyed_call
        where tenant_id = :tenant and (caller_kind, caller_id, key) in (
          select caller_kind, caller_id, key from keyed_call
          where tenant_id = :tenant and at < :instant order by at limit :limit)
        """,
        new Bindings().time("instant", instant).number("limit", limit));
  }
}
