-- Ways in that others vouch for: single sign-on, and directories that provision people.

-- A sign-in (or sign-out) between its two ends: taken once, by the browser that began it.
create table sso_flows (
  tenant_id uuid not null references organisations (tenant_id),
  -- SHA-256 of the `state`, the request's id or the ticket, hex.
  hash text not null,
  kind text not null check (kind in ('oidc', 'saml', 'saml-ticket', 'sign-out')),
  provider_id text not null,
  -- SHA-256 of the browser's own cookie, hex.
  browser_hash text not null,
  -- What must not be seen on the way (nonce, verifier, who has arrived), sealed.
  sealed text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, hash)
);
create index sso_flows_by_end on sso_flows (tenant_id, expires_at);

-- What may be used once, and was: assertions and logout tokens, until they are too old to be believed anyway.
create table sso_used (
  tenant_id uuid not null references organisations (tenant_id),
  hash text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, hash)
);
create index sso_used_by_end on sso_used (tenant_id, expires_at);

-- By which names of which issuers a person is known. The pair never changes hands.
create table identities (
  tenant_id uuid not null references organisations (tenant_id),
  issuer text not null,
  subject text not null,
  person_id uuid not null,
  linked_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  primary key (tenant_id, issuer, subject),
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);
create index identities_by_person on identities (tenant_id, person_id);

-- Which sessions began at which issuer, so that it can end them; gone when the session is.
create table sso_sessions (
  tenant_id uuid not null,
  session_id uuid not null,
  provider_id text not null,
  subject text not null,
  sid text,
  -- For the issuer’s sign-out.
  sealed_id_token text,
  primary key (tenant_id, session_id),
  foreign key (tenant_id, session_id) references sessions (tenant_id, id) on delete cascade
);
create index sso_sessions_by_subject on sso_sessions (tenant_id, provider_id, subject);
create index sso_sessions_by_sid on sso_sessions (tenant_id, provider_id, sid);

-- What a provisioning directory says of people and groups beyond what we know of them, as it said it.
create table scim_people (
  tenant_id uuid not null,
  person_id uuid not null,
  user_name text not null,
  external_id text,
  -- Attributes of RFC 7643 that are not columns of `people`.
  attributes jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, person_id),
  foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade
);
-- Case does not count in a userName (RFC 7643, section 4.1.1).
create unique index scim_people_by_name on scim_people (tenant_id, lower(user_name));
create index scim_people_by_external on scim_people (tenant_id, external_id);

create table scim_groups (
  tenant_id uuid not null,
  group_id uuid not null,
  external_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, group_id),
  foreign key (tenant_id, group_id) references groups (tenant_id, id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['sso_flows', 'sso_used', 'identities', 'sso_sessions', 'scim_people', 'scim_groups'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy %I on %I to galerne_app
         using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)
         with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)',
      name || '_of_tenant', name);
    execute format('grant select, insert, update, delete on %I to galerne_app', name);
  end loop;
end $$;
