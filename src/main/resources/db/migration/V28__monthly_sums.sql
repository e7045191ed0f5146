-- Sums of months besides those of hours and days, so that years are summed up as fast as days.
select pg_advisory_xact_lock(hashtextextended('sekisho.audit_sum', 0));

alter table audit_sum
  drop constraint audit_sum_span_check,
  add constraint audit_sum_span_check check (span in ('hour', 'day', 'month'));

insert into audit_sum (span, starts_at, dimension, key, port, tunnels, denials, errors, bytes_up, bytes_down)
select 'month', audit_record_month(starts_at), dimension, key, port, sum(tunnels), sum(denials), sum(errors),
  sum(bytes_up), sum(bytes_down)
from audit_sum where span = 'day'
group by 2, 3, 4, 5;

-- Counts some of the uncounted records; returns how many entries of the list there were, and null while
-- somebody else is at it. Records are looked up one by one, however few or many the statistics suggest.
create or replace function audit_count_uncounted(entries integer) returns integer
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
    (values ('hour'), ('day'), ('month')) as s (span),
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
