-- Which attempts came with the same pass: the first eight bytes of its SHA-256, in hexadecimal. Null where no
-- good pass was shown, in ends, and in records of before.
alter table audit_record add column pass text;

create index audit_record_by_pass on audit_record (pass, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened') and pass is not null;
