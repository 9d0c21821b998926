package dev.regrant.testkit;

import dev.regrant.application.ForwardingStore;
import dev.regrant.application.Store;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.TenantId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** A store that tells which history was appended, in the order of commits. For one thread. */
final class AuditedStore extends ForwardingStore {
  private final List<HistoryEntry> committed = new ArrayList<>();

  AuditedStore(Store store) {
    super(store);
  }

  List<HistoryEntry> committed() {
    return committed;
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    var appended = new ArrayList<HistoryEntry>();
    T result = good.inTransaction(tenant, tx -> work.apply(audited(tx, appended)));
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
}
