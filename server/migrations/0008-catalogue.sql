-- Providers that were added while Galerne ran, and what people keep of the playground.
create table stored_providers (
  tenant_id uuid not null,
  -- The name that it has here, as in galerne.yaml.
  id text not null,
  -- In the words of galerne.yaml, everything but the secrets.
  settings jsonb not null,
  -- The secrets, AES-256-GCM; null: it has none.
  sealed text,
  is_enabled boolean not null,
  -- Another one after every change: what other processes compare.
  version uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);

create table playgrounds (
  tenant_id uuid not null,
  id uuid not null,
  owner_id uuid not null,
  title text not null,
  -- Models, prompt, parameters and the last answers: wire/playground.ts.
  state jsonb not null,
  -- Whoever belongs to the tenant may open it by its link.
  is_shared boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index playgrounds_by_use on playgrounds (tenant_id, owner_id, updated_at desc, id desc);

alter table stored_providers enable row level security;
alter table stored_providers force row level security;
create policy stored_providers_of_tenant on stored_providers
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table playgrounds enable row level security;
alter table playgrounds force row level security;
create policy playgrounds_of_tenant on playgrounds
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
