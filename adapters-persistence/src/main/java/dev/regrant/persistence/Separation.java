package dev.regrant.persistence;

import dev.regrant.domain.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/**
 * Tells the database, by a setting of each connection, which tenant it is to show: what the
 * policies of row-level security compare with. Thread-safe.
 *
 * <p>The setting stays with its connection, so that it costs a round trip only when the tenant
 * changes.
 */
final class Separation {
  private static final String SHOW = "select set_config('regrant.tenant', :tenant, false)";

  // Whoever may become somebody who sees all sees all.
  private static final String GAP =
      """
      select 'user ' || current_user || ' ' || case
        when role.rolsuper then 'is a superuser'
        when role.rolbypassrls then 'may bypass row-level security'
        when exists (
          select from pg_roles other
          where (other.rolsuper or other.rolbypassrls)
            and pg_has_role(role.oid, other.oid, 'member'))
          then 'may become a role that bypasses row-level security'
        when exists (
          select from pg_class class
          join pg_attribute attribute on attribute.attrelid = class.oid
            and attribute.attname = 'tenant_id'
          join pg_namespace home on home.oid = class.relnamespace
          where home.nspname = current_schema() and class.relkind in ('r', 'p')
            and class.relrowsecurity and pg_has_role(role.oid, class.relowner, 'member'))
          then 'owns the tables, or may become their owner'
        when role.rolcreaterole then 'may make roles, and by that become another'
        end as gap
      from pg_roles role where role.rolname = current_user
      """;

  private final Map<Connection, TenantId> shown = Collections.synchronizedMap(new WeakHashMap<>());

  /** Has a connection show a tenant, which is outside of any transaction. */
  void show(Handle handle, TenantId tenant) {
    Connection connection = physical(handle);
    if (tenant.equals(shown.get(connection))) {
      return;
    }
    // If this fails, nobody knows what is set.
    shown.remove(connection);
    try (var query = handle.createQuery(SHOW)) {
      query.bind("tenant", tenant.value().toString()).mapTo(String.class).one();
    }
    shown.put(connection, tenant);
  }

  /** The connection that the pool lends. */
  private static Connection physical(Handle handle) {
    try {
      return (Connection) handle.getConnection().unwrap(PGConnection.class);
    } catch (SQLException e) {
      throw new IllegalStateException("not a connection to PostgreSQL", e);
    }
  }

  /** Why the database itself keeps nobody apart for who connects like this; empty if it does. */
  static Optional<String> gap(Handle handle) {
    try (var query = handle.createQuery(GAP)) {
      return query
          .map((results, context) -> new Row(results).textIfAny("gap"))
          .findOne()
          .orElseThrow();
    }
  }
}
