package dev.regrant.persistence;

import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Tenants whose requests, assignments or changes of packages are due. */
final class DueTenants {
  private static final String FIND =
      "select tenant_id from tenants_due(:now, :limit) as due(tenant_id)";

  private DueTenants() {}

  static List<TenantId> find(Handle handle, Instant now, int limit) {
    try (var query = handle.createQuery(FIND)) {
      new Bindings().time("now", now).number("limit", limit).bindTo(query);
      return query
          .map((results, context) -> new TenantId(new Row(results).uuid("tenant_id")))
          .list();
    }
  }
}
