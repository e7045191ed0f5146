-- What must be kept however old it is: attempts of these users (by name or subject), to these hosts, or these
-- tunnels, in a span of time; where none of the three is named, all in that span. In force until it is
-- released. Both are appended, like the log.
create table audit_hold (
  id                 uuid        primary key,
  case_name          text        not null,
  reason             text        not null,
  users              text[]      not null,
  hosts              text[]      not null,
  tunnels            uuid[]      not null,
  attempted_from     timestamptz,
  attempted_to       timestamptz,
  created_at         timestamptz not null,
  created_by         text        not null,
  created_by_subject text        not null,
  created_by_issuer  text        not null
);

create table audit_hold_release (
  hold                uuid        primary key references audit_hold (id),
  reason              text        not null,
  released_at         timestamptz not null,
  released_by         text        not null,
  released_by_subject text        not null,
  released_by_issuer  text        not null
);

create function audit_hold_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'legal holds are append-only';
end
$$;

create trigger audit_hold_append_only before update or delete or truncate on audit_hold
  for each statement execute function audit_hold_is_append_only();
create trigger audit_hold_release_append_only before update or delete or truncate on audit_hold_release
  for each statement execute function audit_hold_is_append_only();

create view audit_hold_in_force as
  select * from audit_hold h where not exists (select from audit_hold_release r where r.hold = h.id);

-- The attempts of a month that are held: all their records are.
create function audit_held_tunnels(since timestamptz, until timestamptz) returns setof uuid
  language sql stable set search_path from current as $$
  select a.tunnel_id from audit_record a
  where a.attempted_at >= since and a.attempted_at < until and exists (
    select from audit_hold_in_force h
    where (h.attempted_from is null or a.attempted_at >= h.attempted_from)
      and (h.attempted_to is null or a.attempted_at < h.attempted_to)
      and (cardinality(h.users) + cardinality(h.hosts) + cardinality(h.tunnels) = 0
        or a.user_name = any (h.users) or a.subject = any (h.users)
        or a.tunnel_id = any (h.tunnels)
        or exists (
          select from unnest(h.hosts) as x (host)
          where a.host = x.host
            or (x.host like '*.%' and right(a.host, length(x.host) - 1) = substr(x.host, 2)))))
$$;

-- Of a record that stays while the one behind it goes, the hash is signed with what goes. Lists are in parts.
alter table audit_dropped
  add column part integer not null default 0,
  add column kept text,
  drop constraint audit_dropped_pkey,
  add primary key (chain, month, dropped_at, part);

-- Drops the partition of a month, except what is held: that alone is in it then, where it was. Returns its
-- name and what was kept; null if there is none, or all of it is held. What is kept is copied first, with all
-- indexes and with what proves that it is of that month, so that others have to wait for a moment only; gives
-- up rather than have them wait for longer.
drop function audit_record_drop_partitions(timestamptz);
create function audit_record_drop_partition(month timestamptz) returns text
  language plpgsql security definer set search_path from current set timezone = 'UTC'
  set lock_timeout = '2s' as $$
declare
  next      timestamptz := month + interval '1 month';
  partition text := 'audit_record_' || to_char(month, 'YYYY_MM');
  held      text := partition || '_held';
  goes      boolean;
  kept      bigint := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('sekisho.audit_record.partitions', 0));
  if to_regclass(partition) is null then
    return null;
  end if;
  if exists (select from audit_hold_in_force) then
    execute format(
      'select exists (select from %I where tunnel_id not in (select audit_held_tunnels($1, $2)))',
      partition) into goes using month, next;
    if not goes then
      return null;
    end if;
    execute format('create table %I (like audit_record including all,
      constraint %I check (attempted_at >= %L and attempted_at < %L))',
      held, held, month, next);
    execute format(
      'insert into %I select * from %I where tunnel_id in (select audit_held_tunnels($1, $2))',
      held, partition) using month, next;
    get diagnostics kept = row_count;
    if kept = 0 then
      execute format('drop table %I', held);
    end if;
  end if;
  execute format('drop table %I', partition);
  if kept = 0 then
    return partition;
  end if;
  execute format('alter table %I rename to %I', held, partition);
  execute format('create trigger audit_record_append_only before truncate on %I
    for each statement execute function audit_record_is_append_only()', partition);
  execute format('alter table audit_record attach partition %I for values from (%L) to (%L)',
    partition, month, next);
  execute format('alter table %I drop constraint %I', partition, held);
  return format('%s except %s held records', partition, kept);
end
$$;
