-- What users have used of what their policies allow, on all replicas together. One row an account: it is
-- locked while it is settled. Windows are counted from the epoch, in minutes and days, by the database's clock.
create table limit_usage (
  policy          text        not null,
  user_name       text        not null,
  minute          bigint      not null default 0,
  connects        bigint      not null default 0,
  connects_before bigint      not null default 0,
  day             bigint      not null default 0,
  bytes           bigint      not null default 0,
  -- {"<node>": {"tunnels": 3, "flowing": true}}
  nodes           jsonb       not null default '{}',
  settled_at      timestamptz not null default clock_timestamp(),
  primary key (policy, user_name)
) with (fillfactor = 50);
