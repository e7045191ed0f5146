-- Dev mode only: something to try.
insert into policy (id, name, description, enabled, effect, subjects, destinations, revision, created_at, updated_at)
values
  ('019aa000-0000-7000-8000-000000000001', 'dev-local', 'developers may reach this machine, to have a tunnel to look at',
   true, 'allow', '[{"kind": "group", "value": "developers"}]', '[{"host": "localhost", "ports": ["1-65535"]}]',
   0, now(), now()),
  ('019aa000-0000-7000-8000-000000000002', 'dev-example', 'developers may reach example.com and all below it',
   true, 'allow', '[{"kind": "group", "value": "developers"}]',
   '[{"host": "example.com", "ports": ["443"]}, {"host": "*.example.com", "ports": ["443"]}]',
   0, now(), now()),
  ('019aa000-0000-7000-8000-000000000003', 'dev-no-tracking', 'nobody may reach the tracker',
   true, 'deny', '[{"kind": "anyone"}]', '[{"host": "tracker.example.com", "ports": ["1-65535"]}]',
   0, now(), now())
on conflict (name) do nothing;
