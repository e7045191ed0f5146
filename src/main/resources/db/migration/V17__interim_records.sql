-- A tunnel that is open for long has records in between, with its bytes so far.
alter table audit_record drop constraint audit_record_kind_check;
alter table audit_record add constraint audit_record_kind_check
  check (kind in ('refused', 'opened', 'interim', 'closed'));

-- Of attempts there are two kinds, of which one attempt has one.
drop index audit_record_by_time, audit_record_by_user, audit_record_by_host,
  audit_record_by_decision, audit_record_one_outcome;
create index audit_record_by_time on audit_record (attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened');
create index audit_record_by_user on audit_record (user_name, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened');
create index audit_record_by_host on audit_record (host, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened');
create index audit_record_by_decision on audit_record (decision, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened');
create unique index audit_record_one_outcome on audit_record (tunnel_id, attempted_at)
  where kind in ('refused', 'opened');

create index audit_record_by_interim on audit_record (tunnel_id, attempted_at, recorded_at desc)
  where kind = 'interim';
