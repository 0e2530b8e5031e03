-- What people prepare before they ask: prompts, presets, instructions, memories, and messages that wait.

-- Prompts and presets: of a person, a group or everybody.
create table library_items (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  scope text not null check (scope in ('own', 'group', 'organisation')),
  -- Of whose own it is; null: not one person's.
  owner_id uuid,
  group_id uuid,
  kind text not null check (kind in ('prompt', 'preset')),
  command text not null,
  title text not null,
  description text not null,
  lang text,
  -- As LibraryContent of wire/library.ts.
  content jsonb not null,
  version int not null default 1,
  uses bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check ((scope = 'own') = (owner_id is not null)),
  check ((scope = 'group') = (group_id is not null)),
  foreign key (tenant_id, group_id) references groups (tenant_id, id) on delete cascade
);
create index library_items_of_owner on library_items (tenant_id, owner_id) where owner_id is not null;
create index library_items_of_group on library_items (tenant_id, group_id) where group_id is not null;

-- Every state that an item has had.
create table library_versions (
  tenant_id uuid not null,
  item_id uuid not null,
  version int not null,
  title text not null,
  content jsonb not null,
  author_id uuid,
  created_at timestamptz not null,
  primary key (tenant_id, item_id, version),
  foreign key (tenant_id, item_id) references library_items (tenant_id, id) on delete cascade
);

create table library_favourites (
  tenant_id uuid not null,
  person_id uuid not null,
  item_id uuid not null,
  primary key (tenant_id, person_id, item_id),
  foreign key (tenant_id, item_id) references library_items (tenant_id, id) on delete cascade
);

-- As Preferences of wire/preferences.ts.
create table preferences (
  tenant_id uuid not null references organisations (tenant_id),
  person_id uuid not null,
  chosen jsonb not null,
  primary key (tenant_id, person_id)
);

create table memories (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  person_id uuid not null,
  text text not null,
  conversation_id uuid,
  -- The message in which it was said: the same one is remembered once.
  message_id uuid,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, message_id)
);
create index memories_of_person on memories (tenant_id, person_id, created_at);

-- As AssistantSettings of wire/preferences.ts.
create table assistant_settings (
  tenant_id uuid primary key references organisations (tenant_id),
  settings jsonb not null
);

-- Messages that wait for the answer before them.
create table queued_messages (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  owner_id uuid not null,
  position double precision not null,
  -- The answer after which the first one is sent.
  parent_id uuid not null,
  text text not null,
  attachment_ids uuid[] not null default '{}',
  model_id text,
  interface_lang text,
  idempotency_key text,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, owner_id, idempotency_key),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index queued_messages_in_order on queued_messages (tenant_id, conversation_id, position);

do $$
declare name text;
begin
  foreach name in array array['library_items', 'library_versions', 'library_favourites', 'preferences', 'memories',
    'assistant_settings', 'queued_messages'] loop
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
