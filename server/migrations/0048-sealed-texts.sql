-- Whose texts are sealed with which key. The keys themselves lie elsewhere: what is backed up with this opens nothing.

create table person_keys (
  tenant_id uuid not null,
  person_id uuid not null,
  -- As texts name it, and the shelf of keys.
  key_id text not null,
  made_at timestamptz not null default now(),
  -- Whose accounts were joined has the keys of both.
  primary key (tenant_id, key_id)
);
create index person_keys_of_person on person_keys (tenant_id, person_id);

-- Keys that were destroyed, of people whom nobody can name any more: a copy of one that comes back is destroyed again.
create table destroyed_keys (
  tenant_id uuid not null,
  key_id text not null,
  destroyed_at timestamptz not null default now(),
  primary key (tenant_id, key_id)
);

-- Since when nothing of a table lies open any more, also of what was there before its texts were sealed.
create table sealings (
  tenant_id uuid not null,
  sealed_table text not null,
  done_at timestamptz not null default now(),
  primary key (tenant_id, sealed_table)
);

do $$
declare name text;
begin
  foreach name in array array['person_keys', 'destroyed_keys', 'sealings'] loop
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

-- How long a text is, sealed or not: what is sealed says so (server/lib/text-cipher.ts).
create function text_length(given text) returns int language sql immutable parallel safe as $$
  select case when starts_with(given, 'galerne-text.1.') then split_part(given, '.', 4)::int
              else length(given) end
$$;

-- Words that are searched for lie open, so that they are in no dump and no copy of the database's log: the index is filled
-- anew where it is found empty (server/assistant/search/fill-index.ts).
alter table search_entries set unlogged;

-- Whose index is whole, or waits in the queue to be. Gone with the index wherever that is gone.
create unlogged table search_fills (
  tenant_id uuid primary key
);
alter table search_fills enable row level security;
alter table search_fills force row level security;
create policy search_fills_of_tenant on search_fills to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on search_fills to galerne_app;
