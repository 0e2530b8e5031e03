-- The ledger: one row a request, n rows of attempts. Append-only; tokens are integers; prices come with their own migration.

create table usage_requests (
  tenant_id uuid not null,
  -- The request id that the caller saw. Recording it twice changes nothing.
  request_id uuid not null,
  principal_kind text not null,
  principal_id uuid not null,
  operation text not null check (operation in ('chat', 'embeddings')),
  -- The name that the caller used.
  model text not null,
  is_stream boolean not null,
  outcome text not null check (outcome in ('complete', 'failed', 'cancelled')),
  error_code text,
  input_tokens int not null check (input_tokens >= 0),
  output_tokens int not null check (output_tokens >= 0),
  cached_input_tokens int not null check (cached_input_tokens >= 0),
  reasoning_tokens int not null check (reasoning_tokens >= 0),
  -- The provider did not say, and we counted ourselves.
  is_estimated boolean not null,
  started_at timestamptz not null,
  duration_ms int not null,
  primary key (tenant_id, request_id)
);
create index usage_requests_by_time on usage_requests (tenant_id, started_at);

create table usage_attempts (
  tenant_id uuid not null,
  request_id uuid not null,
  number smallint not null,
  provider_id text not null,
  upstream_model text not null,
  outcome text not null check (outcome in ('complete', 'failed', 'cancelled')),
  error_code text,
  input_tokens int not null check (input_tokens >= 0),
  output_tokens int not null check (output_tokens >= 0),
  cached_input_tokens int not null check (cached_input_tokens >= 0),
  reasoning_tokens int not null check (reasoning_tokens >= 0),
  is_estimated boolean not null,
  started_at timestamptz not null,
  -- Until the first content; null: there was none.
  first_content_ms int,
  duration_ms int not null,
  primary key (tenant_id, request_id, number),
  foreign key (tenant_id, request_id) references usage_requests (tenant_id, request_id)
);

alter table usage_requests enable row level security;
alter table usage_requests force row level security;
create policy usage_requests_of_tenant on usage_requests
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table usage_attempts enable row level security;
alter table usage_attempts force row level security;
create policy usage_attempts_of_tenant on usage_attempts
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
