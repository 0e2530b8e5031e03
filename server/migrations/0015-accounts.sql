-- Sessions of everybody, however they signed in, and what people sign in with.

-- The policy of 0001 is for every role; these tables are the application's alone.
alter table sessions no force row level security;
alter table sessions
  -- The name of a session: what its list and the audit trail call it by. Opens nothing.
  add column id uuid not null default gen_random_uuid(),
  add column person_id uuid not null default '00000000-0000-7000-8000-000000000002',
  -- How surely it is them (server/access/principal.ts): methods, the issuer's level, and when they last proved it.
  add column methods text[] not null default '{link}',
  add column level text,
  add column proved_at timestamptz not null default now(),
  add column user_agent text not null default '',
  add column address text,
  add column last_used_at timestamptz not null default now(),
  -- Unused for this long, it ends; whatever happens, it ends then.
  add column idle_seconds int not null default 2592000,
  add column ends_at timestamptz not null default now() + interval '90 days';
alter table sessions
  alter column person_id drop default,
  alter column id drop default,
  alter column methods drop default,
  alter column idle_seconds drop default,
  alter column ends_at drop default,
  add constraint sessions_by_id unique (tenant_id, id),
  add foreign key (tenant_id, person_id) references people (tenant_id, id) on delete cascade;
create index sessions_by_person on sessions (tenant_id, person_id);
alter table sessions force row level security;
