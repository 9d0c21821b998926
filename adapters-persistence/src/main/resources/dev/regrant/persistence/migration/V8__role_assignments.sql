-- Who has which entitlement role: without a catalog, in the whole tenant. The catalog has no foreign
-- key, so that a role can be given by the transaction that makes or takes away the catalog.
create table role_assignment (
  tenant_id    uuid not null,
  id           uuid not null,
  version      bigint not null,
  principal_id text collate "C" not null,
  role         text not null,
  catalog_id   uuid,
  created_at   timestamptz not null,
  primary key (tenant_id, id)
);
create unique index role_assignment_of on role_assignment (tenant_id, principal_id, role, catalog_id)
  nulls not distinct;
create index role_assignment_catalog on role_assignment (tenant_id, catalog_id);
