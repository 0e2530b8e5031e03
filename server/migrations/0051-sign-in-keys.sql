-- An organisation's own key pair for SAML: identity providers encrypt for it, and it signs what asks them to sign somebody out.

create table sign_in_keys (
  tenant_id uuid primary key references organisations (tenant_id),
  -- Self-signed, in PEM: it carries the public key, which nobody believes for its signature.
  certificate text not null,
  sealed_key text not null,
  created_at timestamptz not null default now()
);
alter table sign_in_keys enable row level security;
alter table sign_in_keys force row level security;
create policy sign_in_keys_of_tenant on sign_in_keys to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on sign_in_keys to galerne_app;
