-- The place of an entry in its request's history: clocks differ, so times and ids do not tell.
alter table history add column position integer;

update history
set position = numbered.position
from (
  select tenant_id, request_id, id,
    row_number() over (partition by tenant_id, request_id order by id) as position
  from history) numbered
where history.tenant_id = numbered.tenant_id and history.request_id = numbered.request_id
  and history.id = numbered.id;

alter table history alter column position set not null;
