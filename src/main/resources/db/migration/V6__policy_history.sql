-- Every change of a policy, with who made it and what was before and after. It stays when the policy
-- is gone.
create table policy_history (
  id              bigint      generated always as identity primary key,
  policy_id       uuid        not null,
  -- that which the policy had after the change; a deletion has one of its own
  revision        bigint      not null,
  changed_at      timestamptz not null,
  action          text        not null
    check (action in ('created', 'changed', 'deleted', 'rolled_back', 'imported')),
  -- null where the change did not come through the application
  user_name       text,
  subject         text,
  issuer          text,
  before_change   jsonb,
  after_change    jsonb,
  constraint policy_history_revision_unique unique (policy_id, revision)
);

-- A policy's row as the document that the API shows: whatever columns it has or will have, without
-- those that the server keeps for itself. Times end in Z, as the API writes them.
create function policy_document(p policy) returns jsonb language plpgsql stable
  set timezone = 'UTC' as $$
begin
  return (
    select jsonb_object_agg(
      (select string_agg(case when i = 1 then part else initcap(part) end, '' order by i)
        from unnest(string_to_array(key, '_')) with ordinality as parts (part, i)),
      case when atttypid = 'timestamptz'::regtype and jsonb_typeof(value) = 'string'
        then to_jsonb(replace(value #>> '{}', '+00:00', 'Z')) else value end)
    from jsonb_each(to_jsonb(p) - array['id', 'revision', 'created_at', 'updated_at'])
    join pg_attribute on attrelid = 'policy'::regclass and attname = key);
end
$$;

-- A policy's revision only ever grows, also when it is changed by hand, and also when it comes back
-- after it was deleted: one revision never means two things.
create function policy_numbered() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.revision = coalesce(
      (select max(revision) + 1 from policy_history where policy_id = new.id), new.revision);
  else
    if new.id <> old.id then
      raise exception 'the id of a policy does not change';
    end if;
    new.revision = greatest(new.revision, old.revision + 1);
  end if;
  return new;
end
$$;

create trigger policy_numbered
  before insert or update on policy
  for each row execute function policy_numbered();

-- Done by the database itself, so that no change is without its history, by whatever way it came.
-- The application says who it is for, within the transaction, in sekisho.change:
-- {"action", "user", "subject", "issuer"}, each of them optional.
create function policy_recorded() returns trigger language plpgsql as $$
declare
  change jsonb := coalesce(nullif(current_setting('sekisho.change', true), ''), '{}')::jsonb;
begin
  if tg_op = 'TRUNCATE' then
    insert into policy_history
      (policy_id, revision, changed_at, action, user_name, subject, issuer, before_change)
    select p.id, p.revision + 1, clock_timestamp(), 'deleted',
      change ->> 'user', change ->> 'subject', change ->> 'issuer', policy_document(p)
    from policy p;
    return null;
  end if;
  insert into policy_history
    (policy_id, revision, changed_at, action, user_name, subject, issuer, before_change, after_change)
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
    case when tg_op <> 'INSERT' then policy_document(old) end,
    case when tg_op <> 'DELETE' then policy_document(new) end);
  return null;
end
$$;

create trigger policy_recorded
  after insert or update or delete on policy
  for each row execute function policy_recorded();
create trigger policy_truncation_recorded
  before truncate on policy
  for each statement execute function policy_recorded();

-- What is there already begins its history as it is; nobody remembers who wrote it.
insert into policy_history (policy_id, revision, changed_at, action, after_change)
select p.id, p.revision, p.updated_at, 'created', policy_document(p) from policy p
order by p.updated_at, p.id;

create function policy_history_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the history of policies is append-only';
end
$$;

create trigger policy_history_append_only
  before update or delete or truncate on policy_history
  for each statement execute function policy_history_is_append_only();

-- One transaction is one change of the set, however many statements it takes.
create or replace function policy_changed() returns trigger language plpgsql as $$
declare
  this_transaction text := pg_current_xact_id()::text;
  current_version  bigint;
begin
  if current_setting('sekisho.version_given_in', true) is distinct from this_transaction then
    update policy_set set version = version + 1 returning version into current_version;
    perform pg_notify('sekisho_policy', current_version::text);
    perform set_config('sekisho.version_given_in', this_transaction, true);
  end if;
  return null;
end
$$;
