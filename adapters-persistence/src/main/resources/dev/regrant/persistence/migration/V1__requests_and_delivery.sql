-- Every key starts with the tenant, so that the tables can be distributed by it; there are no
-- sequences and no constraints across tenants. Text is compared byte by byte (collation "C"), so
-- that lists and filters mean the same whatever locale the database was made with.

create table catalog (
  tenant_id             uuid not null,
  id                    uuid not null,
  version               bigint not null,
  display_name          text collate "C" not null,
  description           text not null,
  is_published          boolean not null,
  is_externally_visible boolean not null,
  created_at            timestamptz not null,
  modified_at           timestamptz not null,
  primary key (tenant_id, id)
);

create table resource (
  tenant_id     uuid not null,
  id            uuid not null,
  version       bigint not null,
  catalog_id    uuid not null,
  display_name  text collate "C" not null,
  description   text not null,
  origin_system text collate "C" not null,
  origin_id     text collate "C" not null,
  roles         jsonb not null,
  scopes        jsonb not null,
  created_at    timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, catalog_id) references catalog deferrable initially deferred
);
-- The longest origin ids do not fit into an index, their hash does.
create unique index resource_origin on resource (tenant_id, catalog_id, origin_system, md5(origin_id));

create table access_package (
  tenant_id                uuid not null,
  id                       uuid not null,
  version                  bigint not null,
  catalog_id               uuid not null,
  display_name             text collate "C" not null,
  description              text not null,
  is_hidden                boolean not null,
  role_scopes              jsonb not null,
  incompatible_package_ids jsonb not null,
  created_at               timestamptz not null,
  modified_at              timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, catalog_id) references catalog deferrable initially deferred
);
create unique index access_package_name on access_package (tenant_id, catalog_id, display_name);

create table policy (
  tenant_id                uuid not null,
  id                       uuid not null,
  version                  bigint not null,
  access_package_id        uuid not null,
  catalog_id               uuid not null,
  display_name             text collate "C" not null,
  description              text not null,
  allowed_target_scope     text not null,
  specific_allowed_targets jsonb not null,
  expiration               text not null,
  ends_at                  timestamptz,
  duration                 text,
  self_add_enabled         boolean not null,
  self_remove_enabled      boolean not null,
  custom_schedule_allowed  boolean not null,
  created_at               timestamptz not null,
  modified_at              timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, access_package_id) references access_package deferrable initially deferred
);
create unique index policy_name on policy (tenant_id, access_package_id, display_name);

-- Assignments and requests outlive what they are about: no foreign keys.
create table assignment (
  tenant_id             uuid not null,
  id                    uuid not null,
  version               bigint not null,
  access_package_id     uuid not null,
  policy_id             uuid not null,
  catalog_id            uuid not null,
  target_id             text collate "C" not null,
  target_display_name   text,
  target_principal_name text,
  target_email          text,
  state                 text not null,
  starts_at             timestamptz,
  expiration            text not null,
  ends_at               timestamptz,
  duration              text,
  expired_at            timestamptz,
  primary key (tenant_id, id)
);
create index assignment_target on assignment (tenant_id, target_id, id);
create index assignment_access_package on assignment (tenant_id, access_package_id, id);
create index assignment_state on assignment (tenant_id, state, id);

create table request (
  tenant_id             uuid not null,
  id                    uuid not null,
  version               bigint not null,
  type                  text not null,
  requested_by_kind     text not null,
  requested_by_id       text not null,
  target_id             text collate "C" not null,
  target_display_name   text,
  target_principal_name text,
  target_email          text,
  access_package_id     uuid not null,
  policy_id             uuid not null,
  catalog_id            uuid not null,
  assignment_id         uuid not null,
  starts_at             timestamptz,
  expiration            text not null,
  ends_at               timestamptz,
  duration              text,
  justification         text,
  created_at            timestamptz not null,
  status                text not null,
  episode               integer not null,
  first_completed_at    timestamptz,
  completed_at          timestamptz,
  due_at                timestamptz,
  primary key (tenant_id, id)
);
create unique index request_grant_under_way on request (tenant_id, target_id, access_package_id)
  where completed_at is null
    and type not in ('USER_REMOVE', 'ADMIN_REMOVE', 'SYSTEM_REMOVE', 'APPROVER_REMOVE');
create unique index request_removal_under_way on request (tenant_id, assignment_id)
  where completed_at is null
    and type in ('USER_REMOVE', 'ADMIN_REMOVE', 'SYSTEM_REMOVE', 'APPROVER_REMOVE');
create index request_due on request (tenant_id, due_at, id) where due_at is not null;
create index request_status on request (tenant_id, status, id);
create index request_target on request (tenant_id, target_id, id);
create index request_access_package on request (tenant_id, access_package_id, id);
create index request_assignment on request (tenant_id, assignment_id, id);

-- What to deliver, and the queue of it: an item is claimed while claimed_at is set, until lease_until.
create table delivery_item (
  tenant_id       uuid not null,
  request_id      uuid not null,
  id              uuid not null,
  position        integer not null,
  operation       text not null,
  origin_system   text collate "C" not null,
  role_scope      jsonb not null,
  state           text not null,
  attempts        integer not null,
  lost_leases     integer not null,
  next_attempt_at timestamptz,
  claim_token     bigint not null default 0,
  claimed_at      timestamptz,
  lease_until     timestamptz,
  abandoned_at    timestamptz,
  primary key (tenant_id, request_id, id),
  foreign key (tenant_id, request_id) references request
);
create index delivery_item_due
  on delivery_item (tenant_id, origin_system, next_attempt_at, request_id, id)
  where next_attempt_at is not null;

create table attempt (
  tenant_id        uuid not null,
  request_id       uuid not null,
  item_id          uuid not null,
  number           integer not null,
  episode          integer not null,
  operation_key    text not null,
  started_at       timestamptz not null,
  finished_at      timestamptz not null,
  outcome          text not null,
  already_in_place boolean,
  error_class      text,
  cause            text,
  message          text,
  retry_after      text,
  primary key (tenant_id, request_id, item_id, number),
  foreign key (tenant_id, request_id, item_id) references delivery_item
);

create table history (
  tenant_id  uuid not null,
  request_id uuid not null,
  id         uuid not null,
  at         timestamptz not null,
  actor_kind text not null,
  actor_id   text not null,
  activity   text not null,
  details    jsonb not null,
  primary key (tenant_id, request_id, id)
);

create table keyed_call (
  tenant_id   uuid not null,
  caller_kind text not null,
  caller_id   text collate "C" not null,
  key         text collate "C" not null,
  fingerprint text not null,
  request_id  uuid not null,
  at          timestamptz not null,
  primary key (tenant_id, caller_kind, caller_id, key)
);
create index keyed_call_at on keyed_call (tenant_id, at);
