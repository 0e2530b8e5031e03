-- Fire drills: what was taken away from live traffic, when, and by whom.

create table drills (
  tenant_id uuid not null,
  id uuid not null,
  -- `provider`, `operator`, `jurisdiction` or `region`, and its name.
  lost_by text not null check (lost_by in ('provider', 'operator', 'jurisdiction', 'region')),
  lost_name text not null,
  started_by text not null,
  started_at timestamptz not null,
  -- It ends by itself.
  until timestamptz not null,
  -- Earlier than that, where somebody ended it.
  ended_at timestamptz,
  primary key (tenant_id, id)
);
create index drills_by_time on drills (tenant_id, started_at);

alter table drills enable row level security;
alter table drills force row level security;
create policy drills_of_tenant on drills
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
