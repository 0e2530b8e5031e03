-- What processes tell each other of deployments: that one fails, wants no calls, or refuses the key. Of the installation's
-- own under the nil UUID. Times are the database's, since clocks of machines differ.
create table deployment_troubles (
  tenant_id uuid not null,
  -- Provider and model.
  deployment text not null,
  told_by text not null,
  told_at timestamptz not null default now(),
  -- Null: it takes calls.
  open_until timestamptz,
  open_for_ms int not null,
  cool_until timestamptz,
  -- Null: it takes the key.
  refused_until timestamptz,
  refused_for_ms int not null,
  primary key (tenant_id, deployment)
);

-- Answers that a second request with the same Idempotency-Key gets, whichever process it comes to. Nothing of them can be
-- read here: names are hashes, answers are sealed.
create table idempotent_answers (
  tenant_id uuid not null,
  -- SHA-256 of the caller and its key.
  name bytea not null,
  -- SHA-256 of the request.
  fingerprint bytea not null,
  -- The process that makes the call, until when it says so; null: it has ended.
  holder text,
  held_until timestamptz,
  expires_at timestamptz not null,
  -- Null while the call is under way.
  sealed text,
  primary key (tenant_id, name)
);
create index idempotent_answers_by_expiry on idempotent_answers (tenant_id, expires_at);

do $$
declare name text;
begin
  foreach name in array array['deployment_troubles', 'idempotent_answers'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy %I on %I using (tenant_id = current_setting(''galerne.tenant_id'')::uuid) '
      'with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)', name || '_of_tenant', name);
  end loop;
end $$;
