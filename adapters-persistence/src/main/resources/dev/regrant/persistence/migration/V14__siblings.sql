-- What is set for a tenant: one row, whose id is the tenant's.
create table tenant_settings (
  tenant_id        uuid not null,
  id               uuid not null,
  version          bigint not null,
  lifecycle_action text not null,
  deleted_after    text not null,
  primary key (tenant_id, id)
);

create table connected_organization (
  tenant_id         uuid not null,
  id                uuid not null,
  version           bigint not null,
  display_name      text collate "C" not null,
  description       text not null,
  state             text not null,
  identity_sources  jsonb not null,
  internal_sponsors jsonb not null,
  external_sponsors jsonb not null,
  created_at        timestamptz not null,
  modified_at       timestamptz not null,
  created_by_kind   text,
  created_by_id     text,
  modified_by_kind  text,
  modified_by_id    text,
  primary key (tenant_id, id)
);

-- Whom requests are or were about.
create table subject (
  tenant_id             uuid not null,
  id                    uuid not null,
  version               bigint not null,
  target_id             text collate "C" not null,
  target_display_name   text collate "C",
  target_principal_name text collate "C",
  target_email          text collate "C",
  lifecycle             text not null,
  primary key (tenant_id, id)
);
create unique index subject_target on subject (tenant_id, target_id);

-- Ids are made as Subject.id makes them: a name-based UUID of tenant and object id.
with known as (
  select tenant_id, target_id, target_display_name, target_principal_name, target_email, 2 as rank, id
  from request
  union all
  select tenant_id, target_id, target_display_name, target_principal_name, target_email, 1, id
  from assignment),
newest as (
  select distinct on (tenant_id, target_id) *,
    md5(convert_to(tenant_id::text || '/' || target_id, 'UTF8')) as hash
  from known
  order by tenant_id, target_id, rank desc, id desc)
insert into subject (tenant_id, id, version, target_id, target_display_name, target_principal_name,
  target_email, lifecycle)
select tenant_id,
  (substr(hash, 1, 12) || '3' || substr(hash, 14, 3)
    || to_hex(('x' || substr(hash, 17, 1))::bit(4)::integer & 3 | 8) || substr(hash, 18))::uuid,
  1, target_id, target_display_name, target_principal_name, target_email, 'NOT_DEFINED'
from newest;
