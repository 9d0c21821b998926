-- Every call that changes something may have a key, not only those about requests: it is begun, made and
-- answered. A server before this one wrote such a row when the call was made.
alter table keyed_call rename column request_id to entity_id;
alter table keyed_call alter column entity_id drop not null;
alter table keyed_call add column version bigint not null default 1;
alter table keyed_call add column runs_until timestamptz;
update keyed_call set runs_until = at;
alter table keyed_call alter column runs_until set not null;
alter table keyed_call add column is_made boolean not null default true;
alter table keyed_call alter column is_made drop default;
alter table keyed_call alter column version drop default;
alter table keyed_call add column answer text;
