-- Why a follower of the log does not go on, so that every replica can tell.
alter table log_follower
  add column failing_since timestamptz,
  add column failure       text;
