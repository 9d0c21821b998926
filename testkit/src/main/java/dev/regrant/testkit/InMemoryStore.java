package dev.regrant.testkit;

import dev.regrant.application.KeyedCall;
import dev.regrant.application.Store;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A store that keeps everything in memory, for tests. It honours the whole {@code StoreContract};
 * its transactions run one after the other. Thread-safe.
 */
public final class InMemoryStore implements Store {
  private record Waiting(TenantId tenant, Instant since) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<TenantId, Tenant> tenants = new HashMap<>();

  /** An empty store. */
  public InMemoryStore() {}

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    refuseNesting();
    lock.lock();
    try {
      var tx = new InMemoryTx(tenants.computeIfAbsent(tenant, unknown -> new Tenant()));
      try {
        T result = work.apply(tx);
        tx.commit();
        return result;
      } finally {
        tx.end();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<TenantId> tenantsDue(Instant now, int limit) {
    return longestWaiting(limit, tenant -> tenant.waitingSince(now));
  }

  @Override
  public List<TenantId> tenantsWithItems(Instant now, Collection<String> systems, int limit) {
    return longestWaiting(limit, tenant -> tenant.itemsWaitingSince(now, systems));
  }

  @Override
  public List<TenantId> tenantsWithEvents(Instant now, Collection<String> sinks, int limit) {
    return longestWaiting(limit, tenant -> tenant.eventsWaitingSince(now, sinks));
  }

  @Override
  public List<TenantId> tenantsWithCallouts(Instant now, int limit) {
    return longestWaiting(limit, tenant -> tenant.calloutsWaitingSince(now));
  }

  @Override
  public List<TenantId> tenantsWithCallsBefore(Instant instant, int limit) {
    return longestWaiting(
        limit,
        tenant ->
            tenant.calls.values().stream()
                .map(KeyedCall::at)
                .min(Instant::compareTo)
                .filter(oldest -> oldest.isBefore(instant)));
  }

  @Override
  public List<TenantId> tenantsWithSubscriptions() {
    return longestWaiting(
        Integer.MAX_VALUE,
        tenant ->
            tenant.subscriptions.byId.isEmpty() ? Optional.empty() : Optional.of(Instant.MIN));
  }

  @Override
  public void announce() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public Listening listen(Runnable hint) {
    // Boxed, as the same hint may be given twice.
    Runnable listener = () -> hint.run();
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private List<TenantId> longestWaiting(
      int limit, Function<Tenant, Optional<Instant>> waitingSince) {
    refuseNesting();
    lock.lock();
    try {
      var waiting = new ArrayList<Waiting>();
      tenants.forEach(
          (id, tenant) ->
              waitingSince.apply(tenant).ifPresent(since -> waiting.add(new Waiting(id, since))));
      return waiting.stream()
          .sorted(Comparator.comparing(Waiting::since))
          .limit(limit)
          .map(Waiting::tenant)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void check() {}

  private void refuseNesting() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction is open in this thread; they do not nest");
    }
  }
}
