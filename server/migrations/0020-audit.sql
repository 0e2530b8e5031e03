-- What happened, for good. Per organisation a Merkle tree (RFC 6962) over its entries, and signed checkpoints of it.

-- How far each trail is: one row that whoever takes the outbox holds meanwhile.
create table audit_trails (
  tenant_id uuid primary key references organisations (tenant_id),
  -- The first line of each checkpoint.
  origin text not null unique,
  size bigint not null default 0 check (size >= 0),
  -- Roots of the perfect subtrees, the largest first: 32 bytes each.
  frontier bytea not null default '',
  -- Of the last checkpoint.
  signed_size bigint not null default 0 check (signed_size <= size),
  signed_at timestamptz,
  note_hash bytea,
  -- Entries before this one are in the archive; their hashes stay, one for each 256.
  archived_size bigint not null default 0
    check (archived_size % 256 = 0 and archived_size <= signed_size),
  created_at timestamptz not null default now()
);

create table audit_entries (
  tenant_id uuid not null,
  sequence bigint not null,
  at timestamptz not null,
  action text not null,
  actor_kind text not null,
  actor_id text not null,
  resource_kind text not null,
  resource_id text,
  outcome text not null,
  -- Canonical JSON (RFC 8785), byte for byte what is hashed.
  record text not null,
  leaf bytea not null check (length(leaf) = 32),
  -- Address and reason, sealed with the key of whom they are about; null: there are none.
  sealed text,
  primary key (tenant_id, sequence)
);
create index audit_entries_by_actor on audit_entries (tenant_id, actor_id, sequence);
create index audit_entries_by_action on audit_entries (tenant_id, action, sequence);
create index audit_entries_by_resource on audit_entries (tenant_id, resource_id, sequence)
  where resource_id is not null;

-- Hashes of perfect subtrees of 256, 65,536… leaves, so that a proof reads a few hundred hashes and not a million.
create table audit_nodes (
  tenant_id uuid not null,
  height smallint not null check (height > 0 and height % 8 = 0),
  number bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (tenant_id, height, number)
);

create table audit_checkpoints (
  tenant_id uuid not null,
  size bigint not null,
  -- A signed note (c2sp.org/tlog-checkpoint).
  note text not null,
  signed_at timestamptz not null,
  primary key (tenant_id, size)
);

-- RFC 3161, over the note of a checkpoint.
create table audit_time_stamps (
  tenant_id uuid not null,
  size bigint not null,
  token bytea not null,
  stamped_at timestamptz not null,
  primary key (tenant_id, size)
);

create table audit_keys (
  tenant_id uuid not null,
  -- `signing`: of checkpoints; `commitment`: of what is told without being told.
  kind text not null check (kind in ('signing', 'commitment')),
  id text not null,
  -- Of signing keys: as notes name their verifiers.
  verifier text,
  -- By the secret box; null: it signs no more.
  sealed text,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  primary key (tenant_id, kind, id)
);

-- Who stands behind the ids of the trail. Without its row a pseudonym leads to nobody.
create table audit_actors (
  tenant_id uuid not null,
  kind text not null,
  -- As in the trail: of people a pseudonym.
  id text not null,
  name text not null,
  -- Of people: who it is, and their key, sealed by the secret box.
  person_id text,
  sealed_key text,
  primary key (tenant_id, kind, id),
  unique (tenant_id, person_id)
);

-- How far each sink is.
create table audit_sinks (
  tenant_id uuid not null,
  sink text not null,
  entries bigint not null default 0,
  checkpoints bigint not null default 0,
  delivered_at timestamptz,
  problem text,
  failing_since timestamptz,
  -- The process that delivers, until then.
  holder text,
  held_until timestamptz,
  primary key (tenant_id, sink)
);

create table audit_verifications (
  tenant_id uuid not null,
  id uuid not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  ended_at timestamptz,
  checked bigint not null default 0,
  total bigint not null,
  -- Null: all was well, so far.
  problem jsonb,
  primary key (tenant_id, id)
);

do $$
declare
  name text;
  append_only text[] := array['audit_entries', 'audit_nodes', 'audit_checkpoints', 'audit_time_stamps'];
begin
  foreach name in array append_only || array['audit_trails', 'audit_keys', 'audit_actors', 'audit_sinks', 'audit_verifications'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy %I on %I to galerne_app
         using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)
         with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)',
      name || '_of_tenant', name);
    execute format('grant select, insert, update, delete on %I to galerne_app', name);
  end loop;
  foreach name in array append_only loop
    execute format('revoke update, delete, truncate on %I from galerne_app', name);
  end loop;
  -- At the start and each second: whose trail has entries that no checkpoint signs. Ids and numbers only.
  execute format('create policy audit_trails_of_all on audit_trails for select to %I using (true)', current_user);
  -- For audit_archive below, which works as the owner within one organisation.
  execute format(
    'create policy audit_trails_of_archive on audit_trails for update to %I
       using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)', current_user);
  execute format(
    'create policy audit_entries_of_archive on audit_entries to %I
       using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)', current_user);
end $$;

-- Not even the owner of the tables changes what was written, except that a whole prefix goes into the archive.
create function audit_refuse_change() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'DELETE' and tg_table_name = 'audit_entries' then
    if old.sequence < (select archived_size from public.audit_trails where tenant_id = old.tenant_id) then
      return old;
    end if;
  end if;
  raise exception 'The audit trail is append-only.' using errcode = 'insufficient_privilege';
end $$;

do $$
declare name text;
begin
  foreach name in array array['audit_entries', 'audit_nodes', 'audit_checkpoints', 'audit_time_stamps'] loop
    execute format(
      'create trigger %I before update or delete on %I for each row execute function audit_refuse_change()',
      name || '_stay', name);
    execute format(
      'create trigger %I before truncate on %I for each statement execute function audit_refuse_change()',
      name || '_stay_whole', name);
  end loop;
end $$;

-- The only way out of the trail: all entries before one, once they are signed. What is left proves the same.
create function audit_archive(until bigint) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  tenant uuid := current_setting('galerne.tenant_id')::uuid;
  gone bigint;
begin
  update public.audit_trails set archived_size = until
    where tenant_id = tenant and archived_size < until;
  delete from public.audit_entries where tenant_id = tenant and sequence < until;
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke execute on function audit_archive(bigint) from public;
grant execute on function audit_archive(bigint) to galerne_app;
