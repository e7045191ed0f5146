-- Who agreed to a change that takes two; null where it took one.
alter table policy_history
  add column approved_by      text,
  add column approver_subject text,
  add column approver_issuer  text;

-- The application says who it is for, within the transaction, in sekisho.change: {"action", "user",
-- "subject", "issuer", "approver": {"user", "subject", "issuer"}}, each of them optional.
create or replace function policy_recorded() returns trigger language plpgsql as $$
declare
  change   jsonb := coalesce(nullif(current_setting('sekisho.change', true), ''), '{}')::jsonb;
  approver jsonb := change -> 'approver';
begin
  if tg_op = 'TRUNCATE' then
    insert into policy_history
      (policy_id, revision, changed_at, action, user_name, subject, issuer,
       approved_by, approver_subject, approver_issuer, before_change)
    select p.id, p.revision + 1, clock_timestamp(), 'deleted',
      change ->> 'user', change ->> 'subject', change ->> 'issuer',
      approver ->> 'user', approver ->> 'subject', approver ->> 'issuer', policy_document(p)
    from policy p;
    return null;
  end if;
  insert into policy_history
    (policy_id, revision, changed_at, action, user_name, subject, issuer,
     approved_by, approver_subject, approver_issuer, before_change, after_change)
  values (
    case when tg_op = 'DELETE' then old.id else new.id end,
    case when tg_op = 'DELETE' then old.revision + 1 else new.revision end,
    clock_timestamp(),
    coalesce(
      change ->> 'action',
      case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end),
    change ->> 'user',
    change ->> 'subject',
    change ->> 'issuer',
    approver ->> 'user',
    approver ->> 'subject',
    approver ->> 'issuer',
    case when tg_op <> 'INSERT' then policy_document(old) end,
    case when tg_op <> 'DELETE' then policy_document(new) end);
  return null;
end
$$;

-- Changes of policies that wait for a second administrator, and what became of them.
create table policy_proposal (
  id              uuid        primary key,
  action          text        not null
    check (action in ('create', 'change', 'delete', 'rollback', 'import')),
  -- of one that is created known from the approval on; null for an import, like the name
  policy_id       uuid,
  name            text        check ((name is null) = (action = 'import')),
  -- the policy's revision, or the set's version, that it was made of; null if there was no policy
  base            bigint,
  user_name       text        not null,
  subject         text        not null,
  issuer          text        not null,
  proposed_at     timestamptz not null,
  -- one that is pending for too long is expired; nobody writes that down
  status          text        not null
    check (status in ('pending', 'approved', 'rejected', 'withdrawn')),
  decided_at      timestamptz check ((decided_at is null) = (status = 'pending')),
  decided_by      text        check ((decided_by is null) = (status = 'pending')),
  decided_subject text,
  decided_issuer  text,
  decision_reason text,
  constraint policy_proposal_approved_by_another check (
    status <> 'approved'
    or decided_by <> user_name and (decided_subject, decided_issuer) <> (subject, issuer))
);

create index policy_proposal_pending on policy_proposal (id) where status = 'pending';

-- The documents of a proposal, [{"before", "after"}], apart from it: they may be many and large.
create table policy_proposal_content (
  proposal_id uuid  primary key references policy_proposal,
  changes     jsonb not null
);

-- For everybody, whatever rights a role has: what is approved is what was proposed.
create function policy_proposal_is_decided_once() returns trigger language plpgsql as $$
declare
  decision text[] := array['status', 'decided_at', 'decided_by', 'decided_subject', 'decided_issuer',
    'decision_reason', 'policy_id'];
begin
  if tg_op = 'UPDATE' and tg_table_name = 'policy_proposal' then
    if old.status = 'pending' and to_jsonb(old) - decision = to_jsonb(new) - decision
      and (old.policy_id is null or old.policy_id = new.policy_id) then
      return new;
    end if;
  end if;
  raise exception 'proposals are decided once, and are neither changed nor deleted';
end
$$;

create trigger policy_proposal_is_decided_once
  before update or delete on policy_proposal
  for each row execute function policy_proposal_is_decided_once();
create trigger policy_proposal_is_not_truncated
  before truncate on policy_proposal
  for each statement execute function policy_proposal_is_decided_once();
create trigger policy_proposal_content_is_not_changed
  before update or delete on policy_proposal_content
  for each row execute function policy_proposal_is_decided_once();
create trigger policy_proposal_content_is_not_truncated
  before truncate on policy_proposal_content
  for each statement execute function policy_proposal_is_decided_once();
