-- Which rules an organisation has, every version of them, and how carefully conversations and keys are to be handled.

create table policy_versions (
  tenant_id uuid not null references organisations (tenant_id),
  -- 1, 2, 3…: the highest decides.
  version int not null check (version > 0),
  -- As wire/policy.ts has it. As text, so that it is read back byte for byte.
  document text not null,
  -- SHA-256 of the document.
  hash text not null,
  note text not null,
  author_kind text not null,
  author_id text not null,
  author_name text not null,
  -- The version that this one brings back, if any.
  restores int,
  created_at timestamptz not null default now(),
  primary key (tenant_id, version)
);
alter table policy_versions enable row level security;
alter table policy_versions force row level security;
create policy policy_versions_of_tenant on policy_versions to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
-- What was once decided by stays on record: no update, and deletion only with the whole organisation.
grant select, insert, delete on policy_versions to galerne_app;
revoke update on policy_versions from galerne_app;

alter table conversations
  add column classification text not null default 'internal'
  check (classification in ('public', 'internal', 'restricted', 'secret'));

-- Null: whatever the organisation's policies say of what nobody has classified.
alter table keys
  add column classification text
  check (classification in ('public', 'internal', 'restricted', 'secret'));
