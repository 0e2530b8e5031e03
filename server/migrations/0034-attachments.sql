-- Files that people give along with their questions. Each is kept once for its owner, however often they send it.

create table attachment_files (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  owner_id uuid not null,
  -- SHA-256 of owner, kind and content: the same file of somebody else has another one.
  fingerprint text not null,
  size_bytes int not null check (size_bytes > 0),
  media_type text not null,
  kind text not null check (kind in ('text', 'picture')),
  -- False: its pieces are still coming, and nobody sees it.
  is_whole boolean not null,
  -- What is in it: sections, notes, size of a picture. As FileOutline of server/attachments/ has it.
  outline jsonb not null,
  -- The key of its pieces.
  sealed_key text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, id)
);
create unique index attachment_files_by_content
  on attachment_files (tenant_id, owner_id, fingerprint) where is_whole;

-- Its bytes, and what was read in it, in pieces that are encrypted with its key.
create table attachment_pieces (
  tenant_id uuid not null,
  file_id uuid not null,
  what text not null check (what in ('content', 'text')),
  number int not null,
  bytes bytea not null,
  primary key (tenant_id, file_id, what, number),
  foreign key (tenant_id, file_id) references attachment_files (tenant_id, id) on delete cascade
);
-- Encrypted bytes do not become smaller: trying costs time alone.
alter table attachment_pieces alter column bytes set storage external;

create table attachments (
  tenant_id uuid not null,
  id uuid not null,
  owner_id uuid not null,
  file_id uuid not null,
  -- Null: not sent yet.
  conversation_id uuid,
  name text not null,
  -- Numbers of the sections that the model gets; null: all.
  selected jsonb,
  created_at timestamptz not null,
  -- Of what was not sent: when it goes.
  expires_at timestamptz,
  primary key (tenant_id, id),
  check ((conversation_id is null) = (expires_at is not null)),
  foreign key (tenant_id, file_id) references attachment_files (tenant_id, id) on delete cascade,
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index attachments_by_owner on attachments (tenant_id, owner_id);
create index attachments_by_file on attachments (tenant_id, file_id);
create index attachments_by_conversation on attachments (tenant_id, conversation_id);

do $$
declare name text;
begin
  foreach name in array array['attachment_files', 'attachment_pieces', 'attachments'] loop
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

-- Whoever is held keeps their files; a conversation that is held keeps its own by itself.
create trigger attachments_held before delete on attachments for each row execute function refuse_held();

-- The last one that used a file takes it along. By whatever way it goes: a cascade sees all tenants, so that this names its own.
create function drop_unused_file() returns trigger language plpgsql as $$
begin
  delete from attachment_files f where f.tenant_id = old.tenant_id and f.id = old.file_id
    and not exists (
      select from attachments a where a.tenant_id = old.tenant_id and a.file_id = old.file_id);
  return null;
end $$;
create trigger attachments_gone after delete on attachments for each row execute function drop_unused_file();
