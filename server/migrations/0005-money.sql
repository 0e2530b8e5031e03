-- Keys with rights of their own, and calls with what they cost.

-- The owner of a table passes over row-level security only while it is not forced on him.
alter table keys no force row level security;

alter table keys
  add column owner_kind text not null default 'person' check (owner_kind in ('person', 'group', 'service')),
  -- A person's id; the name of a group or service, until these have tables of their own.
  add column owner_id text not null default '00000000-0000-7000-8000-000000000002',
  -- A group whose budgets and limits count this key too; null: none.
  add column group_id text,
  -- What it may do, whom it may ask, from where; null: whatever keys may.
  add column scopes text[],
  add column models text[],
  add column ip_ranges text[],
  -- Where its data may go, as a JSON object; null: nothing is demanded.
  add column tags jsonb,
  add column disabled_at timestamptz,
  -- Kept for the reports of what it spent; it has no secrets any more.
  add column revoked_at timestamptz;

-- What callers hold. Two at a time while one takes over from the other.
create table key_secrets (
  tenant_id uuid not null,
  -- SHA-256 of the secret, hex. The secret itself is nowhere.
  hash text not null,
  key_id uuid not null,
  hint text not null,
  created_at timestamptz not null,
  -- Null: until the key ends.
  valid_until timestamptz,
  primary key (tenant_id, hash),
  foreign key (tenant_id, key_id) references keys (tenant_id, id) on delete cascade
);
create index key_secrets_by_key on key_secrets (tenant_id, key_id);
insert into key_secrets (tenant_id, hash, key_id, hint, created_at)
  select tenant_id, hash, id, hint, created_at from keys;
alter table keys drop column hash, drop column hint;

alter table keys force row level security;
alter table key_secrets enable row level security;
alter table key_secrets force row level security;
create policy key_secrets_of_tenant on key_secrets
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

-- Goes up with each change of a topic, so that every process sees that it has to read anew.
create table revisions (
  tenant_id uuid not null,
  topic text not null,
  revision bigint not null,
  primary key (tenant_id, topic)
);
alter table revisions enable row level security;
alter table revisions force row level security;
create policy revisions_of_tenant on revisions
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);

alter table usage_requests drop constraint usage_requests_operation_check;
alter table usage_requests
  add column owner_kind text,
  add column owner_id text,
  add column group_id text,
  add column cache_write_tokens int not null default 0,
  add column audio_input_tokens int not null default 0,
  add column audio_output_tokens int not null default 0,
  -- Images, pages, seconds of audio, characters, searches, as a JSON object; null: none.
  add column other_units jsonb,
  -- Answered by the response cache: `hit`; null: not.
  add column cache text,
  -- What the caller is charged, in millionths of the currency; null: the price is not known.
  add column charge_micros bigint check (charge_micros >= 0),
  add column currency text,
  -- The same in the currency of the reports, at the rate of that moment.
  add column booked_micros bigint check (booked_micros >= 0),
  add column booked_currency text,
  -- The answer was never heard of: the process ended in the middle of the call.
  add column is_recovered boolean not null default false;
create index usage_requests_by_principal on usage_requests (tenant_id, principal_id, started_at);

alter table usage_attempts
  add column cache_write_tokens int not null default 0,
  add column audio_input_tokens int not null default 0,
  add column audio_output_tokens int not null default 0,
  add column other_units jsonb,
  -- What the provider asks for it; null: the price is not known.
  add column cost_micros bigint check (cost_micros >= 0),
  add column currency text,
  -- The day of the price that was taken, and where it is from.
  add column price_date date,
  add column price_source text,
  -- Paid for, and of no use to the caller: failed, overtaken by another, or lost.
  add column is_waste boolean not null default false,
  add column booked_micros bigint check (booked_micros >= 0),
  add column booked_currency text;
