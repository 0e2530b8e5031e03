-- How the product looks to an organisation: name, colours, links, a notice, and a logo.

create table branding (
  tenant_id uuid not null primary key,
  -- As BrandingSettings of wire/branding.ts.
  settings jsonb not null,
  -- PNG, WebP or JPEG, without what such a file tells beside the picture.
  logo bytea,
  updated_at timestamptz not null
);

alter table branding enable row level security;
alter table branding force row level security;
create policy branding_of_tenant on branding to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on branding to galerne_app;
