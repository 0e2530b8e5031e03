-- Who may come in.
create table keys (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  hint text not null,
  -- SHA-256 of the key, hex. The key itself is nowhere.
  hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id)
);
-- Led by the tenant: a unique index over all tenants would tell one what another has.
create unique index keys_by_hash on keys (tenant_id, hash);

create table sessions (
  tenant_id uuid not null,
  -- SHA-256 of the cookie's token, hex.
  hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, hash)
);

alter table keys enable row level security;
alter table keys force row level security;
create policy keys_of_tenant on keys
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table sessions enable row level security;
alter table sessions force row level security;
create policy sessions_of_tenant on sessions
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
