-- The caller's service account, as policies know it; null for people, and in records of before.
alter table audit_record add column service_account text;

-- What was reported as would-be allowed, to propose policies from. Few records are.
create index audit_record_by_report on audit_record (attempted_at) where would_deny is false;
