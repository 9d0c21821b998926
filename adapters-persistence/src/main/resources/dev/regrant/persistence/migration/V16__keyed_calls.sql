-- Every call that changes something may have a key, not only those about requests: it is begun, made and
-- answered. A server before this one wrote such a row when the call was made.
alter table keyed_call rename column request_id to entity_id;
alter table keyed_call alter column entity_id drop not null;
alter table keyed_call add column version bigint not null default 1;
alter table keyed_call add column runs_until timestamptz;
update keyed_call set runs_until = at;
alter table keyed_call alter column runs_until set not null;
alter table keyed_call add column is_made boolean not null default true;
alter table keyed_call alter column is_made drop default;
alter table keyed_call alter column version drop default;
alter table keyed_call add column answer text;

-- As tenants_due: jumps from one tenant to the next through the index.
create function tenants_with_old_calls(before timestamptz, most integer) returns setof uuid
language sql stable security definer as $$
  with recursive tenant as (
    (select tenant_id from keyed_call order by tenant_id limit 1)
    union all
    select following.tenant_id
    from tenant cross join lateral (
      select keyed_call.tenant_id from keyed_call
      where keyed_call.tenant_id > tenant.tenant_id
      order by keyed_call.tenant_id limit 1) following)
  select tenant.tenant_id
  from tenant cross join lateral (
    select keyed_call.at as since from keyed_call
    where keyed_call.tenant_id = tenant.tenant_id and keyed_call.at < before
    order by keyed_call.at limit 1) oldest
  order by oldest.since, tenant.tenant_id limit most
$$;
revoke all on function tenants_with_old_calls from public;
