-- Each process that writes records has a chain of its own. Numbered without gaps; each says how far the
-- one before it had come, so that none can go missing as a whole.
create table audit_chain (
  number            bigint      primary key,
  node              text        not null,
  started_at        timestamptz not null,
  previous_sequence bigint      not null,
  previous_hash     bytea       not null
);

-- How far a chain had come at a time, signed with a key that is not in the database.
create table audit_checkpoint (
  chain     bigint      not null,
  number    bigint      not null,
  sequence  bigint      not null,
  hash      bytea       not null,
  signed_at timestamptz not null,
  last      boolean     not null,
  key       text        not null,
  signature text        not null,
  primary key (chain, number)
);
create index audit_checkpoint_by_time on audit_checkpoint (chain, signed_at);
create index audit_checkpoint_by_sequence on audit_checkpoint (chain, sequence, number);

-- Which records went with the months that were dropped for their age, signed as well.
create table audit_dropped (
  chain      bigint      not null,
  month      text        not null,
  sequences  text        not null,
  dropped_at timestamptz not null,
  key        text        not null,
  signature  text        not null,
  primary key (chain, month, dropped_at)
);

create trigger audit_chain_append_only before update or delete or truncate on audit_chain
  for each statement execute function audit_record_is_append_only();
create trigger audit_checkpoint_append_only before update or delete or truncate on audit_checkpoint
  for each statement execute function audit_record_is_append_only();
create trigger audit_dropped_append_only before update or delete or truncate on audit_dropped
  for each statement execute function audit_record_is_append_only();

-- Null in records of before.
alter table audit_record
  add column chain         bigint,
  add column sequence      bigint,
  -- of what the hash is: 1 is the record as JSON in the form of RFC 8785, without the hash
  add column form          smallint,
  add column previous_hash bytea,
  add column hash          bytea;
create index audit_record_by_chain on audit_record (chain, sequence) where chain is not null;
create index audit_record_unchained on audit_record (attempted_at) where chain is null;

-- As before, but the months of partitions alone are read as such: PostgreSQL may look at every table's
-- name before it knows whether that is a partition.
create or replace function audit_record_drop_partitions(before timestamptz) returns text[]
  language plpgsql security definer set search_path from current set timezone = 'UTC'
  set lock_timeout = '2s' as $$
declare
  dropped   text[] := '{}';
  partition text;
begin
  perform pg_advisory_xact_lock(hashtextextended('sekisho.audit_record.partitions', 0));
  for partition in
    select child.relname from pg_inherits
    join pg_class child on child.oid = inhrelid
    where inhparent = 'audit_record'::regclass
      and case when child.relname ~ '^audit_record_[0-9]{4}_[0-9]{2}$'
        then to_timestamp(right(child.relname, 7) || ' +00', 'YYYY_MM TZH') + interval '1 month'
          <= before
        else false end
    order by child.relname
  loop
    execute format('drop table %I', partition);
    dropped := dropped || partition;
  end loop;
  return dropped;
end
$$;
