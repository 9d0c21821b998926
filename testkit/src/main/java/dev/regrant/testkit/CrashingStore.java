package dev.regrant.testkit;

import dev.regrant.application.Store;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A store in whose transactions a process can die, for tests: before one, or after it has committed
 * and before anybody learns of it. It stays dead. For one thread at a time.
 */
final class CrashingStore implements Store {
  /** The process is gone. No handler of exceptions may survive it, so it is an error. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Store store;
  private int transactionsLeft = -1;
  private boolean afterCommit;
  private boolean isDead;
  private boolean isOut;

  CrashingStore(Store store) {
    this.store = store;
  }

  /** Lets the process die in the transaction after the next {@code transactions}. */
  void crashAfter(int transactions, boolean afterCommit) {
    this.transactionsLeft = transactions;
    this.afterCommit = afterCommit;
  }

  /** Lets the next transaction fail, as the database cannot be reached. */
  void failNext() {
    isOut = true;
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    if (isDead) {
      throw new Crash();
    }
    if (isOut) {
      isOut = false;
      throw new UnavailableException("out of reach", new IllegalStateException("chaos"));
    }
    boolean crashes = transactionsLeft == 0;
    if (transactionsLeft >= 0) {
      transactionsLeft--;
    }
    isDead = crashes;
    if (crashes && !afterCommit) {
      throw new Crash();
    }
    T result = store.inTransaction(tenant, work);
    if (crashes) {
      throw new Crash();
    }
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
  public void check() {
    store.check();
  }
}
