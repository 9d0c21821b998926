package dev.regrant.application;

import static java.util.Objects.requireNonNull;

import dev.regrant.domain.Facts;
import dev.regrant.domain.Quarantine;
import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

/**
 * What the parts of one engine share.
 *
 * @param channels to the connectors, by the origin system that they serve
 * @param sinks by their names
 * @param nudge tells the worker that there may be something to do
 */
record EngineParts(
    Store store,
    SubjectDirectory directory,
    SortedMap<String, Channel> channels,
    Map<String, EventSink> sinks,
    InstantSource clock,
    RandomGenerator random,
    Ids ids,
    ReprocessPolicy reprocessPolicy,
    RetryPolicy retryPolicy,
    WorkerSettings workerSettings,
    EventSettings eventSettings,
    ExtensionCaller extensionCaller,
    ChangeNotifier changeNotifier,
    Runnable nudge) {
  private static final int MAX_REPORTS = 1_000;

  /** The same, on another store. */
  EngineParts withStore(Store other) {
    return new EngineParts(
        other,
        directory,
        channels,
        sinks,
        clock,
        random,
        ids,
        reprocessPolicy,
        retryPolicy,
        workerSettings,
        eventSettings,
        extensionCaller,
        changeNotifier,
        nudge);
  }

  /** The way to the connector that serves {@code originSystem}, which one does. */
  Channel channel(String originSystem) {
    return requireNonNull(channels.get(originSystem), originSystem);
  }

  /** Where the caller may do a task. Never inside a transaction: it may be one of its own. */
  Reach reach(Caller caller, Task task) {
    return new Authorization(store).reach(caller, task);
  }

  Transactions transactions() {
    return new Transactions(store);
  }

  Circumstances circumstances() {
    return new Circumstances(channels.keySet(), Map.of());
  }

  /** As {@link #circumstances}, where a system that is quarantined counts as none. */
  Circumstances circumstancesNow() {
    var quarantines = new HashMap<String, Quarantine>();
    channels.forEach(
        (system, channel) ->
            channel.quarantine().ifPresent(found -> quarantines.put(system, found)));
    var available = new HashSet<>(channels.keySet());
    available.removeAll(quarantines.keySet());
    return new Circumstances(available, quarantines);
  }

  /** To tell what happens at {@code now}. */
  History history(Instant now) {
    return new History(ids, now, sinks.keySet());
  }

  /** The time, as exactly as stores keep it. */
  Instant now() {
    return asStored(clock.instant());
  }

  /** A time, as exactly as stores keep it. */
  Instant asStored(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** Whose direct manager the caller is. A network call: never inside a transaction. */
  Set<String> reports(Caller caller) {
    return directory.reportsOf(caller.tenant(), caller.actor().id(), MAX_REPORTS);
  }

  /** What the directory says of a target now. A network call: never inside a transaction. */
  TargetStanding standing(TenantId tenant, Subject target, Set<String> groups) {
    var id = target.objectId();
    boolean exists = directory.findAll(tenant, List.of(id)).containsKey(id);
    return standing(tenant, target, exists, groups);
  }

  /** As {@link #standing}, of someone of whom it is known whether they exist. */
  TargetStanding standing(TenantId tenant, Subject target, boolean exists, Set<String> groups) {
    return new TargetStanding(
        new Facts.Standing(
            exists,
            exists && !groups.isEmpty()
                ? directory.groupsOf(tenant, target.objectId(), groups)
                : Set.of()),
        groups);
  }
}
