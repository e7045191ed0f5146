-- Who is led through the log, and how far they have come. One replica at a time leads each of them: the holder,
-- until its time is over or it says so.
create table log_follower (
  name   text        primary key,
  holder text,
  until  timestamptz not null default '-infinity'
);

-- Within a chain records are committed in the order of their numbers; so what is behind a position is new,
-- whatever the clocks say. A chain is done when nothing can follow, and silent as long as that is not known,
-- but nobody is there to write it: then it is looked into now and then only.
create table log_position (
  follower text    not null references log_follower (name) on delete cascade,
  chain    bigint  not null,
  sequence bigint  not null,
  done     boolean not null default false,
  silent   boolean not null default false,
  primary key (follower, chain)
) with (fillfactor = 70);

create index audit_chain_by_node on audit_chain (node, number);
