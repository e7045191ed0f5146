-- What a policy demands of the first bytes of its tunnels; null for what the port suggests.
alter table policy add column tls text check (tls in ('verify', 'require', 'off'));

-- What the ClientHello inside a tunnel said; it comes after the record of the opening, and so stands in
-- that of the end.
alter table audit_record
  add column sni         text,
  add column alpn        text[],
  add column tls_version text,
  add column ja4         text,
  add column ech         boolean;
