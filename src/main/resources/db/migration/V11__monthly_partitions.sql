-- Records lie in one partition a month, by when their attempt began, so that a tunnel's records stay
-- together and what is too old can be dropped at once instead of being deleted row by row.
alter table audit_record rename to audit_record_in_one;
alter table audit_record_in_one disable trigger audit_record_append_only;

-- The record of an end belongs to its attempt, too.
update audit_record_in_one e set attempted_at = o.attempted_at
from audit_record_in_one o
where e.kind = 'closed' and o.kind = 'opened' and o.tunnel_id = e.tunnel_id;

create table audit_record (
  like audit_record_in_one including defaults including constraints
) partition by range (attempted_at);

-- A month's first moment, in UTC.
create function audit_record_month(at timestamptz) returns timestamptz language sql immutable as $$
  select date_trunc('month', at at time zone 'UTC') at time zone 'UTC'
$$;

-- Adds the partitions that are missing in a span of time; returns how many. A table of its own is
-- attached, since to create a partition in place would wait for all who read, and have all who write
-- wait for it. For the application too, whose role need not own the tables.
create function audit_record_add_partitions(since timestamptz, until timestamptz) returns integer
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

-- Drops the partitions that ended before an instant; returns their names. Gives up rather than have
-- others wait long for the lock that it takes; whoever calls comes again.
create function audit_record_drop_partitions(before timestamptz) returns text[]
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
      and to_timestamp(right(child.relname, 7) || ' +00', 'YYYY_MM TZH') + interval '1 month' <= before
    order by child.relname
  loop
    execute format('drop table %I', partition);
    dropped := dropped || partition;
  end loop;
  return dropped;
end
$$;

select audit_record_add_partitions(
  coalesce((select min(attempted_at) from audit_record_in_one), now()) - interval '1 day',
  now() + interval '2 months');
insert into audit_record select * from audit_record_in_one;
drop table audit_record_in_one;

alter table audit_record add constraint audit_record_pkey primary key (id, attempted_at);
create index audit_record_by_time on audit_record (attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
create index audit_record_by_user on audit_record (user_name, attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
create index audit_record_by_host on audit_record (host, attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
create index audit_record_by_decision on audit_record (decision, attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
-- All records of an attempt have the time at which it began: so these hold over all partitions.
create unique index audit_record_one_outcome on audit_record (tunnel_id, attempted_at)
  where kind <> 'closed';
create unique index audit_record_one_end on audit_record (tunnel_id, attempted_at)
  where kind = 'closed';

-- A trigger for statements acts on the table that a statement names, and a partition can be named
-- itself; one for rows acts on every row, wherever it is.
create trigger audit_record_append_only
  before truncate on audit_record
  for each statement execute function audit_record_is_append_only();
create trigger audit_record_rows_append_only
  before update or delete on audit_record
  for each row execute function audit_record_is_append_only();
