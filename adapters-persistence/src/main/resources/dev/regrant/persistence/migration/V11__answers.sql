-- Answers to a policy's questions, who asked for assignments, and which were extended.
alter table request add column answers jsonb not null default '[]';
alter table request alter column answers drop default;
alter table request alter column requested_by_id type text collate "C";
create index request_requested_by on request (tenant_id, requested_by_id, id);

alter table assignment
  add column created_by_id text collate "C" not null default '',
  add column is_extended   boolean not null default false;
update assignment set created_by_id = first.requested_by_id
from (
  select distinct on (tenant_id, assignment_id) tenant_id, assignment_id, requested_by_id
  from request order by tenant_id, assignment_id, id) first
where first.tenant_id = assignment.tenant_id and first.assignment_id = assignment.id;
alter table assignment
  alter column created_by_id drop default,
  alter column is_extended drop default;
create index assignment_created_by on assignment (tenant_id, created_by_id, id);
