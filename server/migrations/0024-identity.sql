-- What people sign in with: in a schema of its own, which the application's role does not see. Its role sees little else.

create schema identity;
grant usage on schema identity to galerne_identity;
grant usage on schema public to galerne_identity;

create table identity.passwords (
  tenant_id uuid not null,
  person_id uuid not null,
  -- argon2id, in PHC's form: salt and costs are in it.
  hash text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, person_id),
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);

create table identity.passkeys (
  tenant_id uuid not null,
  -- As the authenticator calls it, base64url.
  id text not null,
  person_id uuid not null,
  name text not null,
  public_key bytea not null,
  -- Goes up with each use, where the authenticator counts.
  counter bigint not null,
  transports text[] not null,
  -- Synchronised between devices by whoever made it.
  is_synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);
create index passkeys_by_person on identity.passkeys (tenant_id, person_id);

create table identity.authenticators (
  tenant_id uuid not null,
  person_id uuid not null,
  -- The secret of the time-based codes (RFC 6238), sealed.
  sealed text not null,
  -- The step of the last code that was used: no code is good twice.
  last_step bigint not null,
  created_at timestamptz not null,
  primary key (tenant_id, person_id),
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);

create table identity.recovery_codes (
  tenant_id uuid not null,
  person_id uuid not null,
  -- argon2id of the code; all codes of a person share the salt, so that one hash finds which it is.
  hash bytea not null,
  salt bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, person_id, hash),
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);

-- Links that work once: invitations, new passwords, new addresses.
create table identity.tickets (
  tenant_id uuid not null,
  -- SHA-256 of the link's token, hex.
  hash text not null,
  person_id uuid not null,
  kind text not null check (kind in ('invitation', 'reset', 'address')),
  -- Of a new address: which; else where the link was sent; null: somebody copied it.
  email text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, hash),
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);
create index tickets_by_person on identity.tickets (tenant_id, person_id);

-- What the organisation demands of sign-ins; no row: the usual.
create table identity.sign_in_rules (
  tenant_id uuid primary key references organisations (tenant_id),
  second_factor_roles text[] not null,
  allows_passwords boolean not null,
  idle_minutes int not null check (idle_minutes > 0),
  longest_minutes int not null check (longest_minutes > 0)
);

-- Of nobody's organisation, since who tries to sign in is nobody yet. Keyed hashes and times, no addresses.
create table identity.attempts (
  subject text primary key,
  failures double precision not null,
  last_at timestamptz not null,
  free_at timestamptz not null
);
create index attempts_by_age on identity.attempts (last_at);
create table identity.spent (
  hash text primary key,
  expires_at timestamptz not null
);
create index spent_by_end on identity.spent (expires_at);

do $$
declare name text;
begin
  foreach name in array array['passwords', 'passkeys', 'authenticators', 'recovery_codes', 'tickets', 'sign_in_rules'] loop
    execute format('alter table identity.%I enable row level security', name);
    execute format('alter table identity.%I force row level security', name);
    execute format(
      'create policy %I on identity.%I to galerne_identity
         using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)
         with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)',
      name || '_of_tenant', name);
  end loop;
end $$;
grant select, insert, update, delete on all tables in schema identity to galerne_identity;

-- Who signs in says an address, and no organisation: its people are found by the address, one transaction, one address.
create policy people_who_sign_in on people for select to galerne_identity
  using (tenant_id = current_setting('galerne.tenant_id')::uuid
         or email = nullif(current_setting('galerne.sign_in_email', true), ''));
grant select on people to galerne_identity;
create index people_by_email on people (email) where email is not null;
create policy audit_outbox_of_identity on audit_outbox for insert to galerne_identity
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant insert on audit_outbox to galerne_identity;
