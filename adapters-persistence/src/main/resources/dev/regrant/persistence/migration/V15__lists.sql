-- Lists sorted by these times, in either direction. What has no time yet comes first. With coalesce,
-- PostgreSQL would not use an index below row-level security: it takes it for leaky.
create index request_created on request (tenant_id, created_at, id);
create index request_completed on request
  (tenant_id, (case when completed_at is null then '-infinity' else completed_at end), id);
create index assignment_expired on assignment
  (tenant_id, (case when expired_at is null then '-infinity' else expired_at end), id);

-- What $search looks into. The server writes it, so that every store takes the same letters for
-- capitals.
alter table catalog add column search_text text not null default '';
alter table access_package add column search_text text not null default '';
alter table policy add column search_text text not null default '';
alter table resource add column search_text text not null default '';
update catalog set search_text = lower(display_name || e'\n' || description);
update access_package set search_text = lower(display_name || e'\n' || description);
update policy set search_text = lower(display_name || e'\n' || description);
update resource set search_text = lower(display_name || e'\n' || description);
