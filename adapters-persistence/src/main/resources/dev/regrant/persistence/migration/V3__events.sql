-- What waits for event sinks. The row of a stream, which is a request's events for a sink, is locked
-- by whoever queues, claims or ends something of it, until that is committed: so the numbers of its
-- events are in the order in which their changes are committed, though there is no sequence and
-- clocks differ.
create table event_stream (
  tenant_id       uuid not null,
  sink            text collate "C" not null,
  request_id      uuid not null,
  last_position   bigint not null,
  next_attempt_at timestamptz not null,
  failures        integer not null,
  claim           uuid,
  lease_until     timestamptz
);
create index event_stream_due on event_stream (tenant_id, sink, next_attempt_at, request_id);
-- Last: among indexes of equal cost, as all of a new table's are, PostgreSQL takes the newest.
alter table event_stream add primary key (tenant_id, sink, request_id);

create table event (
  tenant_id  uuid not null,
  sink       text collate "C" not null,
  request_id uuid not null,
  position   bigint not null,
  history_id uuid not null,
  primary key (tenant_id, sink, request_id, position),
  foreign key (tenant_id, request_id, history_id) references history
);
