-- Ways of single sign-on that an organisation's owners set up in the web app, beside those of galerne.yaml.

create table own_sign_in (
  tenant_id uuid not null references organisations (tenant_id),
  -- In addresses of this Galerne. Its last part is random, so that nobody guesses another organisation's.
  id text not null,
  kind text not null check (kind in ('oidc', 'saml')),
  -- In the words of galerne.yaml, without the secret.
  settings jsonb not null,
  -- The client secret; null: there is none.
  sealed_secret text,
  is_enabled boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
alter table own_sign_in enable row level security;
alter table own_sign_in force row level security;
create policy own_sign_in_of_tenant on own_sign_in to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on own_sign_in to galerne_app;
