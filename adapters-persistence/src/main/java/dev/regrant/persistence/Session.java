package dev.regrant.persistence;

import dev.regrant.application.StaleEntityException;
import dev.regrant.domain.TenantId;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of one transaction. Each of them has the parameter {@code tenant}. Not
 * thread-safe.
 */
final class Session {
  /** What a statement is about, for when it finds that somebody else was faster. */
  record About(String type, UUID id) {}

  private final Database database;
  private final Handle handle;
  private final TenantId tenant;
  private @Nullable StaleEntityException failure;
  private boolean isOver;

  Session(Database database, Handle handle, TenantId tenant) {
    this.database = database;
    this.handle = handle;
    this.tenant = tenant;
  }

  <R> List<R> query(About about, String sql, Bindings bindings, RowMapper<R> mapper) {
    return run(
        about,
        () -> {
          try (var query = handle.createQuery(sql)) {
            bindings.uuid("tenant", tenant.value()).bindTo(query);
            return query.map(mapper).list();
          }
        });
  }

  <R> List<R> query(String sql, Bindings bindings, RowMapper<R> mapper) {
    return query(ofTenant(), sql, bindings, mapper);
  }

  void update(About about, String sql, Bindings bindings) {
    run(
        about,
        () -> {
          try (var update = handle.createUpdate(sql)) {
            bindings.uuid("tenant", tenant.value()).bindTo(update);
            return update.execute();
          }
        });
  }

  void update(String sql, Bindings bindings) {
    update(ofTenant(), sql, bindings);
  }

  private <R> R run(About about, Supplier<R> statement) {
    requireOpen();
    try {
      return statement.get();
    } catch (JdbiException e) {
      throw Database.isConflict(e) ? stale(about, e) : database.translated(e);
    }
  }

  void requireOpen() {
    if (isOver) {
      throw new IllegalStateException("this transaction is over");
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Fails the transaction, also if the work goes on. */
  StaleEntityException stale(About about, @Nullable Exception cause) {
    var stale = new StaleEntityException(about.type(), about.id());
    if (cause != null) {
      stale.initCause(cause);
    }
    failure = stale;
    return stale;
  }

  void begin() {
    run(
        ofTenant(),
        () -> {
          // Before it begins, as what is set in a transaction goes when that is undone.
          database.show(handle, tenant);
          return handle.begin();
        });
  }

  void commit() {
    run(ofTenant(), handle::commit);
  }

  private About ofTenant() {
    return new About("data of tenant", tenant.value());
  }

  /** Ends it; what is not committed is undone. */
  void end() {
    isOver = true;
    try {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    } catch (JdbiException e) {
      // The connection is gone, and the transaction with it: what has happened before counts.
      database.discard(handle);
      System.getLogger(Session.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot roll back", e);
    }
  }
}
