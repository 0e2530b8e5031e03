-- What callers keep at providers: files, batches, agents… A provider's account is one for all; here is whose each thing is.
create table provider_resources (
  tenant_id uuid not null,
  kind text not null,
  -- The provider's own name for it, which is also the caller's.
  id text not null,
  provider_id text not null,
  -- Whose it is: a person, group or service, or a key that belongs to nobody.
  owner_kind text not null,
  owner_id text not null,
  -- The name of the model as the caller said it; null: it has none.
  model text,
  -- As the provider last described it.
  object jsonb not null,
  -- Of a batch: false until what it cost is in the ledger.
  is_settled boolean not null default true,
  -- Who made it, for what is still to be charged.
  principal_kind text not null,
  principal_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, kind, id, provider_id)
);
create index provider_resources_by_owner
  on provider_resources (tenant_id, owner_kind, owner_id, kind, created_at desc, id desc);

alter table provider_resources enable row level security;
alter table provider_resources force row level security;
create policy provider_resources_of_tenant on provider_resources to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on provider_resources to galerne_app;
