-- What is seen of the traffic: a log to search, sums over time, and alerts. All of it may be deleted; the ledger stands apart.

create table request_log (
  tenant_id uuid not null,
  -- A UUID of version 7: its order is that of time, so this key also answers “from … until …”.
  request_id uuid not null,
  started_at timestamptz not null,
  principal_kind text not null,
  principal_id uuid not null,
  operation text not null,
  -- The name that the caller used.
  model text not null,
  -- Of the last attempt; empty: none was made.
  provider_id text not null,
  outcome text not null,
  error_code text,
  duration_ms int not null,
  first_content_ms int,
  input_tokens int not null,
  output_tokens int not null,
  -- Null: no price is known.
  cost_micros bigint,
  currency text,
  attempts smallint not null,
  -- Attempts, decision, sizes: read one at a time, never searched.
  detail json not null,
  primary key (tenant_id, request_id)
);
create index request_log_by_model on request_log (tenant_id, model, request_id);
create index request_log_by_principal on request_log (tenant_id, principal_id, request_id);
create index request_log_by_provider on request_log (tenant_id, provider_id, request_id);
create index request_log_of_failures on request_log (tenant_id, request_id) where outcome <> 'complete';

-- What was asked and answered, only where a policy keeps it, and encrypted with a key that is not in the database.
create table request_bodies (
  tenant_id uuid not null,
  request_id uuid not null,
  kept_at timestamptz not null,
  expires_at timestamptz not null,
  -- Nonce, tag and ciphertext of both, together.
  sealed bytea not null,
  primary key (tenant_id, request_id)
);
create index request_bodies_by_expiry on request_bodies (tenant_id, expires_at);

-- Sums by minute, quarter, hour and day. A process writes rows of its own and nobody else's, so that writing one again is
-- harmless and two processes never wait for each other.
create table traffic (
  tenant_id uuid not null,
  step_minutes smallint not null check (step_minutes in (1, 15, 60, 1440)),
  at timestamptz not null,
  writer_id uuid not null,
  model text not null,
  provider_id text not null,
  operation text not null,
  requests int not null,
  failed int not null,
  cancelled int not null,
  attempts int not null,
  input_tokens bigint not null,
  cached_input_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  -- By currency, in micro-units.
  costs json not null,
  -- By error code.
  errors json not null,
  -- How many fell between the bounds of server/observability/histogram.ts, in order.
  durations int[] not null,
  first_contents int[] not null,
  primary key (tenant_id, step_minutes, at, writer_id, model, provider_id, operation)
);

-- The fullest moment of each step, by process.
create table saturation (
  tenant_id uuid not null,
  step_minutes smallint not null check (step_minutes in (1, 15, 60, 1440)),
  at timestamptz not null,
  writer_id uuid not null,
  in_flight int not null,
  queued int not null,
  loop_delay_ms real not null,
  memory_bytes bigint not null,
  cpu_share real not null,
  ledger_waiting int not null,
  primary key (tenant_id, step_minutes, at, writer_id)
);

create table alert_channels (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('webhook', 'email')),
  settings json not null,
  -- The secret that a webhook is signed with, encrypted.
  sealed_secret bytea,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table alert_rules (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  kind text not null,
  settings json not null,
  channel_ids uuid[] not null,
  is_enabled boolean not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table alert_incidents (
  tenant_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  rule_name text not null,
  kind text not null,
  -- What it is about: a provider, a budget; empty: all.
  subject text not null,
  value double precision not null,
  threshold double precision not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id)
);
-- One open incident a rule and subject, whichever process saw it first.
create unique index alert_incidents_open on alert_incidents (tenant_id, rule_id, subject) where ended_at is null;
create index alert_incidents_by_time on alert_incidents (tenant_id, started_at);

create table alert_deliveries (
  tenant_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  -- What is said, rendered when it is sent.
  notice json not null,
  created_at timestamptz not null,
  attempts smallint not null,
  -- Null: nothing is left to try.
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  problem text,
  primary key (tenant_id, id)
);
create index alert_deliveries_due on alert_deliveries (tenant_id, next_attempt_at) where next_attempt_at is not null;

do $$
declare
  name text;
begin
  foreach name in array array[
    'request_log', 'request_bodies', 'traffic', 'saturation',
    'alert_channels', 'alert_rules', 'alert_incidents', 'alert_deliveries'
  ] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy %I on %I using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)
         with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)',
      name || '_of_tenant', name
    );
  end loop;
end $$;
