-- Policies, as documents: what is always read and written whole is kept whole.
create table policy (
  id           uuid        primary key,
  name         text        not null,
  description  text        not null,
  enabled      boolean     not null,
  effect       text        not null check (effect in ('allow', 'deny')),
  subjects     jsonb       not null,
  destinations jsonb       not null,
  revision     bigint      not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  constraint policy_name_unique unique (name)
);

-- The version of the whole set. One row; its lock puts changes in an order, so that a higher version
-- always holds every change of a lower one.
create table policy_set (
  only_row boolean primary key default true check (only_row),
  version  bigint  not null
);
insert into policy_set (version) values (0);

-- Done by the database itself, so that a change by hand is followed like any other.
create function policy_changed() returns trigger language plpgsql as $$
declare
  current_version bigint;
begin
  update policy_set set version = version + 1 returning version into current_version;
  perform pg_notify('sekisho_policy', current_version::text);
  return null;
end
$$;

create trigger policy_changed
  after insert or update or delete or truncate on policy
  for each statement execute function policy_changed();

-- What happened, appended and never changed. A refused attempt has one record; a tunnel has one when it
-- opens and one when it ends.
create table audit_record (
  id             uuid        primary key,
  tunnel_id      uuid        not null,
  kind           text        not null check (kind in ('refused', 'opened', 'closed')),
  node           text        not null,
  recorded_at    timestamptz not null,
  -- when the connection was accepted; of a closed record, when it was closed
  attempted_at   timestamptz not null,
  decision       text        check (decision in ('allow', 'deny', 'error')),
  status         integer,
  error          text,
  reason         text,
  user_name      text,
  subject        text,
  issuer         text,
  groups         text[],
  client_address inet,
  client_port    integer,
  user_agent     text,
  listener       text,
  protocol       text,
  host           text,
  port           integer,
  address        inet,
  policy         text,
  policy_version bigint,
  bytes_up       bigint,
  bytes_down     bigint,
  close_reason   text
);

-- Searches page through attempts, newest first, by user, by host or at large; a tunnel's page and the
-- join with its end go by tunnel.
create index audit_record_by_time on audit_record (attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
create index audit_record_by_user on audit_record (user_name, attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
create index audit_record_by_host on audit_record (host, attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
create index audit_record_by_decision on audit_record (decision, attempted_at desc, tunnel_id desc)
  where kind <> 'closed';
-- An attempt is either refused or opened, even when a commit that nobody heard of again comes in late.
create unique index audit_record_one_outcome on audit_record (tunnel_id) where kind <> 'closed';
create unique index audit_record_one_end on audit_record (tunnel_id) where kind = 'closed';

-- Append-only for everybody, whatever rights a role has.
create function audit_record_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit records are append-only';
end
$$;

create trigger audit_record_append_only
  before update or delete or truncate on audit_record
  for each statement execute function audit_record_is_append_only();
