-- What people ask to be allowed, and what became of it.
create table access_request (
  id              uuid        primary key,
  user_name       text        not null,
  subject         text        not null,
  issuer          text        not null,
  service_account text,
  -- as the token had them: a policy that denies them something is not overruled by a request
  groups          text[]      not null,
  host            text        not null,
  ports           integer[]   not null,
  reason          text        not null,
  -- at most one of them: until when, or for how long from the approval on
  asked_until     timestamptz,
  asked_seconds   bigint,
  requested_at    timestamptz not null,
  -- one that is pending for too long is expired; nobody writes that down
  status          text        not null
    check (status in ('pending', 'approved', 'rejected', 'withdrawn')),
  decided_at      timestamptz check ((decided_at is null) = (status = 'pending')),
  decided_by      text        check ((decided_by is null) = (status = 'pending')),
  decided_subject text,
  decided_issuer  text,
  decision_reason text,
  policy_id       uuid        check ((policy_id is null) = (status <> 'approved')),
  policy_name     text,
  granted_until   timestamptz,
  constraint access_request_approved_by_another check (
    status <> 'approved'
    or decided_by <> user_name and (decided_subject, decided_issuer) <> (subject, issuer))
);

create index access_request_by_user on access_request (user_name, id desc);
create index access_request_pending on access_request (id) where status = 'pending';

-- For everybody, whatever rights a role has.
create function access_request_is_decided_once() returns trigger language plpgsql as $$
declare
  decision text[] := array['status', 'decided_at', 'decided_by', 'decided_subject', 'decided_issuer',
    'decision_reason', 'policy_id', 'policy_name', 'granted_until'];
begin
  if tg_op = 'UPDATE' then
    if old.status = 'pending' and to_jsonb(old) - decision = to_jsonb(new) - decision then
      return new;
    end if;
  end if;
  raise exception 'access requests are decided once, and are neither changed nor deleted';
end
$$;

create trigger access_request_is_decided_once
  before update or delete on access_request
  for each row execute function access_request_is_decided_once();
create trigger access_request_is_not_truncated
  before truncate on access_request
  for each statement execute function access_request_is_decided_once();

-- Which policies are about somebody, without a look at all of them.
create index policy_by_subject on policy using gin (subjects jsonb_path_ops);
