-- The server sees one tenant at a time. What it must know of all of them, which is who has something
-- to do, these functions tell: ids and nothing else. They run as the account that migrates; who may
-- call them, and which schema is theirs, is said after each migration.

-- Jumps from one tenant to the next through the indexes, whatever waits in each.
create function tenants_due(as_of timestamptz, most integer) returns setof uuid
language sql stable security definer as $$
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
      where assignment.update_due_at is not null and assignment.tenant_id > changed.tenant_id
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
      where request.tenant_id = tenant.tenant_id and request.due_at <= as_of
      order by request.due_at limit 1) longest
    union all
    select holder.tenant_id, longest.since
    from holder cross join lateral (
      select assignment.due_at as since from assignment
      where assignment.tenant_id = holder.tenant_id and assignment.due_at <= as_of
      order by assignment.due_at limit 1) longest
    union all
    select changed.tenant_id, longest.since
    from changed cross join lateral (
      select assignment.update_due_at as since from assignment
      where assignment.tenant_id = changed.tenant_id and assignment.update_due_at <= as_of
      order by assignment.update_due_at limit 1) longest
    union all
    select changer.tenant_id, longest.since
    from changer cross join lateral (
      select access_package.rollout_due_at as since from access_package
      where access_package.tenant_id = changer.tenant_id
        and access_package.rollout_due_at <= as_of
      order by access_package.rollout_due_at limit 1) longest)
  select tenant_id from due group by tenant_id order by min(since), tenant_id limit most
$$;
revoke all on function tenants_due from public;

-- Jumps from one tenant and system to the next through the index, whatever waits in each.
create function tenants_with_items(as_of timestamptz, systems text[], most integer)
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
          and request.status = 'DELIVERING')
    order by item.next_attempt_at limit 1) longest
  group by queue.tenant_id order by min(longest.since), queue.tenant_id limit most
$$;
revoke all on function tenants_with_items from public;

-- Jumps from one tenant and sink to the next through the index, whatever waits in each.
create function tenants_with_events(as_of timestamptz, sinks text[], most integer)
returns setof uuid
language sql stable security definer as $$
  with recursive queue as (
    (select tenant_id, sink from event_stream order by tenant_id, sink limit 1)
    union all
    select following.tenant_id, following.sink
    from queue cross join lateral (
      select stream.tenant_id, stream.sink from event_stream stream
      where (stream.tenant_id, stream.sink) > (queue.tenant_id, queue.sink)
      order by stream.tenant_id, stream.sink limit 1) following)
  select queue.tenant_id
  from queue cross join lateral (
    select stream.next_attempt_at as since from event_stream stream
    where stream.tenant_id = queue.tenant_id and stream.sink = queue.sink
      and stream.next_attempt_at <= as_of
      and (stream.lease_until is null or stream.lease_until <= as_of)
    order by stream.next_attempt_at limit 1) longest
  where queue.sink = any(sinks)
  group by queue.tenant_id order by min(longest.since), queue.tenant_id limit most
$$;
revoke all on function tenants_with_events from public;
