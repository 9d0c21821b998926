-- Who made and changed things; what is older does not know.
alter table catalog
  add column unique_name      text collate "C",
  add column created_by_kind  text,
  add column created_by_id    text,
  add column modified_by_kind text,
  add column modified_by_id   text;
create unique index catalog_unique_name on catalog (tenant_id, unique_name)
  where unique_name is not null;

alter table resource
  add column modified_at      timestamptz,
  add column created_by_kind  text,
  add column created_by_id    text,
  add column modified_by_kind text,
  add column modified_by_id   text;
update resource set modified_at = created_at;
alter table resource alter column modified_at set not null;

alter table access_package
  add column unique_name            text collate "C",
  add column is_role_scopes_visible boolean not null default false,
  add column incompatible_group_ids jsonb not null default '[]',
  add column created_by_kind        text,
  add column created_by_id          text,
  add column modified_by_kind       text,
  add column modified_by_id         text,
  -- How far a change of the role scopes has come to running assignments.
  add column rollout_due_at         timestamptz,
  add column rollout_after          uuid;
create unique index access_package_unique_name on access_package (tenant_id, unique_name)
  where unique_name is not null;
create index access_package_rollout on access_package (tenant_id, rollout_due_at, id)
  where rollout_due_at is not null;

-- Requests about resources outlive them: no foreign keys.
create table resource_request (
  tenant_id         uuid not null,
  id                uuid not null,
  version           bigint not null,
  type              text not null,
  catalog_id        uuid not null,
  resource_id       uuid not null,
  origin_system     text collate "C" not null,
  origin_id         text collate "C" not null,
  resource          jsonb not null,
  justification     text,
  requested_by_kind text not null,
  requested_by_id   text not null,
  created_at        timestamptz not null,
  primary key (tenant_id, id)
);
create index resource_request_catalog on resource_request (tenant_id, catalog_id, id);

-- Until now, the request that added a resource was shown from the resource itself.
insert into resource_request (tenant_id, id, version, type, catalog_id, resource_id, origin_system,
  origin_id, resource, requested_by_kind, requested_by_id, created_at)
select tenant_id, id, 1, 'ADMIN_ADD', catalog_id, id, origin_system, origin_id,
  jsonb_build_object(
    'id', id, 'catalogId', catalog_id, 'displayName', display_name, 'description', description,
    'origin', jsonb_build_object('system', origin_system, 'id', origin_id),
    'roles', roles, 'scopes', scopes,
    'createdAt', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'modifiedAt', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
  'SYSTEM', 'regrant', created_at
from resource;

-- When the engine compares a running assignment with its package.
alter table assignment add column update_due_at timestamptz;
create index assignment_update_due on assignment (tenant_id, update_due_at, id)
  where update_due_at is not null;

