-- Run after the migrations of each start, also if there were none: whatever table has tenants, whoever
-- migrates and whoever is the server, each sees what it should. Only what is missing is changed, so
-- that a start takes no locks of servers at work.
do $regrant$
declare
  server constant name := '${server}';
  me     constant oid := (select oid from pg_roles where rolname = current_user);
  home   constant oid := (select oid from pg_namespace where nspname = current_schema());
  past   constant regclass := format('%I.%I', current_schema(), '${flyway:table}')::regclass;
  owner  oid;
  found  record;
begin
  -- Of the servers that start at a time, one after the other.
  perform pg_advisory_xact_lock(hashtext('regrant ' || current_schema()));
  owner := (select relowner from pg_class where oid = past);

  for found in
    select class.oid::regclass as name, class.oid, class.relowner,
      class.relrowsecurity and class.relforcerowsecurity as is_forced,
      exists (
        select from pg_policy where polrelid = class.oid and polname = 'regrant_tenant') as of_tenant,
      (select polroles from pg_policy
       where polrelid = class.oid and polname = 'regrant_migration') as migrating
    from pg_class class
    join pg_attribute attribute on attribute.attrelid = class.oid
      and attribute.attname = 'tenant_id' and attribute.atttypid = 'uuid'::regtype
    where class.relnamespace = home and class.relkind in ('r', 'p')
      and class.relowner in (owner, me)
  loop
    if found.relowner <> me then
      execute format('alter table %s owner to current_user', found.name);
    end if;
    if not found.is_forced then
      execute format('alter table %s enable row level security', found.name);
      execute format('alter table %s force row level security', found.name);
    end if;
    if not found.of_tenant then
      execute format(
        $policy$
          create policy regrant_tenant on %s
          using (tenant_id = (select nullif(current_setting('regrant.tenant', true), '')::uuid))
          with check (tenant_id = (select nullif(current_setting('regrant.tenant', true), '')::uuid))
        $policy$, found.name);
    end if;
    -- For migrations, and for the functions that find tenants.
    if found.migrating is null then
      execute format(
        'create policy regrant_migration on %s to current_user using (true) with check (true)',
        found.name);
    elsif found.migrating <> array[me] then
      execute format('alter policy regrant_migration on %s to current_user', found.name);
    end if;
    if not (has_table_privilege(server, found.oid, 'select')
        and has_table_privilege(server, found.oid, 'insert')
        and has_table_privilege(server, found.oid, 'update')
        and has_table_privilege(server, found.oid, 'delete')) then
      execute format('grant select, insert, update, delete on %s to %I', found.name, server);
    end if;
  end loop;

  for found in
    select function.oid::regprocedure as name, function.oid, function.proowner,
      function.proconfig is not null as is_bound
    from pg_proc function
    where function.pronamespace = home and function.prosecdef
      and function.proname in
        ('tenants_due', 'tenants_with_items', 'tenants_with_events', 'tenants_with_callouts',
         'tenants_with_old_calls', 'tenants_with_subscriptions')
  loop
    if found.proowner <> me then
      execute format('alter function %s owner to current_user', found.name);
    end if;
    if not found.is_bound then
      -- Named last, or else a temporary table would be found first.
      execute format(
        'alter function %s set search_path = %I, pg_temp', found.name, current_schema());
    end if;
    if not has_function_privilege(server, found.oid, 'execute') then
      execute format('grant execute on function %s to %I', found.name, server);
    end if;
  end loop;

  if owner <> me then
    execute format('alter table %s owner to current_user', past);
  end if;
  if not has_table_privilege(server, past, 'select') then
    execute format('grant select on %s to %I', past, server);
  end if;
  if not has_schema_privilege(server, home, 'usage') then
    execute format('grant usage on schema %I to %I', current_schema(), server);
  end if;
end
$regrant$;
