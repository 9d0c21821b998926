-- Lists sorted by these times, in either direction. What has no time yet comes first.
create index request_created on request (tenant_id, created_at, id);
create index request_completed on request (tenant_id, coalesce(completed_at, '-infinity'), id);
create index assignment_expired on assignment (tenant_id, coalesce(expired_at, '-infinity'), id);
