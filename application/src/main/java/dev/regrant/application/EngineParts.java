package dev.regrant.application;

import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What the parts of one engine share.
 *
 * @param connectors by the origin system that they serve
 * @param sinks by their names
 * @param nudge tells the worker that there may be something to do
 */
record EngineParts(
    Store store,
    SubjectDirectory directory,
    Map<String, Connector> connectors,
    Map<String, EventSink> sinks,
    InstantSource clock,
    RandomGenerator random,
    Ids ids,
    ReprocessPolicy reprocessPolicy,
    RetryPolicy retryPolicy,
    WorkerSettings workerSettings,
    EventSettings eventSettings,
    Runnable nudge) {
  Transactions transactions() {
    return new Transactions(store);
  }

  Circumstances circumstances() {
    return new Circumstances(connectors.keySet());
  }

  /** To tell what happens at {@code now}. */
  History history(Instant now) {
    return new History(ids, now, sinks.keySet());
  }

  /** The time, as exactly as stores keep it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Whether the directory has the person. A network call: never inside a transaction. */
  boolean knows(TenantId tenant, Subject subject) {
    return directory.findAll(tenant, List.of(subject.objectId())).containsKey(subject.objectId());
  }
}
