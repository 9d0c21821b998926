create table subscription (
  tenant_id        uuid not null,
  id               uuid not null,
  version          bigint not null,
  resource         text not null,
  collection       text not null,
  watched          text not null,
  entity_id        uuid,
  change_types     jsonb not null,
  notification_url text not null,
  client_state     text,
  expires_at       timestamptz not null,
  creator_kind     text not null,
  creator_id       text not null,
  creator_rights   jsonb not null,
  told_epoch       text not null,
  told_position    bigint not null,
  told_id          uuid,
  failures         integer not null,
  due_at           timestamptz not null,
  primary key (tenant_id, id)
);

-- As tenants_due: jumps from one tenant to the next through the index.
create function tenants_with_subscriptions() returns setof uuid
language sql stable security definer as $$
  with recursive tenant as (
    (select tenant_id from subscription order by tenant_id limit 1)
    union all
    select following.tenant_id
    from tenant cross join lateral (
      select subscription.tenant_id from subscription
      where subscription.tenant_id > tenant.tenant_id
      order by subscription.tenant_id limit 1) following)
  select tenant_id from tenant
$$;
revoke all on function tenants_with_subscriptions from public;
