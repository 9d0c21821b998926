-- As before, but each item's request is looked up by itself: in an outage, those that deliver are many,
-- and a plan that begins with them reads every item for each of them.
create or replace function tenants_with_items(as_of timestamptz, systems text[], most integer)
returns setof uuid
language sql stable security definer as $$
  with recursive queue as (
    (select tenant_id, origin_system from delivery_item where next_attempt_at is not null
     order by tenant_id, origin_system limit 1)
    union all
    select following.tenant_id, following.origin_system
    from queue cross join lateral (
      select item.tenant_id, item.origin_system from delivery_item item
      where item.next_attempt_at is not null
        and (item.tenant_id, item.origin_system) > (queue.tenant_id, queue.origin_system)
      order by item.tenant_id, item.origin_system limit 1) following)
  select queue.tenant_id
  from (
    select * from queue
    where origin_system = any(systems)
      and not exists (
        select from maintenance
        where maintenance.tenant_id = queue.tenant_id
          and maintenance.origin_system = queue.origin_system
          and maintenance.until_at > as_of)) queue
  cross join lateral (
    select item.next_attempt_at as since from delivery_item item
    where item.tenant_id = queue.tenant_id and item.origin_system = queue.origin_system
      and item.next_attempt_at <= as_of
      and (item.lease_until is null or item.lease_until <= as_of)
      and exists (
        select from request
        where request.tenant_id = item.tenant_id and request.id = item.request_id
          and request.status = 'DELIVERING'
        offset 0)
    order by item.next_attempt_at limit 1) longest
  group by queue.tenant_id order by min(longest.since), queue.tenant_id limit most
$$;
