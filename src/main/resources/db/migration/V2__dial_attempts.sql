-- Which addresses were tried to connect to, in order: [{"address", "outcome", "millis"}, ...]. Null where
-- the address alone tells it: none tried, or one and it answered.
alter table audit_record add column dialled jsonb;
