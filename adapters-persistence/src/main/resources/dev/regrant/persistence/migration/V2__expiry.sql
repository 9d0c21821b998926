-- When the engine must end an assignment by itself.
alter table assignment add column due_at timestamptz;

-- What was delivered before ends too. A longer duration than that never ends.
update assignment
set due_at = case expiration
    when 'AFTER_DATE_TIME' then ends_at
    else starts_at + duration::interval end
where state in ('DELIVERED', 'PARTIALLY_DELIVERED')
  and (expiration = 'AFTER_DATE_TIME'
    or (expiration = 'AFTER_DURATION'
      and duration ~ '^PT([0-9]{1,7}H)?([0-9]{1,2}M)?([0-9.]+S)?$'));

create index assignment_due on assignment (tenant_id, due_at, id) where due_at is not null;
