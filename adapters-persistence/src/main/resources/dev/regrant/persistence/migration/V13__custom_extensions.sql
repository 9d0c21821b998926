create table custom_extension (
  tenant_id        uuid not null,
  id               uuid not null,
  version          bigint not null,
  catalog_id       uuid not null,
  type             text not null,
  display_name     text collate "C" not null,
  description      text not null,
  endpoint         jsonb not null,
  authentication   jsonb not null,
  max_retries      integer,
  timeout_millis   integer,
  callback_timeout text,
  created_at       timestamptz not null,
  modified_at      timestamptz not null,
  created_by_kind  text,
  created_by_id    text collate "C",
  modified_by_kind text,
  modified_by_id   text collate "C",
  primary key (tenant_id, id),
  foreign key (tenant_id, catalog_id) references catalog deferrable initially deferred
);
create index custom_extension_catalog on custom_extension (tenant_id, catalog_id, id);

-- What is to be called, and what was. There is no foreign key: what was called is told for as long as
-- history is, whatever has become of the extension, the request and the assignment.
create table callout (
  tenant_id       uuid not null,
  id              uuid not null,
  version         bigint not null,
  extension_id    uuid not null,
  stage           text not null,
  request_id      uuid,
  assignment_id   uuid not null,
  callback_by     timestamptz,
  created_at      timestamptz not null,
  status          text not null,
  calls           integer not null,
  failures        integer not null,
  due_at          timestamptz,
  detail          text,
  correlation_id  text,
  answer          text,
  primary key (tenant_id, id)
);
create index callout_request on callout (tenant_id, request_id, id);
create index callout_assignment on callout (tenant_id, assignment_id, id);
create index callout_due on callout (tenant_id, due_at, id) where due_at is not null;

-- As tenants_due: jumps from one tenant to the next through the index.
create function tenants_with_callouts(as_of timestamptz, most integer) returns setof uuid
language sql stable security definer as $$
  with recursive tenant as (
    (select tenant_id from callout where due_at is not null order by tenant_id limit 1)
    union all
    select following.tenant_id
    from tenant cross join lateral (
      select callout.tenant_id from callout
      where callout.due_at is not null and callout.tenant_id > tenant.tenant_id
      order by callout.tenant_id limit 1) following)
  select tenant.tenant_id
  from tenant cross join lateral (
    select callout.due_at as since from callout
    where callout.tenant_id = tenant.tenant_id and callout.due_at <= as_of
    order by callout.due_at limit 1) longest
  order by longest.since, tenant.tenant_id limit most
$$;
revoke all on function tenants_with_callouts from public;
