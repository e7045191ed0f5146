-- Whether a policy acts or is only recorded, when it acts, and how far its tunnels may go; null for no
-- bound.
alter table policy
  add column mode        text not null default 'enforce' check (mode in ('enforce', 'report')),
  add column valid_from  timestamptz,
  add column valid_until timestamptz,
  add column schedule    jsonb,
  add column limits      jsonb;

-- Which policy in report mode would have changed what was decided. Of what was allowed: would_deny; of what
-- no policy allows: would_deny is false.
alter table audit_record
  add column would_deny    boolean,
  add column report_policy text;
