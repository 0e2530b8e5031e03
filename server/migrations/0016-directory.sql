-- What the directory knows beyond who there is: where memberships and roles come from, and what an organisation has decided.

alter table organisations
  -- wire/directory.ts says what is in it; what is absent has its default.
  add column settings jsonb not null default '{}';

-- A source takes back only what it gave: `local`, `scim`, or `sso:<issuer>`.
alter table group_members add column source text not null default 'local';
alter table role_grants add column source text not null default 'local';
create index role_grants_by_role on role_grants (tenant_id, role);
create index people_by_name on people (tenant_id, lower(name), id);

-- Keys, budgets and limits knew groups and services by their names alone. Each name becomes one of the directory.
alter table keys no force row level security;
alter table budgets no force row level security;
alter table limits no force row level security;
alter table usage_requests no force row level security;
alter table provider_resources no force row level security;
alter table people no force row level security;
alter table role_grants no force row level security;
alter table groups no force row level security;
alter table service_accounts no force row level security;

create temporary table named on commit drop as
  select distinct tenant_id, kind, name, gen_random_uuid() as id from (
    select tenant_id, owner_kind as kind, owner_id as name from keys where owner_kind in ('group', 'service')
    union select tenant_id, 'group', group_id from keys where group_id is not null
    union select tenant_id, subject_kind, subject_id from budgets where subject_kind in ('group', 'service')
    union select tenant_id, subject_kind, subject_id from limits where subject_kind in ('group', 'service')
  ) as used;

insert into groups (tenant_id, id, name) select tenant_id, id, name from named where kind = 'group';
insert into service_accounts (tenant_id, id, name) select tenant_id, id, name from named where kind = 'service';

update keys set owner_id = named.id::text from named
  where named.tenant_id = keys.tenant_id and named.kind = keys.owner_kind and named.name = keys.owner_id;
update keys set group_id = named.id::text from named
  where named.tenant_id = keys.tenant_id and named.kind = 'group' and named.name = keys.group_id;
update budgets set subject_id = named.id::text from named
  where named.tenant_id = budgets.tenant_id and named.kind = budgets.subject_kind and named.name = budgets.subject_id;
update limits set subject_id = named.id::text from named
  where named.tenant_id = limits.tenant_id and named.kind = limits.subject_kind and named.name = limits.subject_id;
update usage_requests set owner_id = named.id::text from named
  where named.tenant_id = usage_requests.tenant_id and named.kind = usage_requests.owner_kind and named.name = usage_requests.owner_id;
update usage_requests set group_id = named.id::text from named
  where named.tenant_id = usage_requests.tenant_id and named.kind = 'group' and named.name = usage_requests.group_id;
update provider_resources set owner_id = named.id::text from named
  where named.tenant_id = provider_resources.tenant_id and named.kind = provider_resources.owner_kind
    and named.name = provider_resources.owner_id;
-- There was one person; keys in another's name were theirs too.
update keys set owner_id = '00000000-0000-7000-8000-000000000002' where owner_kind = 'person'
  and not exists (select from people where people.tenant_id = keys.tenant_id and people.id::text = keys.owner_id);

-- Their programs could call models; so they still can.
insert into role_grants (tenant_id, holder_kind, holder_id, role, source)
  select tenant_id, 'service', id, 'member', 'local' from named where kind = 'service';

alter table keys force row level security;
alter table budgets force row level security;
alter table limits force row level security;
alter table usage_requests force row level security;
alter table provider_resources force row level security;
alter table people force row level security;
alter table role_grants force row level security;
alter table groups force row level security;
alter table service_accounts force row level security;
