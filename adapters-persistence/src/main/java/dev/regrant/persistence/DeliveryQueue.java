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
  /**
   * What makes an item one that may be claimed. The offset keeps the request from being joined: in
   * an outage, those that deliver are many, and a plan that begins with them never ends.
   */
  private static final String IS_DUE =
      """
      item.next_attempt_at <= :now
      and (item.lease_until is null or item.lease_until <= :now)
      and exists (
        select from request
        where request.tenant_id = item.tenant_id and request.id = item.request_id
          and request.status = 'DELIVERING'
        offset 0)
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
  private static final String HELD =
      """
      with held as (
        select found.request_id, found.id
        from (
          select * from unnest(:requests, :items, :tokens) as given(request_id, id, token)
          order by request_id, id) given
        cross join lateral (
          select item.request_id, item.id
          from delivery_item item
          where item.tenant_id = :tenant
            and item.request_id = given.request_id and item.id = given.id
            and item.claim_token = given.token and item.claimed_at is not null
          offset 0
          for no key update of item) found)
      update delivery_item item
      set %s
      from held
      where item.tenant_id = :tenant and item.request_id = held.request_id and item.id = held.id
      returning item.*
      """;

  static final String END =
      HELD.formatted("claimed_at = null, lease_until = null, abandoned_at = null");

  private static final String EXTEND = HELD.formatted("lease_until = :leaseUntil");

  private static final String TENANTS =
      """
      select tenant_id from tenants_with_items(:now, :systems, :limit) as waiting(tenant_id)
      """;

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

  static List<TenantId> tenants(Handle handle, Instant now, Collection<String> systems, int limit) {
    try (var query = handle.createQuery(TENANTS)) {
      new Bindings()
          .array("systems", "text", systems)
          .time("now", now)
          .number("limit", limit)
          .bindTo(query);
      return query
          .map((results, context) -> new TenantId(new Row(results).uuid("tenant_id")))
          .list();
    }
  }
}
