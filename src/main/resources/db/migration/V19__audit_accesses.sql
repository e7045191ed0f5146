-- Who has read the audit log: what was asked for and how much was answered. Of an answer that is whole when
-- it is given there is one row, answered; of one that streams there is one before it begins and one when it
-- is over, begun and ended. Appended and never changed, like the log itself, and kept by months like it.
create table audit_access (
  access_id   uuid        not null,
  kind        text        not null check (kind in ('answered', 'begun', 'ended')),
  -- when it was asked for; of an ended one, too
  accessed_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  user_name   text        check ((user_name is null) = (kind = 'ended')),
  subject     text,
  issuer      text,
  call        text        check ((call is null) = (kind = 'ended')),
  parameters  jsonb,
  format      text,
  row_count   bigint      check ((row_count is null) = (kind = 'begun')),
  -- whether it was answered to its end, as far as this side can tell
  complete    boolean     check ((complete is null) = (kind = 'begun')),
  primary key (access_id, kind, accessed_at)
) partition by range (accessed_at);

create index audit_access_by_time on audit_access (accessed_at desc, access_id desc)
  where kind <> 'ended';
create index audit_access_by_user on audit_access (user_name, accessed_at desc, access_id desc)
  where kind <> 'ended';

create function audit_access_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'accesses to the audit log are append-only';
end
$$;

create trigger audit_access_append_only
  before truncate on audit_access
  for each statement execute function audit_access_is_append_only();
create trigger audit_access_rows_append_only
  before update or delete on audit_access
  for each row execute function audit_access_is_append_only();

-- As audit_record_add_partitions does it.
create function audit_access_add_partitions(since timestamptz, until timestamptz) returns integer
  language plpgsql security definer set search_path from current set timezone = 'UTC' as $$
declare
  month     timestamptz := audit_record_month(since);
  next      timestamptz;
  partition text;
  added     integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('sekisho.audit_access.partitions', 0));
  while month <= until loop
    next := month + interval '1 month';
    partition := 'audit_access_' || to_char(month, 'YYYY_MM');
    if to_regclass(partition) is null then
      execute format('create table %I (like audit_access including defaults including constraints)',
        partition);
      execute format('create trigger audit_access_append_only before truncate on %I
        for each statement execute function audit_access_is_append_only()', partition);
      execute format('alter table audit_access attach partition %I for values from (%L) to (%L)',
        partition, month, next);
      added := added + 1;
    end if;
    month := next;
  end loop;
  return added;
end
$$;

-- As audit_record_drop_partitions does it.
create function audit_access_drop_partitions(before timestamptz) returns text[]
  language plpgsql security definer set search_path from current set timezone = 'UTC'
  set lock_timeout = '2s' as $$
declare
  dropped   text[] := '{}';
  partition text;
begin
  perform pg_advisory_xact_lock(hashtextextended('sekisho.audit_access.partitions', 0));
  for partition in
    select child.relname from pg_inherits
    join pg_class child on child.oid = inhrelid
    where inhparent = 'audit_access'::regclass
      and case when child.relname ~ '^audit_access_\d{4}_\d\d$'
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

select audit_access_add_partitions(now() - interval '1 day', now() + interval '2 months');
