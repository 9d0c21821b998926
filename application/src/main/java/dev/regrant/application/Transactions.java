package dev.regrant.application;

import static java.lang.System.Logger.Level.DEBUG;

import dev.regrant.domain.TenantId;
import java.util.function.Function;

/** Runs transactions, again from the start when one met someone else's change. */
final class Transactions {
  private static final System.Logger LOG = System.getLogger(Transactions.class.getName());
  private static final int MAX_RUNS = 5;

  private final Store store;

  Transactions(Store store) {
    this.store = store;
  }

  /** Runs {@code work}, which must be free of effects other than on its transaction. */
  <T> T run(TenantId tenant, Function<Store.Tx, T> work) {
    for (int run = 1; ; run++) {
      try {
        return store.inTransaction(tenant, work);
      } catch (StaleEntityException stale) {
        if (run == MAX_RUNS) {
          throw stale;
        }
        LOG.log(DEBUG, "run {0} of a transaction met a change: {1}", run, stale.getMessage());
      }
    }
  }
}
