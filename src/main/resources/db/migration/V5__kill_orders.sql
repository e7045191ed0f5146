-- Which replicas there are, and since when: a tunnel recorded by an earlier process of the same name is
-- not open any more. Whether one is there now, its advisory lock says.
create table replica (
  node       text        primary key,
  started_at timestamptz not null
);

-- Orders to cut tunnels, for every replica to carry out; and the record of who gave them.
create table kill_order (
  id         bigint      generated always as identity primary key,
  kind       text        not null check (kind in ('tunnel', 'user', 'all')),
  tunnel_id  uuid        check ((tunnel_id is not null) = (kind = 'tunnel')),
  user_name  text        check ((user_name is not null) = (kind = 'user')),
  reason     text,
  ordered_by text        not null,
  ordered_at timestamptz not null default clock_timestamp()
);

-- One at a time, up to the commit: who has read an id has read every lower one. The lock comes before
-- the row, and with it before its id and its time.
create function kill_order_in_turn() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('sekisho.kill_order', 0));
  return null;
end
$$;

create trigger kill_order_in_turn
  before insert on kill_order
  for each statement execute function kill_order_in_turn();

-- Done by the database itself, so that an order given by hand is heard like any other.
create function kill_ordered() returns trigger language plpgsql as $$
begin
  perform pg_notify('sekisho_kill', '');
  return null;
end
$$;

create trigger kill_ordered
  after insert on kill_order
  for each statement execute function kill_ordered();

create function kill_order_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'kill orders are append-only';
end
$$;

create trigger kill_order_append_only
  before update or delete or truncate on kill_order
  for each statement execute function kill_order_is_append_only();
