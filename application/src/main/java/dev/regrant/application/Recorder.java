package dev.regrant.application;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records what came of deliveries, if their claims still hold. What finishes in a tenant while
 * others are being recorded is recorded together, in the next transaction. What cannot be recorded
 * as the store is away is kept, to be tried again while its claim holds. Thread-safe.
 */
final class Recorder {
  private static final System.Logger LOG = System.getLogger(Recorder.class.getName());

  /** Outcomes in one transaction at most. */
  static final int AT_ONCE = 200;

  /** What came of a delivery. */
  record Finished(Work work, Instant startedAt, Instant finishedAt, DeliveryOutcome outcome) {}

  private final EngineParts parts;
  private final Map<TenantId, Deque<Finished>> waiting = new HashMap<>();
  private final Set<TenantId> busy = new HashSet<>();

  Recorder(EngineParts parts) {
    this.parts = parts;
  }

  /**
   * Records an outcome. When this returns, it is recorded, or whoever is recording for the tenant
   * will see to it, or the store is away and {@link #retry} will.
   */
  void record(Finished finished) {
    var tenant = finished.work().tenant();
    synchronized (this) {
      waiting.computeIfAbsent(tenant, none -> new ArrayDeque<>()).addLast(finished);
    }
    record(tenant);
  }

  /** Tries again what could not be recorded before. */
  void retry() {
    List<TenantId> tenants;
    synchronized (this) {
      tenants = List.copyOf(waiting.keySet());
    }
    tenants.forEach(this::record);
  }

  /** Whether something is left to {@link #retry}. */
  synchronized boolean isWaiting() {
    return !waiting.isEmpty();
  }

  private void record(TenantId tenant) {
    boolean isReachable = true;
    while (isReachable) {
      var batch = take(tenant);
      if (batch.isEmpty()) {
        return;
      }
      List<Finished> left = batch;
      try {
        left = recorded(tenant, batch);
      } finally {
        giveBack(tenant, left);
      }
      isReachable = left.isEmpty();
    }
  }

  /** The next ones, unless somebody else records for this tenant. */
  private synchronized List<Finished> take(TenantId tenant) {
    var queue = waiting.get(tenant);
    if (queue == null || !busy.add(tenant)) {
      return List.of();
    }
    var batch = new ArrayList<Finished>();
    while (batch.size() < AT_ONCE && !queue.isEmpty()) {
      batch.add(queue.removeFirst());
    }
    return batch;
  }

  private synchronized void giveBack(TenantId tenant, List<Finished> left) {
    var queue = requireNonNull(waiting.get(tenant));
    left.reversed().forEach(queue::addFirst);
    if (queue.isEmpty()) {
      waiting.remove(tenant);
    }
    busy.remove(tenant);
  }

  /** Returns those to be tried again. */
  private List<Finished> recorded(TenantId tenant, List<Finished> batch) {
    try {
      write(tenant, batch);
    } catch (UnavailableException outage) {
      return kept(batch, outage);
    } catch (RuntimeException failure) {
      // One that cannot be recorded must not take its neighbours with it.
      return batch.size() == 1 ? givenUp(batch.getFirst(), failure) : oneByOne(tenant, batch);
    }
    batch.forEach(finished -> finished.work().kept().close());
    return List.of();
  }

  private List<Finished> oneByOne(TenantId tenant, List<Finished> batch) {
    var left = new ArrayList<Finished>();
    batch.forEach(finished -> left.addAll(recorded(tenant, List.of(finished))));
    return left;
  }

  private List<Finished> kept(List<Finished> batch, UnavailableException outage) {
    var now = parts.now();
    var left = new ArrayList<Finished>();
    for (Finished finished : batch) {
      if (finished.work().claim().leaseUntil().isAfter(now)) {
        left.add(finished);
      } else {
        givenUp(finished, outage);
      }
    }
    return left;
  }

  private static List<Finished> givenUp(Finished finished, RuntimeException why) {
    finished.work().kept().close();
    var item = finished.work().item().id().value();
    if (why instanceof UnavailableException || why instanceof StaleEntityException) {
      LOG.log(WARNING, "item {0} is taken up again after its lease: {1}", item, why.getMessage());
    } else {
      LOG.log(ERROR, "recording what came of item " + item + " failed", why);
    }
    return List.of();
  }

  private void write(TenantId tenant, List<Finished> batch) {
    var discarded =
        parts
            .transactions()
            .run(
                tenant,
                tx -> {
                  var now = parts.now();
                  var locked =
                      tx.lock(
                          batch.stream()
                              .map(finished -> finished.work().request().id())
                              .distinct()
                              .toList());
                  var held = identities(tx.end(batch.stream().map(Recorder::claim).toList()));
                  var attempts = new Attempts(locked, now);
                  var late = new ArrayList<Finished>();
                  for (Finished finished : batch) {
                    if (held.contains(identity(claim(finished)))) {
                      attempts.attempted(
                          claim(finished),
                          finished.startedAt(),
                          finished.finishedAt(),
                          finished.outcome());
                    } else {
                      late.add(finished);
                    }
                  }
                  attempts.save(tx);
                  return late;
                });
    discarded.forEach(
        finished ->
            LOG.log(
                WARNING,
                "the outcome of item {0} came after its lease and is discarded: {1}",
                finished.work().item().id().value(),
                finished.outcome()));
  }

  private static Claim claim(Finished finished) {
    return finished.work().claim();
  }

  private static Map.Entry<DeliveryItem.Id, Long> identity(Claim claim) {
    return Map.entry(claim.item(), claim.token());
  }

  private static Set<Map.Entry<DeliveryItem.Id, Long>> identities(Collection<Claim> claims) {
    var identities = new HashSet<Map.Entry<DeliveryItem.Id, Long>>();
    claims.forEach(claim -> identities.add(identity(claim)));
    return identities;
  }

  /**
   * Records that processes did not live to say what became of these claims, which took over theirs.
   */
  void lost(Store.Tx tx, List<Claim> abandoned) {
    var now = parts.now();
    var locked = tx.lock(abandoned.stream().map(Claim::request).distinct().toList());
    var held = identities(tx.claims(locked.keySet()));
    var attempts = new Attempts(locked, now);
    var given = new ArrayList<Claim>();
    for (Claim claim : abandoned) {
      if (held.contains(identity(claim))) {
        var changed =
            attempts.attempted(
                claim,
                claim.abandonedAt().orElseThrow(),
                now,
                new DeliveryOutcome.Unknown(
                    DeliveryOutcome.Cause.LOST_LEASE,
                    "the process that delivered it did not live to say"));
        if (changed.state() != DeliveryItem.State.PENDING) {
          given.add(claim);
        }
      }
    }
    tx.end(given);
    attempts.save(tx);
  }

  /** What attempts change of requests that are locked. */
  private final class Attempts {
    private final Map<AssignmentRequest.Id, AssignmentRequest> locked;
    private final Map<AssignmentRequest.Id, AssignmentRequest> changed = new LinkedHashMap<>();
    private final Instant now;
    private final History history;

    Attempts(Map<AssignmentRequest.Id, AssignmentRequest> locked, Instant now) {
      this.locked = locked;
      this.now = now;
      this.history = parts.history(now);
    }

    /** Returns the item as it is then. */
    DeliveryItem attempted(
        Claim claim, Instant startedAt, Instant finishedAt, DeliveryOutcome outcome) {
      var request =
          requireNonNull(changed.getOrDefault(claim.request(), locked.get(claim.request())));
      var item = request.item(claim.item()).orElseThrow();
      Attempt attempt = Changes.attempt(request, item, startedAt, finishedAt, outcome);
      var next =
          request
              .attempted(item.id(), attempt, parts.retryPolicy(), parts.random().nextDouble())
              .settled(now);
      history.attempted(next, item, attempt);
      history.settled(next);
      changed.put(next.id(), next);
      return next.item(item.id()).orElseThrow();
    }

    void save(Store.Tx tx) {
      Changes.saveAll(parts, tx, changed.values(), now);
      history.appendTo(tx);
    }
  }
}
