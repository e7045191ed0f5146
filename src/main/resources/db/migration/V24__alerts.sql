-- Suspicious activity that was found in the log. What one rule finds of one user or address (and target) for a
-- while after it began belongs to one alert, whoever finds it and however often; until somebody has seen to it.
create table alert (
  id                   uuid        primary key,
  rule                 text        not null,
  severity             text        not null,
  user_name            text,
  client               text        check ((client is null) <> (user_name is null)),
  -- the host, or host and port, if it is about one
  target               text,
  -- the time of the first finding: what comes within so much of it belongs here
  starts_at            timestamptz not null,
  first_at             timestamptz not null,
  last_at              timestamptz not null,
  raised_at            timestamptz not null,
  count                bigint      not null,
  summary              text        not null,
  figures              jsonb       not null,
  acknowledged_at      timestamptz check ((acknowledged_at is null) = (acknowledged_by is null)),
  acknowledged_by      text,
  acknowledged_subject text,
  acknowledged_issuer  text,
  note                 text
);

create unique index alert_once
  on alert (rule, coalesce(user_name, ''), coalesce(client, ''), coalesce(target, ''), starts_at);
create index alert_by_user on alert (user_name, id desc) where user_name is not null;
create index alert_by_rule on alert (rule, id desc);
create index alert_by_time on alert (raised_at);
create index alert_unacknowledged on alert (id desc) where acknowledged_at is null;

-- The attempts that an alert rests on; the first hundred of them.
create table alert_tunnel (
  alert_id  uuid        not null references alert on delete cascade,
  tunnel_id uuid        not null,
  began_at  timestamptz not null,
  primary key (alert_id, tunnel_id)
);

-- Alerts that somebody is to be told of, in the order in which they were raised.
create table alert_delivery (
  alert_id        uuid        primary key references alert on delete cascade,
  state           text        not null check (state in ('waiting', 'delivered', 'given_up')),
  attempts        integer     not null,
  next_attempt_at timestamptz not null,
  settled_at      timestamptz check ((settled_at is null) = (state = 'waiting'))
);

create index alert_delivery_waiting on alert_delivery (alert_id) where state = 'waiting';

-- For everybody, whatever rights a role has: what an alert is about does not change, and who has seen to it is
-- said once. They go when the months of the log go that they tell of.
create function alert_keeps_what_it_says() returns trigger language plpgsql as $$
declare
  growing         text[] := array['first_at', 'last_at', 'count', 'summary', 'figures'];
  acknowledgement text[] := array['acknowledged_at', 'acknowledged_by', 'acknowledged_subject',
    'acknowledged_issuer', 'note'];
begin
  if tg_op = 'UPDATE' then
    if to_jsonb(old) - growing = to_jsonb(new) - growing
      or old.acknowledged_at is null
        and to_jsonb(old) - acknowledgement - growing = to_jsonb(new) - acknowledgement - growing
    then
      return new;
    end if;
  end if;
  raise exception 'what an alert is about does not change, and it is acknowledged once';
end
$$;

create trigger alert_keeps_what_it_says
  before update on alert for each row execute function alert_keeps_what_it_says();
create trigger alert_is_not_truncated
  before truncate on alert for each statement execute function alert_keeps_what_it_says();

-- Who went where before, to tell what is new. Can be learned anew from the log at any time, and so may change.
create table watch_visit (
  user_name  text        not null,
  host       text        not null,
  first_seen timestamptz not null,
  last_seen  timestamptz not null,
  primary key (user_name, host)
) with (fillfactor = 80);

create index watch_visit_by_host on watch_visit (host);
create index watch_visit_by_time on watch_visit (last_seen);

-- The days of the log of which that is learned; before all are, nothing is new.
create table watch_learned (
  day  date        primary key,
  done timestamptz not null default clock_timestamp()
);
