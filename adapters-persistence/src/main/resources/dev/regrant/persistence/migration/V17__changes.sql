-- What is changed bears the number of the transaction that changes it. Numbers are given out before
-- transactions end, so who reads changes stops below the oldest one that runs: nothing that is
-- committed later can be below. A reader that has stopped there goes on from there.
alter table request
  add column changed_in bigint not null default pg_current_xact_id()::text::bigint,
  add column created_in bigint not null default pg_current_xact_id()::text::bigint;
alter table assignment
  add column changed_in bigint not null default pg_current_xact_id()::text::bigint,
  add column created_in bigint not null default pg_current_xact_id()::text::bigint;
-- All rows satisfy the condition, which statements about changes repeat: so no other statement is ever
-- planned by these indexes, whatever the statistics say.
create index request_changed on request (tenant_id, changed_in, id) where changed_in > 0;
create index assignment_changed on assignment (tenant_id, changed_in, id) where changed_in > 0;

create table deleted_request (
  tenant_id  uuid not null,
  id         uuid not null,
  catalog_id uuid not null,
  deleted_at timestamptz not null,
  changed_in bigint not null default pg_current_xact_id()::text::bigint,
  primary key (tenant_id, id)
);
create index deleted_request_changed on deleted_request (tenant_id, changed_in, id)
  where changed_in > 0;
create index deleted_request_at on deleted_request (tenant_id, deleted_at);
