package dev.regrant.persistence;

import dev.regrant.application.Store;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The store on PostgreSQL 15 or newer. Thread-safe. Many processes may share one database. */
public final class JdbiStore implements Store, AutoCloseable {
  private final Database database;
  private final Announcements announcements;
  private final ThreadLocal<Boolean> isInTransaction = ThreadLocal.withInitial(() -> false);

  private JdbiStore(Database database) {
    this.database = database;
    this.announcements = new Announcements(database);
  }

  /**
   * Connects, and brings the tables up to date; other processes that do so too wait for each other.
   * Row-level security keeps tenants apart if {@link DatabaseSettings#migration} is given: then the
   * server's user only ever sees the tenant of the transaction that it is in.
   *
   * @throws dev.regrant.application.UnavailableException if the database cannot be reached
   * @throws IllegalArgumentException if it refuses a user, does not exist, or the tables belong to
   *     somebody else than who is to migrate them
   */
  public static JdbiStore open(DatabaseSettings settings) {
    return new JdbiStore(Database.open(settings));
  }

  @Override
  public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
    refuseNesting();
    try (var handle = database.connect()) {
      isInTransaction.set(true);
      var session = new Session(database, handle, tenant);
      try {
        session.begin();
        T result = work.apply(new JdbiTx(session));
        session.commit();
        return result;
      } finally {
        session.end();
      }
    } finally {
      isInTransaction.remove();
    }
  }

  @Override
  public List<TenantId> tenantsDue(Instant now, int limit) {
    refuseNesting();
    return database.with(handle -> DueTenants.find(handle, now, limit));
  }

  @Override
  public List<TenantId> tenantsWithItems(Instant now, Collection<String> systems, int limit) {
    refuseNesting();
    return database.with(handle -> DeliveryQueue.tenants(handle, now, systems, limit));
  }

  @Override
  public List<TenantId> tenantsWithEvents(Instant now, Collection<String> sinks, int limit) {
    refuseNesting();
    return database.with(handle -> EventQueue.tenants(handle, now, sinks, limit));
  }

  @Override
  public List<TenantId> tenantsWithCallouts(Instant now, int limit) {
    refuseNesting();
    return database.with(handle -> StoredCallouts.tenants(handle, now, limit));
  }

  @Override
  public List<TenantId> tenantsWithCallsBefore(Instant instant, int limit) {
    refuseNesting();
    return database.with(handle -> KeyedCallTable.tenants(handle, instant, limit));
  }

  @Override
  public List<TenantId> tenantsWithSubscriptions() {
    refuseNesting();
    return database.with(StoredSubscriptions::tenants);
  }

  @Override
  public void announce() {
    announcements.announce();
  }

  @Override
  public Listening listen(Runnable hint) {
    return announcements.listen(hint);
  }

  @Override
  public void check() {
    database.check();
  }

  /**
   * Why the database itself does not keep tenants apart, as in "user regrant owns the tables";
   * empty if it does. The store never asks for what is another tenant's, whatever this says.
   *
   * @throws dev.regrant.application.UnavailableException if the database cannot be reached
   */
  public Optional<String> separationGap() {
    return database.with(Separation::gap);
  }

  private void refuseNesting() {
    if (isInTransaction.get()) {
      throw new IllegalStateException("a transaction is open in this thread; they do not nest");
    }
  }

  /** Closes the connections. Transactions under way fail. */
  @Override
  public void close() {
    announcements.close();
    database.close();
  }
}
