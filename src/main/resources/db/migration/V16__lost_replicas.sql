-- To find the tunnels that a replica left open when it was lost, newest first.
create index audit_record_by_node on audit_record (node, attempted_at desc, tunnel_id desc)
  where kind = 'opened';

-- A replica's row stays until its tunnels are closed in the log. Those of before were forgotten at once:
-- whoever has opened tunnels is looked after, once.
insert into replica (node, started_at)
with recursive opener as (
  select min(node) as node from audit_record where kind = 'opened'
  union all
  select (select min(r.node) from audit_record r where r.kind = 'opened' and r.node > o.node)
  from opener o where o.node is not null
)
select node, now() from opener where node is not null
on conflict (node) do nothing;
