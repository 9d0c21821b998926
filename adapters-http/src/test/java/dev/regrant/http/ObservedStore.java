package dev.regrant.http;

import dev.regrant.application.ForwardingStore;
import dev.regrant.application.Store;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryStore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** A store to which something can be done before each transaction, and after each is committed. */
final class ObservedStore extends ForwardingStore {
  final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
  final AtomicReference<Runnable> after = new AtomicReference<>(() -> {});

  ObservedStore() {
    this(new InMemoryStore());
  }

  /** One that others use, too. */
  ObservedStore(Store store) {
    super(store);
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    before.get().run();
    T result = good.inTransaction(tenant, work);
    after.get().run();
    return result;
  }
}
