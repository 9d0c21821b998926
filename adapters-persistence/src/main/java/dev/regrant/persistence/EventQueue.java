package dev.regrant.persistence;

import dev.regrant.application.EventClaim;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.TenantId;
import dev.regrant.persistence.Session.About;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Tables {@code event_stream} and {@code event}: what waits for event sinks. */
final class EventQueue {
  // Streams in one order, so that two that queue for the same ones do not wait for each other.
  private static final String ENQUEUE =
      """
      with stream as (
        insert into event_stream as stream
          (tenant_id, sink, request_id, last_position, next_attempt_at, failures)
        select :tenant, sink, request.id, request.amount, request.since, 0
        from unnest(:sinks) as sink
        cross join unnest(:requests, :amounts, :since) as request(id, amount, since)
        order by sink collate "C", request.id
        on conflict (tenant_id, sink, request_id)
          do update set last_position = stream.last_position + excluded.last_position
        returning sink, request_id, last_position)
      insert into event (tenant_id, sink, request_id, position, history_id)
      select :tenant, stream.sink, stream.request_id, stream.last_position - entry.following,
        entry.id
      from stream
      join unnest(:ids, :of, :following) as entry(id, request_id, following)
        on entry.request_id = stream.request_id
      """;

  private static final String IS_DUE =
      """
      stream.next_attempt_at <= :now
      and (stream.lease_until is null or stream.lease_until <= :now)
      """;

  // Each sink has an index range of its own, which is read from the longest waiting on.
  static final String CLAIM =
      """
      with due as (
        select found.sink, found.request_id
        from unnest(:sinks, :limits) as wanted(sink, amount)
        cross join lateral (
          select stream.sink, stream.request_id
          from event_stream stream
          where stream.tenant_id = :tenant and stream.sink = wanted.sink and %s
          order by stream.next_attempt_at, stream.request_id
          limit wanted.amount
          for no key update of stream skip locked) found),
      claimed as (
        update event_stream stream
        set claim = gen_random_uuid(), lease_until = :leaseUntil
        from due
        where stream.tenant_id = :tenant and stream.sink = due.sink
          and stream.request_id = due.request_id
        returning stream.*)
      select * from claimed order by next_attempt_at, request_id, sink
      """
          .formatted(IS_DUE);

  // A statement of its own, as only that sees what was committed before its streams were locked.
  static final String CLAIMED =
      """
      select first.sink, history.*
      from unnest(:sinks, :requests) as claimed(sink, request_id)
      cross join lateral (
        select event.* from event
        where event.tenant_id = :tenant and event.sink = claimed.sink
          and event.request_id = claimed.request_id
        order by event.position limit :maxEvents) first
      join history on history.tenant_id = :tenant and history.request_id = first.request_id
        and history.id = first.history_id
      order by first.sink, first.request_id, first.position
      """;

  private static final String LOCK =
      """
      select 1 from event_stream
      where tenant_id = :tenant and sink = :sink and request_id = :request and claim = :claim
      for update
      """;

  private static final String FORGET =
      """
      delete from event
      where tenant_id = :tenant and sink = :sink and request_id = :request
        and history_id = any(:done)
      """;

  private static final String END =
      """
      with gone as (
        delete from event_stream stream
        where stream.tenant_id = :tenant and stream.sink = :sink and stream.request_id = :request
          and not exists (
            select from event
            where event.tenant_id = stream.tenant_id and event.sink = stream.sink
              and event.request_id = stream.request_id)
        returning stream.request_id)
      update event_stream stream
      set claim = null, lease_until = null, failures = :failures, next_attempt_at = :nextAttemptAt
      where stream.tenant_id = :tenant and stream.sink = :sink and stream.request_id = :request
        and not exists (select from gone)
      """;

  private static final String TENANTS =
      """
      select tenant_id from tenants_with_events(:now, :sinks, :limit) as waiting(tenant_id)
      """;

  private record Stream(String sink, UUID request) {}

  private record Claimed(Stream stream, UUID token, int failures, Instant leaseUntil) {}

  private final Session session;

  EventQueue(Session session) {
    this.session = session;
  }

  void enqueue(Collection<String> sinks, Collection<HistoryEntry> entries) {
    session.requireOpen();
    if (sinks.isEmpty() || entries.isEmpty()) {
      return;
    }
    var ofRequest = new LinkedHashMap<UUID, List<HistoryEntry>>();
    for (HistoryEntry entry : entries) {
      ofRequest.computeIfAbsent(entry.request().value(), id -> new ArrayList<>()).add(entry);
    }
    var following = new ArrayList<Integer>();
    ofRequest
        .values()
        .forEach(
            same -> {
              for (int n = same.size() - 1; n >= 0; n--) {
                following.add(n);
              }
            });
    var all = ofRequest.values().stream().flatMap(List::stream).toList();
    session.update(
        new About("event", all.getFirst().id()),
        ENQUEUE,
        new Bindings()
            .array("sinks", "text", sinks)
            .array("requests", "uuid", ofRequest.keySet())
            .array("amounts", "integer", ofRequest.values().stream().map(List::size).toList())
            .array(
                "since",
                "timestamptz",
                ofRequest.values().stream().map(same -> Times.text(same.getFirst().at())).toList())
            .array("ids", "uuid", all.stream().map(HistoryEntry::id).toList())
            .array("of", "uuid", all.stream().map(entry -> entry.request().value()).toList())
            .array("following", "integer", following));
  }

  List<EventClaim> claim(
      Instant now, Instant leaseUntil, Map<String, Integer> limits, int maxEvents) {
    session.requireOpen();
    if (leaseUntil.isBefore(now)) {
      throw new IllegalArgumentException(
          "a lease taken at %s cannot end before, at %s".formatted(now, leaseUntil));
    }
    var wanted = limits.entrySet().stream().filter(limit -> limit.getValue() > 0).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    var claimed =
        session.query(
            CLAIM,
            new Bindings()
                .array("sinks", "text", wanted.stream().map(Map.Entry::getKey).toList())
                .array("limits", "integer", wanted.stream().map(Map.Entry::getValue).toList())
                .time("now", now)
                .time("leaseUntil", leaseUntil),
            (results, context) -> {
              var row = new Row(results);
              return new Claimed(
                  stream(row), row.uuid("claim"), row.number("failures"), row.time("lease_until"));
            });
    return claimed.isEmpty() ? List.of() : withEntries(claimed, maxEvents);
  }

  private static Stream stream(Row row) throws SQLException {
    return new Stream(row.text("sink"), row.uuid("request_id"));
  }

  private List<EventClaim> withEntries(List<Claimed> claimed, int maxEvents) {
    var entries = new HashMap<Stream, List<HistoryEntry>>();
    session
        .query(
            CLAIMED,
            new Bindings()
                .array("sinks", "text", claimed.stream().map(one -> one.stream().sink()).toList())
                .array(
                    "requests",
                    "uuid",
                    claimed.stream().map(one -> one.stream().request()).toList())
                .number("maxEvents", maxEvents),
            (results, context) -> {
              var row = new Row(results);
              return Map.entry(stream(row), Records.historyEntry(row));
            })
        .forEach(
            found ->
                entries
                    .computeIfAbsent(found.getKey(), stream -> new ArrayList<>())
                    .add(found.getValue()));
    return claimed.stream()
        .map(
            one ->
                new EventClaim(
                    one.stream().sink(),
                    new AssignmentRequest.Id(one.stream().request()),
                    one.token(),
                    one.failures(),
                    one.leaseUntil(),
                    entries.getOrDefault(one.stream(), List.of())))
        .toList();
  }

  boolean end(EventClaim claim, int done, int failures, Instant nextAttemptAt) {
    // Locked first, so that the statements after it see all that was queued for the stream.
    if (session
        .query(LOCK, of(claim).uuid("claim", claim.token()), (row, context) -> 1)
        .isEmpty()) {
      return false;
    }
    if (done > 0) {
      var ids = claim.entries().subList(0, done).stream().map(HistoryEntry::id).toList();
      session.update(FORGET, of(claim).array("done", "uuid", ids));
    }
    session.update(
        END, of(claim).number("failures", failures).time("nextAttemptAt", nextAttemptAt));
    return true;
  }

  private static Bindings of(EventClaim claim) {
    return new Bindings().text("sink", claim.sink()).uuid("request", claim.request().value());
  }

  static List<TenantId> tenants(Handle handle, Instant now, Collection<String> sinks, int limit) {
    try (var query = handle.createQuery(TENANTS)) {
      new Bindings()
          .time("now", now)
          .array("sinks", "text", sinks)
          .number("limit", limit)
          .bindTo(query);
      return query
          .map((results, context) -> new TenantId(new Row(results).uuid("tenant_id")))
          .list();
    }
  }
}
