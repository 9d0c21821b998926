package dev.regrant.testkit;

import dev.regrant.application.ForwardingStore;
import dev.regrant.application.Store;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.TenantId;
import java.util.function.Function;

/**
 * A store in whose transactions a process can die, for tests: before one, or after it has committed
 * and before anybody learns of it. It stays dead. For one thread at a time.
 */
final class CrashingStore extends ForwardingStore {
  /** The process is gone. No handler of exceptions may survive it, so it is an error. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private int transactionsLeft = -1;
  private boolean afterCommit;
  private boolean isDead;
  private boolean isOut;

  CrashingStore(Store store) {
    super(store);
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
    T result = good.inTransaction(tenant, work);
    if (crashes) {
      throw new Crash();
    }
    return result;
  }
}
