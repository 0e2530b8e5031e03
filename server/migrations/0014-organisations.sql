-- Who there is: organisations, their people, groups and service accounts, and the roles that they hold.

create table organisations (
  -- The organisation is the tenant: both are the same id.
  tenant_id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table people (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  name text not null,
  -- Lower case; null: signs in by the link of the terminal alone.
  email text,
  status text not null default 'active' check (status in ('active', 'suspended')),
  -- Who says so: 'local', 'scim', or 'sso:<issuer>'.
  source text not null default 'local',
  -- The id that the source has for them.
  external_id text,
  locale text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, email),
  unique (tenant_id, source, external_id)
);

create table service_accounts (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  name text not null,
  description text not null default '',
  is_disabled boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table groups (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  name text not null,
  description text not null default '',
  source text not null default 'local',
  external_id text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name),
  unique (tenant_id, source, external_id)
);

create table group_members (
  tenant_id uuid not null,
  group_id uuid not null,
  person_id uuid not null,
  -- May add and remove members of this group.
  is_administrator boolean not null default false,
  primary key (tenant_id, group_id, person_id),
  foreign key (tenant_id, group_id) references groups (tenant_id, id) on delete cascade,
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);
create index group_members_by_person on group_members (tenant_id, person_id);

-- A role in the whole organisation, held by a person, by everybody in a group, or by a service account.
create table role_grants (
  tenant_id uuid not null references organisations (tenant_id),
  holder_kind text not null check (holder_kind in ('person', 'group', 'service')),
  holder_id uuid not null,
  role text not null,
  granted_at timestamptz not null default now(),
  primary key (tenant_id, holder_kind, holder_id, role)
);

-- Written in the transaction of what happened (server/lib/database-outbox.ts); emptied into the trail, in this order.
create table audit_outbox (
  tenant_id uuid not null,
  number bigint generated always as identity,
  event jsonb not null,
  primary key (tenant_id, number)
);

do $$
declare name text;
begin
  foreach name in array array['organisations', 'people', 'service_accounts', 'groups', 'group_members', 'role_grants', 'audit_outbox'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy %I on %I to galerne_app
         using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)
         with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)',
      name || '_of_tenant', name);
    execute format('grant select, insert, update, delete on %I to galerne_app', name);
  end loop;
  -- At the start, which organisations there are; and which have events waiting. Names and ids only.
  execute format('create policy organisations_of_all on organisations to %I using (true) with check (true)', current_user);
  execute format('create policy audit_outbox_of_all on audit_outbox for select to %I using (true)', current_user);
end $$;

insert into organisations (tenant_id, name)
  values ('00000000-0000-7000-8000-000000000001', 'My organisation');
set local role galerne_app;
set local galerne.tenant_id = '00000000-0000-7000-8000-000000000001';
insert into people (tenant_id, id, name)
  values ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'Owner');
insert into role_grants (tenant_id, holder_kind, holder_id, role)
  values ('00000000-0000-7000-8000-000000000001', 'person', '00000000-0000-7000-8000-000000000002', 'owner');
reset role;
