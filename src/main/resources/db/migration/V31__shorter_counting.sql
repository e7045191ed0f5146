-- As before, but a thousand records or so at one time: while it counts no month is added, and on a small
-- machine it is felt by those who record meanwhile.
create or replace function audit_count_uncounted(entries integer) returns integer
  language plpgsql security definer set search_path from current set timezone = 'UTC'
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_memoize = off
  set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  enough constant bigint := 1000;
  counted integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('sekisho.audit_sum', 0)) then
    return null;
  end if;
  with taken as (
    delete from audit_uncounted
    where id in (
      select id from (
        select id, sum(cardinality(records)) over (order by id) - cardinality(records) as before
        from (select id, records from audit_uncounted order by id limit entries) as oldest) as waiting
      where before < enough)
    returning records, attempted_at
  ), hours as materialized (
    select date_trunc('hour', c.attempted_at) as hour, c.user_name, c.host, c.port, c.policy,
      sum(c.tunnels) as tunnels, sum(c.denials) as denials, sum(c.errors) as errors,
      sum(c.bytes_up) as bytes_up, sum(c.bytes_down) as bytes_down
    -- One after the other, by its key: of a log without statistics all might be read for each of them.
    from taken, unnest(taken.records, taken.attempted_at) as r (id, at), lateral (
      select * from audit_contribution where id = r.id and attempted_at = r.at offset 0) as c
    group by 1, 2, 3, 4, 5
  ), sums as (
    select s.span, date_trunc(s.span, h.hour) as starts_at, d.dimension, d.key, d.port,
      sum(h.tunnels) as tunnels, sum(h.denials) as denials, sum(h.errors) as errors,
      sum(h.bytes_up) as bytes_up, sum(h.bytes_down) as bytes_down
    from hours h,
    (values ('hour'), ('day'), ('month')) as s (span),
    lateral (values ('all', '', 0), ('user', h.user_name, 0), ('destination', h.host, h.port),
      ('policy', h.policy, 0)) as d (dimension, key, port)
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
  select case when sum(cardinality(records)) >= enough then entries else count(*) end
  into counted from taken;
  return counted;
end
$$;
