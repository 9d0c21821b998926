-- A dump that is restored into another server bears that one's numbers of transactions, and those that
-- are not reached here would hide what bears them. They become that of this transaction. Readers from
-- before begin again: the store tells that its epoch is another one.
do $regrant$
declare
  kind   text;
  tenant uuid;
begin
  foreach kind in array array['request', 'assignment', 'deleted_request'] loop
    execute format('select tenant_id from %I order by tenant_id limit 1', kind) into tenant;
    while tenant is not null loop
      execute format(
        $update$
          update %I set changed_in = pg_current_xact_id()::text::bigint%s
          where tenant_id = $1 and changed_in > 0
            and changed_in >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        $update$, kind, case when kind <> 'deleted_request' then ', created_in = 0' end)
        using tenant;
      execute format(
        'select tenant_id from %I where tenant_id > $1 order by tenant_id limit 1', kind)
        into tenant using tenant;
    end loop;
  end loop;
end
$regrant$;
