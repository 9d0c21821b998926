package dev.regrant.http;

import dev.regrant.application.Store;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** A store to which something can be done before each transaction, and after each is committed. */
final class ObservedStore implements Store {
  private final Store store;
  final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
  final AtomicReference<Runnable> after = new AtomicReference<>(() -> {});

  ObservedStore() {
    this(new InMemoryStore());
  }

  /** One that others use, too. */
  ObservedStore(Store store) {
    this.store = store;
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    before.get().run();
    T result = store.inTransaction(tenant, work);
    after.get().run();
    return result;
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
  public List<TenantId> tenantsWithCallsBefore(Instant instant, int limit) {
    return store.tenantsWithCallsBefore(instant, limit);
  }

  @Override
  public List<TenantId> tenantsWithSubscriptions() {
    return store.tenantsWithSubscriptions();
  }

  @Override
  public void check() {}
}
