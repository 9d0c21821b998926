package dev.regrant.testkit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.regrant.application.EventClaim;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What waits for event sinks, as one transaction of {@link InMemoryStore} changes it. */
final class EventStreams {
  private static final AtomicLong TOKENS = new AtomicLong();

  /** A request's events for a sink. */
  record Key(String sink, AssignmentRequest.Id request) {}

  /** What waits there, at least one event, and the claim on it, if there is one not ended. */
  record Waiting(
      List<HistoryEntry> entries, Instant since, int failures, Optional<EventClaim> claim) {
    boolean isDue(Instant now) {
      return !since.isAfter(now) && claim.filter(open -> open.leaseUntil().isAfter(now)).isEmpty();
    }
  }

  private final InMemoryTx tx;
  private final Map<Key, Waiting> streams;

  EventStreams(InMemoryTx tx, Map<Key, Waiting> streams) {
    this.tx = tx;
    this.streams = streams;
  }

  void enqueue(Collection<String> sinks, Collection<HistoryEntry> entries) {
    var ofRequest =
        entries.stream().collect(groupingBy(HistoryEntry::request, LinkedHashMap::new, toList()));
    for (String sink : sinks) {
      ofRequest.forEach((request, more) -> enqueue(new Key(sink, request), more));
    }
  }

  private void enqueue(Key key, List<HistoryEntry> more) {
    var before = streams.get(key);
    tx.put(
        streams,
        key,
        before == null
            ? new Waiting(more, more.getFirst().at(), 0, Optional.empty())
            : new Waiting(
                Stream.concat(before.entries().stream(), more.stream()).toList(),
                before.since(),
                before.failures(),
                before.claim()));
  }

  List<EventClaim> claim(
      Instant now, Instant leaseUntil, Map<String, Integer> limits, int maxEvents) {
    if (leaseUntil.isBefore(now)) {
      throw new IllegalArgumentException(
          "a lease taken at %s cannot end before, at %s".formatted(now, leaseUntil));
    }
    var left = new HashMap<>(limits);
    var claims = new ArrayList<EventClaim>();
    for (var stream : due(now)) {
      var key = stream.getKey();
      int ofSink = left.getOrDefault(key.sink(), 0);
      if (ofSink > 0) {
        left.put(key.sink(), ofSink - 1);
        claims.add(claim(key, stream.getValue(), leaseUntil, maxEvents));
      }
    }
    return claims;
  }

  private List<Map.Entry<Key, Waiting>> due(Instant now) {
    return streams.entrySet().stream()
        .filter(stream -> stream.getValue().isDue(now))
        .sorted(Comparator.comparing(stream -> stream.getValue().since()))
        .map(Map.Entry::copyOf)
        .toList();
  }

  private EventClaim claim(Key key, Waiting waiting, Instant leaseUntil, int maxEvents) {
    var claim =
        new EventClaim(
            key.sink(),
            key.request(),
            new UUID(0, TOKENS.incrementAndGet()),
            waiting.failures(),
            leaseUntil,
            waiting.entries().stream().limit(maxEvents).toList());
    tx.put(
        streams,
        key,
        new Waiting(waiting.entries(), waiting.since(), waiting.failures(), Optional.of(claim)));
    return claim;
  }

  boolean end(EventClaim claim, int done, int failures, Instant nextAttemptAt) {
    var key = new Key(claim.sink(), claim.request());
    var waiting = streams.get(key);
    if (waiting == null
        || waiting.claim().filter(open -> open.token().equals(claim.token())).isEmpty()) {
      return false;
    }
    // Claimed events are the first ones: others are queued behind them.
    var left = waiting.entries().stream().skip(done).toList();
    if (left.isEmpty()) {
      tx.remove(streams, key);
    } else {
      tx.put(streams, key, new Waiting(left, nextAttemptAt, failures, Optional.empty()));
    }
    return true;
  }
}
