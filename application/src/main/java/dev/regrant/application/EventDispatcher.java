package dev.regrant.application;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import dev.regrant.application.EventSink.Publication;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells event sinks what happened: claim in a transaction, publish in none, record in another, if
 * the claim still holds.
 *
 * <p>Whoever publishes an event has seen all earlier ones of its request accepted, or found them
 * recorded as such. So the first arrivals of a request's events are in order, whatever crashes,
 * hangs or comes late; what comes again may come after later ones. An event may come again after a
 * crash between publishing and recording, after a lease that ran out, and after an answer that was
 * lost. Only events that are given up for their age never arrive.
 */
final class EventDispatcher {
  private static final System.Logger LOG = System.getLogger(EventDispatcher.class.getName());
  private static final int TENANTS_AT_ONCE = 100;
  private static final int EVENTS_AT_ONCE = 50;

  /** A sink, its free places, and whether it failed last. */
  private record Receiver(EventSink sink, Semaphore free, AtomicBoolean isFailing) {}

  /** What came of a claim. */
  private record Told(int accepted, Optional<Publication.Failed> failure) {}

  private final EngineParts parts;
  private final EventSettings settings;
  private final Map<String, Receiver> receivers = new HashMap<>();

  EventDispatcher(EngineParts parts) {
    this.parts = parts;
    this.settings = parts.eventSettings();
    parts
        .sinks()
        .forEach(
            (name, sink) ->
                receivers.put(
                    name,
                    new Receiver(
                        sink, new Semaphore(settings.maxConcurrent()), new AtomicBoolean())));
  }

  /**
   * Has {@code publishing} tell what is due, a request's events for a sink each time. A sink whose
   * places are all taken is left alone, so that it holds up nobody else.
   *
   * @return whether anything was due
   */
  boolean run(Executor publishing) {
    var ready =
        receivers.entrySet().stream()
            .filter(receiver -> receiver.getValue().free().availablePermits() > 0)
            .map(Map.Entry::getKey)
            .toList();
    if (ready.isEmpty()) {
      return false;
    }
    boolean worked = false;
    for (TenantId tenant : parts.store().tenantsWithEvents(parts.now(), ready, TENANTS_AT_ONCE)) {
      for (EventClaim claim : claim(tenant)) {
        publishing.execute(() -> publish(tenant, claim));
        worked = true;
      }
    }
    return worked;
  }

  /** Claims as much as there are places, which are taken with it. */
  private List<EventClaim> claim(TenantId tenant) {
    var unused = new HashMap<String, Integer>();
    receivers.forEach((name, receiver) -> unused.put(name, receiver.free().drainPermits()));
    try {
      var now = parts.now();
      List<EventClaim> claims =
          parts
              .store()
              .inTransaction(
                  tenant,
                  tx -> tx.claimEvents(now, now.plus(settings.lease()), unused, EVENTS_AT_ONCE));
      claims.forEach(claim -> unused.merge(claim.sink(), -1, Integer::sum));
      return claims;
    } finally {
      unused.forEach((name, places) -> receiver(name).free().release(places));
    }
  }

  private Receiver receiver(String sink) {
    return requireNonNull(receivers.get(sink));
  }

  private void publish(TenantId tenant, EventClaim claim) {
    var receiver = receiver(claim.sink());
    try {
      record(tenant, claim, tell(receiver, tenant, claim));
    } catch (UnavailableException outage) {
      LOG.log(
          WARNING,
          "events of request {0} are told to {1} again after their lease: {2}",
          claim.request().value(),
          claim.sink(),
          outage.getMessage());
    } catch (RuntimeException bug) {
      LOG.log(ERROR, "recording what was told to " + claim.sink() + " failed", bug);
    } finally {
      receiver.free().release();
    }
  }

  private Told tell(Receiver receiver, TenantId tenant, EventClaim claim) {
    int accepted = 0;
    for (HistoryEntry entry : claim.entries()) {
      // What is left may be someone else's by now.
      if (!parts.now().isBefore(claim.leaseUntil())) {
        break;
      }
      switch (published(receiver.sink(), new EventSink.Event(tenant, entry))) {
        case Publication.Accepted yes -> accepted++;
        case Publication.Failed failure -> {
          if (!receiver.isFailing().getAndSet(true)) {
            LOG.log(
                WARNING,
                "event sink {0} fails, and is tried again: {1}",
                claim.sink(),
                failure.message());
          }
          return new Told(accepted, Optional.of(failure));
        }
      }
    }
    if (accepted > 0 && receiver.isFailing().getAndSet(false)) {
      LOG.log(INFO, "event sink {0} accepts events again", claim.sink());
    }
    return new Told(accepted, Optional.empty());
  }

  private static Publication published(EventSink sink, EventSink.Event event) {
    try {
      return requireNonNull(sink.publish(event), "no answer");
    } catch (RuntimeException failure) {
      LOG.log(DEBUG, "an event sink threw", failure);
      return new Publication.Failed("the sink failed: " + failure, Optional.empty());
    }
  }

  private void record(TenantId tenant, EventClaim claim, Told told) {
    var now = parts.now();
    int failures = told.failure().isEmpty() ? 0 : 1 + (told.accepted() > 0 ? 0 : claim.failures());
    var tooOld =
        told.failure().isEmpty()
            ? List.<HistoryEntry>of()
            : claim.entries().stream()
                .skip(told.accepted())
                .takeWhile(entry -> entry.at().isBefore(now.minus(settings.maxAge())))
                .toList();
    var nextAttemptAt =
        told.failure().map(failure -> nextAttempt(failure, failures, now)).orElse(now);
    int done = told.accepted() + tooOld.size();
    boolean held =
        parts
            .store()
            .inTransaction(tenant, tx -> tx.endEvents(claim, done, failures, nextAttemptAt));
    if (!held) {
      LOG.log(
          WARNING,
          "event sink {0} took longer than the lease: events of request {1} are told again",
          claim.sink(),
          claim.request().value());
      return;
    }
    told.failure().ifPresent(failure -> tooOld.forEach(entry -> givenUp(claim, entry, failure)));
  }

  private Instant nextAttempt(Publication.Failed failure, int failures, Instant now) {
    var backoff = settings.backoff(failures, parts.random().nextDouble());
    // No longer than an event is kept, whatever the receiver says.
    var asked = shorter(failure.retryAfter().orElse(Duration.ZERO), settings.maxAge());
    return now.plus(backoff.compareTo(asked) > 0 ? backoff : asked);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void givenUp(EventClaim claim, HistoryEntry entry, Publication.Failed failure) {
    LOG.log(
        WARNING,
        "event {0} ({1} of request {2}) is given up for sink {3}: older than {4}, and {5}",
        entry.id(),
        entry.activity(),
        claim.request().value(),
        claim.sink(),
        settings.maxAge(),
        failure.message());
  }
}
