-- What may be spent, and how fast; who holds how much of it.

create table budgets (
  tenant_id uuid not null,
  id uuid not null,
  subject_kind text not null check (subject_kind in ('organisation', 'group', 'person', 'service', 'key', 'model')),
  -- Of the key, person, group, service or model; empty for the organisation.
  subject_id text not null,
  period text not null check (period in ('day', 'month')),
  currency text not null check (currency in ('EUR', 'USD')),
  -- Above this, a warning; null: none.
  soft_micros bigint check (soft_micros >= 0),
  -- Above this, no call; null: none.
  hard_micros bigint check (hard_micros >= 0),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, subject_kind, subject_id, period)
);

create table limits (
  tenant_id uuid not null,
  id uuid not null,
  subject_kind text not null check (subject_kind in ('organisation', 'group', 'person', 'service', 'key', 'model')),
  subject_id text not null,
  metric text not null check (metric in ('requests', 'tokens', 'concurrency')),
  -- A minute's worth, or how many at once.
  amount bigint not null check (amount >= 0),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, subject_kind, subject_id, metric)
);

-- The one authority on a budget or limit in one period: what is spent for good. Its row is the lock under which leases are made.
create table allowance_periods (
  tenant_id uuid not null,
  -- Of a budget or a limit.
  allowance_id uuid not null,
  starts_at timestamptz not null,
  spent bigint not null default 0,
  primary key (tenant_id, allowance_id, starts_at)
);

-- What one process may still spend without asking, less than it was lent by what it has reported as spent. Given back when
-- the process ends, taken back when it is silent for too long.
create table allowance_leases (
  tenant_id uuid not null,
  allowance_id uuid not null,
  starts_at timestamptz not null,
  -- The process.
  holder uuid not null,
  granted bigint not null,
  expires_at timestamptz not null,
  primary key (tenant_id, allowance_id, starts_at, holder)
);
create index allowance_leases_by_holder on allowance_leases (tenant_id, holder);

-- Prices that administrators have set: they beat the shipped list.
create table price_overrides (
  tenant_id uuid not null,
  id uuid not null,
  -- A preset's name, or a provider's of the configuration.
  provider text not null,
  model text not null,
  valid_from date not null,
  currency text not null check (currency in ('EUR', 'USD')),
  -- wire/money.ts says what is in it.
  prices jsonb not null,
  source text not null,
  primary key (tenant_id, id),
  unique (tenant_id, provider, model, valid_from)
);

alter table budgets enable row level security;
alter table budgets force row level security;
create policy budgets_of_tenant on budgets
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table limits enable row level security;
alter table limits force row level security;
create policy limits_of_tenant on limits
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table allowance_periods enable row level security;
alter table allowance_periods force row level security;
create policy allowance_periods_of_tenant on allowance_periods
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table allowance_leases enable row level security;
alter table allowance_leases force row level security;
create policy allowance_leases_of_tenant on allowance_leases
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table price_overrides enable row level security;
alter table price_overrides force row level security;
create policy price_overrides_of_tenant on price_overrides
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
