-- Fills an audit log with as many records as you like, to see how searches, exports and summaries do on it:
--
--   psql -v records=10000000 -v since=2026-01-01 -v until=2027-01-01 -f src/main/docs/audit-records.sql $URL
--
-- Attempts are spread evenly over the time; 2,000 users and 5,000 hosts, few of which are much busier than the
-- rest; one attempt in thirty is denied, one in fifty fails, and what opened has an end. These records cannot be
-- deleted again but with their months: never do it to a log that is in use.

create function pg_temp.generate_audit_records(records bigint, since timestamptz, until timestamptz)
  returns void language plpgsql as $$
declare
  -- so that what is held in memory at one time has a bound
  part constant bigint := 100000;
begin
  perform audit_record_add_partitions(since, until);
  perform setseed(0.5);
  for start in 0 .. records - 1 by part loop
    create temporary table generated on commit drop as
    select i, at, lower(to_hex((extract(epoch from at) * 1000)::bigint)) as millis, md5(i::text) as noise,
      case when i % 30 = 7 then 'deny' when i % 50 = 11 then 'error' else 'allow' end as decision,
      floor(2000 * power(random(), 3))::int as who, floor(5000 * power(random(), 3))::int as whither
    from generate_series(start, least(start + part, records) - 1) i,
      lateral (select since + (until - since) * (i::double precision / records) as at) t;
    alter table generated add column tunnel uuid;
    update generated set tunnel = (lpad(millis, 12, '0') || '7' || substr(noise, 1, 3) || '8'
      || substr(noise, 4, 15))::uuid;
    insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision, status,
      error, user_name, subject, issuer, groups, client_address, client_port, user_agent, listener,
      protocol, host, port, address, policy, policy_version)
    select overlay(tunnel::text placing '9' from 20)::uuid, tunnel,
      case when decision = 'allow' then 'opened' else 'refused' end, 'generated-' || i % 3,
      at + interval '20 milliseconds', at, decision,
      case decision when 'allow' then 200 when 'deny' then 403 else 502 end,
      case decision when 'deny' then 'http_request_denied' when 'error' then 'connection_refused' end,
      'user-' || who, 'subject-' || who, 'https://id.example.com/realms/company',
      array['group-' || who % 40, 'everybody'],
      '10.0.0.0'::inet + who * 8 + (i % 3), 40000 + i % 20000, 'git/2.47.1', 'plain', 'http/1.1',
      'h' || whither || '.d' || whither % 500 || '.example.com', 443,
      '198.18.0.0'::inet + whither,
      case when decision <> 'deny' then 'policy-' || whither % 50 end, 17
    from generated;
    insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, bytes_up,
      bytes_down, close_reason, sni, alpn, tls_version, ja4, ech)
    select overlay(tunnel::text placing 'a' from 20)::uuid, tunnel, 'closed', 'generated-' || i % 3,
      at + interval '1 minute', at, 500 + i % 5000, floor(100 / power(random() + 0.0001, 1.5))::bigint,
      case when i % 1000 = 3 then 'killed' when i % 3 = 0 then 'target_closed' else 'client_closed' end,
      'h' || whither || '.d' || whither % 500 || '.example.com', '{h2,http/1.1}', '1.3',
      't13d1516h2_8daaf6152771_02713d6af862', false
    from generated where decision = 'allow';
    drop table generated;
  end loop;
end
$$;

select pg_temp.generate_audit_records(:records, :'since', :'until');
analyze audit_record;
