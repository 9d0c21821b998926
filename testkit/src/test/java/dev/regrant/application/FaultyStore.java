package dev.regrant.application;

import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.TenantId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A store that can be away, tells of its transactions, and does not take every entry. */
final class FaultyStore implements Store {
  private final Store good;
  private final AtomicInteger transactions = new AtomicInteger();
  volatile boolean isAway;
  volatile Runnable beforeEach = () -> {};
  volatile Function<HistoryEntry, Optional<RuntimeException>> refusal = entry -> Optional.empty();

  FaultyStore(Store good) {
    this.good = good;
  }

  int transactions() {
    return transactions.get();
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    check();
    beforeEach.run();
    transactions.incrementAndGet();
    return good.inTransaction(tenant, tx -> work.apply(picky(tx)));
  }

  private Tx picky(Tx tx) {
    return (Tx)
        Proxy.newProxyInstance(
            Tx.class.getClassLoader(),
            new Class<?>[] {Tx.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("append")) {
                for (Object entry : (Collection<?>) arguments[0]) {
                  refusal
                      .apply((HistoryEntry) entry)
                      .ifPresent(
                          refused -> {
                            throw refused;
                          });
                }
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
    check();
    return good.tenantsDue(now, limit);
  }

  @Override
  public List<TenantId> tenantsWithItems(Instant now, Collection<String> systems, int limit) {
    check();
    return good.tenantsWithItems(now, systems, limit);
  }

  @Override
  public List<TenantId> tenantsWithEvents(Instant now, Collection<String> sinks, int limit) {
    check();
    return good.tenantsWithEvents(now, sinks, limit);
  }

  @Override
  public List<TenantId> tenantsWithCallouts(Instant now, int limit) {
    check();
    return good.tenantsWithCallouts(now, limit);
  }

  @Override
  public List<TenantId> tenantsWithCallsBefore(Instant instant, int limit) {
    check();
    return good.tenantsWithCallsBefore(instant, limit);
  }

  @Override
  public List<TenantId> tenantsWithSubscriptions() {
    check();
    return good.tenantsWithSubscriptions();
  }

  @Override
  public void check() {
    if (isAway) {
      throw away();
    }
  }

  static UnavailableException away() {
    return new UnavailableException("the store is away", null);
  }
}
