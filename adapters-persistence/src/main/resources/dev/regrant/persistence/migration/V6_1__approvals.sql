create table approval (
  tenant_id      uuid not null,
  id             uuid not null,
  version        bigint not null,
  requestor_kind text not null,
  requestor_id   text collate "C" not null,
  target_id      text collate "C" not null,
  stages         jsonb not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references request on delete cascade deferrable initially deferred
);

-- Whose decision is waited for, while it is. The names of groups may be too long for an index, their
-- hashes are not.
create table approver (
  tenant_id   uuid not null,
  request_id  uuid not null,
  kind        text not null,
  approver_id text collate "C" not null,
  foreign key (tenant_id, request_id) references approval on delete cascade deferrable initially deferred
);
create index approver_request on approver (tenant_id, request_id);
create index approver_hash on approver (tenant_id, kind, md5(approver_id), request_id);
