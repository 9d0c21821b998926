package dev.regrant.persistence;

import dev.regrant.application.Claim;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.TenantId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What the queue keeps in table {@code delivery_item}. */
final class DeliveryQueue {
  /** What makes an item one that may be claimed. */
  private static final String IS_DUE =
      """
      item.next_attempt_at <= :now
      and (item.lease_until is null or item.lease_until <= :now)
      and exists (
        select from request
        where request.tenant_id = item.tenant_id and request.id = item.request_id
          and request.status = 'DELIVERING')
      """;

  // Each system has an index range of its own, which is read from the longest waiting on.
  static final String CLAIM =
      """
      with due as (
        select found.request_id, found.id
        from unnest(:systems, :limits) as wanted(origin_system, amount)
        cross join lateral (
          select item.request_id, item.id
          from delivery_item item
          where item.tenant_id = :tenant and item.origin_system = wanted.origin_system
            and %s
          order by item.next_attempt_at, item.request_id, item.id
          limit wanted.amount
          for no key update of item skip locked) found
        where not exists (
          select from maintenance
          where maintenance.tenant_id = :tenant
            and maintenance.origin_system = wanted.origin_system
            and maintenance.until_at > :now)),
      claimed as (
        update delivery_item item
        set claim_token = item.claim_token + 1, claimed_at = :now, lease_until = :leaseUntil,
          abandoned_at = item.claimed_at
        from due
        where item.tenant_id = :tenant and item.request_id = due.request_id and item.id = due.id
        returning item.*)
      select * from claimed order by next_attempt_at, request_id, id
      """
          .formatted(IS_DUE);

  private static final String CLAIMS =
      """
      select * from delivery_item
      where tenant_id = :tenant and request_id = any(:requests) and claimed_at is not null
      order by request_id, id
      """;

  // Locked in one order, so that two that end the same claims do not wait for each other.
  private static final String END =
      """
      with held as (
        select item.request_id, item.id
        from unnest(:requests, :items, :tokens) as ended(request_id, id, token)
        join delivery_item item on item.tenant_id = :tenant
          and item.request_id = ended.request_id and item.id = ended.id
          and item.claim_token = ended.token
        where item.claimed_at is not null
        order by item.request_id, item.id
        for no key update of item)
      update delivery_item item
      set claimed_at = null, lease_until = null, abandoned_at = null
      from held
      where item.tenant_id = :tenant and item.request_id = held.request_id and item.id = held.id
      returning item.request_id, item.id, item.claim_token
      """;

  private static final String EXTEND =
      """
      with held as (
        select item.request_id, item.id
        from unnest(:requests, :items, :tokens) as extended(request_id, id, token)
        join delivery_item item on item.tenant_id = :tenant
          and item.request_id = extended.request_id and item.id = extended.id
          and item.claim_token = extended.token
        where item.claimed_at is not null
        order by item.request_id, item.id
        for no key update of item)
      update delivery_item item
      set lease_until = :leaseUntil
      from held
      where item.tenant_id = :tenant and item.request_id = held.request_id and item.id = held.id
      returning item.*
      """;

  // Jumps from one tenant and system to the next through the indexes, whatever waits in each.
  static final String TENANTS_DUE =
      """
      with recursive queue as (
        (select tenant_id, origin_system from delivery_item where next_attempt_at is not null
         order by tenant_id, origin_system limit 1)
        union all
        select following.tenant_id, following.origin_system
        from queue cross join lateral (
          select item.tenant_id, item.origin_system from delivery_item item
          where item.next_attempt_at is not null
            and (item.tenant_id, item.origin_system) > (queue.tenant_id, queue.origin_system)
          order by item.tenant_id, item.origin_system limit 1) following),
      tenant as (
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
        select queue.tenant_id, longest.since
        from (
          select * from queue
          where not exists (
            select from maintenance
            where maintenance.tenant_id = queue.tenant_id
              and maintenance.origin_system = queue.origin_system
              and maintenance.until_at > :now)) queue
        cross join lateral (
          select item.next_attempt_at as since from delivery_item item
          where item.tenant_id = queue.tenant_id and item.origin_system = queue.origin_system
            and %s
          order by item.next_attempt_at limit 1) longest
        union all
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
      """
          .formatted(IS_DUE);

  private record Key(UUID request, UUID item, long token) {}

  private final Session session;

  DeliveryQueue(Session session) {
    this.session = session;
  }

  List<Claim> claimDue(Instant now, Instant leaseUntil, Map<String, Integer> limits) {
    session.requireOpen();
    if (leaseUntil.isBefore(now)) {
      throw new IllegalArgumentException(
          "a lease taken at %s cannot end before, at %s".formatted(now, leaseUntil));
    }
    var wanted = limits.entrySet().stream().filter(limit -> limit.getValue() > 0).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    return session.query(
        CLAIM,
        new Bindings()
            .array("systems", "text", wanted.stream().map(Map.Entry::getKey).toList())
            .array("limits", "integer", wanted.stream().map(Map.Entry::getValue).toList())
            .time("now", now)
            .time("leaseUntil", leaseUntil),
        (results, context) -> read(new Row(results)));
  }

  private static Claim read(Row row) throws SQLException {
    return new Claim(
        new AssignmentRequest.Id(row.uuid("request_id")),
        new DeliveryItem.Id(row.uuid("id")),
        row.bigNumber("claim_token"),
        row.time("claimed_at"),
        row.time("lease_until"),
        row.timeIfAny("abandoned_at"));
  }

  List<Claim> claims(Collection<AssignmentRequest.Id> requests) {
    return session.query(
        CLAIMS,
        new Bindings()
            .array("requests", "uuid", requests.stream().map(AssignmentRequest.Id::value).toList()),
        (results, context) -> read(new Row(results)));
  }

  List<Claim> end(Collection<Claim> claims) {
    session.requireOpen();
    if (claims.isEmpty()) {
      return List.of();
    }
    var ended =
        new HashSet<>(
            session.query(
                END,
                identified(claims),
                (results, context) -> {
                  var row = new Row(results);
                  return new Key(
                      row.uuid("request_id"), row.uuid("id"), row.bigNumber("claim_token"));
                }));
    // Removed, so that one that is given twice has ended once.
    return claims.stream()
        .filter(
            claim ->
                ended.remove(new Key(claim.request().value(), claim.item().value(), claim.token())))
        .toList();
  }

  List<Claim> extend(Collection<Claim> claims, Instant leaseUntil) {
    session.requireOpen();
    return claims.isEmpty()
        ? List.of()
        : session.query(
            EXTEND,
            identified(claims).time("leaseUntil", leaseUntil),
            (results, context) -> read(new Row(results)));
  }

  private static Bindings identified(Collection<Claim> claims) {
    return new Bindings()
        .array("requests", "uuid", claims.stream().map(claim -> claim.request().value()).toList())
        .array("items", "uuid", claims.stream().map(claim -> claim.item().value()).toList())
        .array("tokens", "bigint", claims.stream().map(Claim::token).toList());
  }

  static List<TenantId> tenantsDue(Handle handle, Instant now, int limit) {
    try (var query = handle.createQuery(TENANTS_DUE)) {
      new Bindings().time("now", now).number("limit", limit).bindTo(query);
      return query
          .map((results, context) -> new TenantId(new Row(results).uuid("tenant_id")))
          .list();
    }
  }
}
