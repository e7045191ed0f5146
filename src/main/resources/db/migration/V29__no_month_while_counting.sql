-- As before, but no month is added while records are counted: a statement knows the months that were there when
-- it was planned, and sees the records of when it began to run, which is later. A record of a month that came
-- in between was taken off the list, and found nowhere.
create or replace function audit_record_add_partitions(since timestamptz, until timestamptz) returns integer
  language plpgsql security definer set search_path from current set timezone = 'UTC' as $$
declare
  month     timestamptz := audit_record_month(since);
  next      timestamptz;
  partition text;
  added     integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('sekisho.audit_record.partitions', 0));
  while month <= until loop
    next := month + interval '1 month';
    partition := 'audit_record_' || to_char(month, 'YYYY_MM');
    if to_regclass(partition) is null then
      perform pg_advisory_xact_lock(hashtextextended('sekisho.audit_sum', 0));
      execute format('create table %I (like audit_record including defaults including constraints)',
        partition);
      execute format('create trigger audit_record_append_only before truncate on %I
        for each statement execute function audit_record_is_append_only()', partition);
      execute format('alter table audit_record attach partition %I for values from (%L) to (%L)',
        partition, month, next);
      added := added + 1;
    end if;
    month := next;
  end loop;
  return added;
end
$$;
