package dev.regrant.application;

import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A store that does what another one does: for subclasses that do single things otherwise, and are
 * to compile when {@link Store} has more. As thread-safe as the other one.
 */
public class ForwardingStore implements Store {
  /** The other one. */
  protected final Store good;

  /** Forwards to {@code good}. */
  public ForwardingStore(Store good) {
    this.good = good;
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    return good.inTransaction(tenant, work);
  }

  @Override
  public List<TenantId> tenantsDue(Instant now, int limit) {
    return good.tenantsDue(now, limit);
  }

  @Override
  public List<TenantId> tenantsWithItems(Instant now, Collection<String> systems, int limit) {
    return good.tenantsWithItems(now, systems, limit);
  }

  @Override
  public List<TenantId> tenantsWithEvents(Instant now, Collection<String> sinks, int limit) {
    return good.tenantsWithEvents(now, sinks, limit);
  }

  @Override
  public List<TenantId> tenantsWithCallouts(Instant now, int limit) {
    return good.tenantsWithCallouts(now, limit);
  }

  @Override
  public List<TenantId> tenantsWithCallsBefore(Instant instant, int limit) {
    return good.tenantsWithCallsBefore(instant, limit);
  }

  @Override
  public List<TenantId> tenantsWithSubscriptions() {
    return good.tenantsWithSubscriptions();
  }

  @Override
  public void announce() {
    good.announce();
  }

  @Override
  public Listening listen(Runnable hint) {
    return good.listen(hint);
  }

  @Override
  public void check() {
    good.check();
  }
}
