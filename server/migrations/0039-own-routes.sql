-- Routes that an organisation made in the web app: names that its callers use, and where their calls go.

create table own_routes (
  tenant_id uuid not null references organisations (tenant_id),
  name text not null,
  -- In the words of galerne.yaml.
  settings jsonb not null,
  is_enabled boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, name)
);
alter table own_routes enable row level security;
alter table own_routes force row level security;
create policy own_routes_of_tenant on own_routes to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on own_routes to galerne_app;
