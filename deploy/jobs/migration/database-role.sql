-- A role to run Sekisho with, that can add to the audit log and read it, and nothing else about it: what is
-- recorded it can neither change nor delete, whatever becomes of its password. Run this as the owner of the
-- tables, in their schema, after every migration, which are the owner's too (quarkus.flyway.username and
-- quarkus.flyway.password, or a run of the application with quarkus.flyway.migrate-at-start before).
--
--   create role sekisho_app login password '...';
--   psql --file=deploy/jobs/migration/database-role.sql sekisho

do $$
declare
  "table" text;
begin
  for "table" in
    select oid::regclass from pg_class
    where relkind in ('r', 'p', 'v') and not relispartition
      and relnamespace = current_schema()::regnamespace
      and relname <> 'flyway_schema_history'
  loop
    -- The sums are no record: they are made of the log, and old ones are removed.
    if "table" ~ '^"?(audit_(?!sum)|kill_order|policy_history)' then
      execute format('grant select, insert on %s to sekisho_app', "table");
    else
      execute format('grant select, insert, update, delete on %s to sekisho_app', "table");
    end if;
  end loop;
end
$$;

-- The months of the log are made and dropped by these alone, which run as their owner.
revoke execute on function audit_record_add_partitions(timestamptz, timestamptz) from public;
revoke execute on function audit_record_drop_partition(timestamptz) from public;
grant execute on function audit_record_add_partitions(timestamptz, timestamptz) to sekisho_app;
grant execute on function audit_record_drop_partition(timestamptz) to sekisho_app;
