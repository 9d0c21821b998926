package dev.regrant.http;

import dev.regrant.application.Store;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** A store that something can be done to before each transaction. */
final class ObservedStore implements Store {
  private final Store store = new InMemoryStore();
  final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    before.get().run();
    return store.inTransaction(tenant, work);
  }

  @Override
  public List<TenantId> tenantsDue(Instant now, int limit) {
    return store.tenantsDue(now, limit);
  }

  @Override
  public List<TenantId> tenantsWithItems(Instant now, Collection<String> systems, int limit) {
    return store.tenantsWithItems(now, systems, limit);
  }

  @Override
  public List<TenantId> tenantsWithEvents(Instant now, Collection<String> sinks, int limit) {
    return store.tenantsWithEvents(now, sinks, limit);
  }

  @Override
  public List<TenantId> tenantsWithCallouts(Instant now, int limit) {
    return store.tenantsWithCallouts(now, limit);
  }

  @Override
  public List<TenantId> tenantsWithSubscriptions() {
    return store.tenantsWithSubscriptions();
  }

  @Override
  public void check() {}
}
