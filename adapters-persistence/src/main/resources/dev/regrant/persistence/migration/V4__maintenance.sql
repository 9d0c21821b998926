-- One for a system, which another one replaces; it ends by itself.
create table maintenance (
  tenant_id       uuid not null,
  origin_system   text collate "C" not null,
  since           timestamptz not null,
  until_at        timestamptz not null,
  reason          text,
  started_by_kind text not null,
  started_by_id   text not null,
  primary key (tenant_id, origin_system)
);
