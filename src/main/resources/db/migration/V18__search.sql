-- What attempts are searched by: each in the order in which they are shown, newest first, so that a page is
-- read off an index. Records that are neither attempts nor ends are in none of these.
drop index if exists audit_record_by_time;
create index audit_record_by_time on audit_record (attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened');
drop index if exists audit_record_by_user;
create index audit_record_by_user on audit_record (user_name, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened');
-- Backwards, so that all names below a domain lie side by side; one name is found in it as well.
drop index if exists audit_record_by_host;
create index audit_record_by_host
  on audit_record ((reverse(host) collate "C"), attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened') and host is not null;
create index audit_record_by_client
  on audit_record (client_address, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened') and client_address is not null;
create index audit_record_by_address on audit_record (address, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened') and address is not null;
create index audit_record_by_policy on audit_record (policy, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened') and policy is not null;
-- What is allowed is nearly everything, and found by time.
drop index if exists audit_record_by_decision;
create index audit_record_by_decision on audit_record (decision, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened') and decision <> 'allow';
create index audit_record_by_error on audit_record (error, attempted_at desc, tunnel_id desc)
  where kind in ('refused', 'opened') and error is not null;

-- What ends are searched by. They have the time of their attempts, and so the same order.
create index audit_record_ends_by_time on audit_record (attempted_at desc, tunnel_id desc)
  where kind = 'closed';
create index audit_record_by_sni on audit_record (sni, attempted_at desc, tunnel_id desc)
  where kind = 'closed' and sni is not null;
-- Most tunnels end in one of these two ways, and are found by time.
create index audit_record_by_close_reason
  on audit_record (close_reason, attempted_at desc, tunnel_id desc)
  where kind = 'closed' and close_reason not in ('client_closed', 'target_closed');
-- Few tunnels are large.
create index audit_record_by_bytes on audit_record ((bytes_up + bytes_down))
  where kind = 'closed' and bytes_up + bytes_down >= 1000000;
