package dev.regrant.testkit;

import dev.regrant.application.Store;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.TenantId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** A store that tells which history was appended, in the order of commits. For one thread. */
final class AuditedStore implements Store {
  private final Store store;
  private final List<HistoryEntry> committed = new ArrayList<>();

  AuditedStore(Store store) {
    this.store = store;
  }

  List<HistoryEntry> committed() {
    return committed;
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    var appended = new ArrayList<HistoryEntry>();
    T result = store.inTransaction(tenant, tx -> work.apply(audited(tx, appended)));
    committed.addAll(appended);
    return result;
  }

  private static Tx audited(Tx tx, List<HistoryEntry> appended) {
    return (Tx)
        Proxy.newProxyInstance(
            Tx.class.getClassLoader(),
            new Class<?>[] {Tx.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("append")) {
                ((Collection<?>) arguments[0]).forEach(of -> appended.add((HistoryEntry) of));
              }
              try {
                return method.invoke(tx, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
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
  public void check() {
    store.check();
  }
}
