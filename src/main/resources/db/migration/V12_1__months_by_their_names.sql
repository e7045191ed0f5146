-- As before, but sure to look at the names of partitions alone: how the database joins two catalogs is its own
-- affair, and what it reads first may be any table's name, which is no month.
create or replace function audit_record_drop_partitions(before timestamptz) returns text[]
  language plpgsql security definer set search_path from current set timezone = 'UTC'
  set lock_timeout = '2s' as $$
declare
  dropped   text[] := '{}';
  partition text;
begin
  perform pg_advisory_xact_lock(hashtextextended('sekisho.audit_record.partitions', 0));
  for partition in
    select child.relname from pg_inherits
    join pg_class child on child.oid = inhrelid
    where inhparent = 'audit_record'::regclass
      and case when child.relname ~ '^audit_record_\d{4}_\d\d$'
        then to_timestamp(right(child.relname, 7) || ' +00', 'YYYY_MM TZH') + interval '1 month' <= before
        else false end
    order by child.relname
  loop
    execute format('drop table %I', partition);
    dropped := dropped || partition;
  end loop;
  return dropped;
end
$$;
