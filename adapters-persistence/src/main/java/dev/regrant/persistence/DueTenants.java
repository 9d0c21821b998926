package dev.regrant.persistence;

import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Tenants whose requests, assignments or changes of packages are due. */
final class DueTenants {
  // Jumps from one tenant to the next through the indexes, whatever waits in each.
  static final String FIND =
      """
      with recursive tenant as (
        (select tenant_id from request where due_at is not null order by tenant_id limit 1)
        union all
        select following.tenant_id
        from tenant cross join lateral (
          select request.tenant_id from request
          where request.due_at is not null and request.tenant_id > tenant.tenant_id
          order by request.tenant_id limit 1) following),
      holder as (
        (select tenant_id from assignment where due_at is not null order by tenant_id limit 1)
        union all
        select following.tenant_id
        from holder cross join lateral (
          select assignment.tenant_id from assignment
          where assignment.due_at is not null and assignment.tenant_id > holder.tenant_id
          order by assignment.tenant_id limit 1) following),
      changed as (
        (select tenant_id from assignment where update_due_at is not null
         order by tenant_id limit 1)
        union all
        select following.tenant_id
        from changed cross join lateral (
          select assignment.tenant_id from assignment
          where assignment.update_due_at is not null
            and assignment.tenant_id > changed.tenant_id
          order by assignment.tenant_id limit 1) following),
      changer as (
        (select tenant_id from access_package where rollout_due_at is not null
         order by tenant_id limit 1)
        union all
        select following.tenant_id
        from changer cross join lateral (
          select access_package.tenant_id from access_package
          where access_package.rollout_due_at is not null
            and access_package.tenant_id > changer.tenant_id
          order by access_package.tenant_id limit 1) following),
      due as (
        select tenant.tenant_id, longest.since
        from tenant cross join lateral (
          select request.due_at as since from request
          where request.tenant_id = tenant.tenant_id and request.due_at <= :now
          order by request.due_at limit 1) longest
        union all
        select holder.tenant_id, longest.since
        from holder cross join lateral (
          select assignment.due_at as since from assignment
          where assignment.tenant_id = holder.tenant_id and assignment.due_at <= :now
          order by assignment.due_at limit 1) longest
        union all
        select changed.tenant_id, longest.since
        from changed cross join lateral (
          select assignment.update_due_at as since from assignment
          where assignment.tenant_id = changed.tenant_id and assignment.update_due_at <= :now
          order by assignment.update_due_at limit 1) longest
        union all
        select changer.tenant_id, longest.since
        from changer cross join lateral (
          select access_package.rollout_due_at as since from access_package
          where access_package.tenant_id = changer.tenant_id
            and access_package.rollout_due_at <= :now
          order by access_package.rollout_due_at limit 1) longest)
      select tenant_id from due group by tenant_id order by min(since), tenant_id limit :limit
      """;

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
