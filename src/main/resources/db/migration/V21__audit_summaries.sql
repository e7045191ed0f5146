-- What each record adds to summaries, by its attempt: an attempt counts once, and the bytes of a tunnel when it
-- is over. What nobody knows (a user before the pass was read, a policy where none decided) is empty, or 0.
create view audit_contribution as
  select r.id, r.kind, r.attempted_at, coalesce(o.user_name, r.user_name, '') as user_name,
    coalesce(o.host, r.host, '') as host, coalesce(o.port, r.port, 0) as port,
    coalesce(o.policy, r.policy, '') as policy,
    (r.kind = 'opened')::int as tunnels, coalesce(r.decision = 'deny', false)::int as denials,
    coalesce(r.decision = 'error', false)::int as errors,
    case when r.kind = 'closed' then coalesce(r.bytes_up, 0) else 0 end as bytes_up,
    case when r.kind = 'closed' then coalesce(r.bytes_down, 0) else 0 end as bytes_down
  from audit_record r
  left join audit_record o on r.kind = 'closed' and o.kind = 'opened'
    and o.tunnel_id = r.tunnel_id and o.attempted_at = r.attempted_at
  where r.kind in ('refused', 'opened', 'closed');

-- Which records are not in the sums yet. A statement that adds records adds their names here, in the same
-- transaction: so none is forgotten and none is counted twice, however late it is committed and whatever the
-- clocks say.
create table audit_uncounted (
  id           bigint        generated always as identity primary key,
  records      uuid[]        not null,
  attempted_at timestamptz[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create function audit_record_is_uncounted() returns trigger
  language plpgsql security definer set search_path from current as $$
begin
  insert into audit_uncounted (records, attempted_at)
  select array_agg(id), array_agg(attempted_at)
  from (select id, attempted_at, (row_number() over () - 1) / 500 as part
    from added where kind in ('refused', 'opened', 'closed')) as parts
  group by part;
  return null;
end
$$;

create trigger audit_record_is_uncounted
  after insert on audit_record referencing new table as added
  for each statement execute function audit_record_is_uncounted();

-- The sums, by the hour and by the day (UTC) in which attempts began: of all, of each user, destination and
-- policy. They can be made anew from the log at any time, and so may be changed.
create table audit_sum (
  span       text        not null check (span in ('hour', 'day')),
  starts_at  timestamptz not null,
  dimension  text        not null check (dimension in ('all', 'user', 'destination', 'policy')),
  key        text        not null,
  port       integer     not null,
  tunnels    bigint      not null,
  denials    bigint      not null,
  errors     bigint      not null,
  bytes_up   bigint      not null,
  bytes_down bigint      not null,
  primary key (dimension, span, starts_at, key, port)
) with (fillfactor = 70);

-- Counts some of the uncounted records; returns how many entries of the list there were, and null while
-- somebody else is at it. Records are looked up one by one, however few or many the statistics suggest.
create function audit_count_uncounted(entries integer) returns integer
  language plpgsql security definer set search_path from current set timezone = 'UTC'
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
  counted integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('sekisho.audit_sum', 0)) then
    return null;
  end if;
  with taken as (
    delete from audit_uncounted
    where id in (select id from audit_uncounted order by id limit entries)
    returning records, attempted_at
  ), sums as (
    select s.span, date_trunc(s.span, c.attempted_at) as starts_at, d.dimension, d.key, d.port,
      sum(c.tunnels) as tunnels, sum(c.denials) as denials, sum(c.errors) as errors,
      sum(c.bytes_up) as bytes_up, sum(c.bytes_down) as bytes_down
    from taken, unnest(taken.records, taken.attempted_at) as r (id, at)
    join audit_contribution c on c.id = r.id and c.attempted_at = r.at,
    (values ('hour'), ('day')) as s (span),
    lateral (values ('all', '', 0), ('user', c.user_name, 0), ('destination', c.host, c.port),
      ('policy', c.policy, 0)) as d (dimension, key, port)
    group by 1, 2, 3, 4, 5
  ), merged as (
    insert into audit_sum as a
      (span, starts_at, dimension, key, port, tunnels, denials, errors, bytes_up, bytes_down)
    select * from sums
    on conflict (dimension, span, starts_at, key, port) do update set
      tunnels = a.tunnels + excluded.tunnels, denials = a.denials + excluded.denials,
      errors = a.errors + excluded.errors, bytes_up = a.bytes_up + excluded.bytes_up,
      bytes_down = a.bytes_down + excluded.bytes_down
  )
  select count(*) into counted from taken;
  return counted;
end
$$;

-- What was recorded before is counted like anything else.
insert into audit_uncounted (records, attempted_at)
select array_agg(id), array_agg(attempted_at)
from (select id, attempted_at, (row_number() over () - 1) / 500 as part
  from audit_record where kind in ('refused', 'opened', 'closed')) as parts
group by part;
