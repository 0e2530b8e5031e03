-- What stands around answers: questions that may come next, memories that were proposed, files of folders.

-- The owner sees no rows of these otherwise, nor do checks of new foreign keys.
alter table memories no force row level security;
alter table conversations no force row level security;
alter table library_versions no force row level security;
alter table attachments no force row level security;
alter table folders no force row level security;
alter table messages no force row level security;

-- Of the conversation that it was said in, at least; null: entered by hand. It stays when the conversation has gone.
alter table memories add column classification text;
update memories set classification = c.classification from conversations c
  where c.tenant_id = memories.tenant_id and c.id = memories.conversation_id;
-- Said in what has gone: nobody knows how careful that was.
update memories set classification = 'restricted'
  where classification is null and (conversation_id is not null or message_id is not null);

-- What it had become is what stays.
create function keep_class_of_memories() returns trigger language plpgsql as $$
begin
  update memories set classification = old.classification
    where tenant_id = old.tenant_id and conversation_id = old.id
      and array_position(array['public', 'internal', 'restricted', 'secret'], old.classification)
        > coalesce(array_position(array['public', 'internal', 'restricted', 'secret'], classification), 0);
  return old;
end $$;
create trigger conversations_remembered before delete on conversations
  for each row execute function keep_class_of_memories();
create index memories_of_conversation on memories (tenant_id, conversation_id);

-- When an answer was first told by it, or somebody took it: such a version is kept.
alter table library_versions add column used_at timestamptz;
update library_versions set used_at = created_at;

-- Questions that may come next, in the language of the answer. Null: they are being written, or there are none.
create table follow_ups (
  tenant_id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  lang text,
  questions jsonb,
  asked_at timestamptz not null,
  primary key (tenant_id, message_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade
);
create index follow_ups_by_conversation on follow_ups (tenant_id, conversation_id);

-- What a model proposes to remember of a person. Nothing of it is told to any model before they say yes.
create table memory_proposals (
  tenant_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  conversation_id uuid not null,
  message_id uuid not null,
  -- Of the conversation, when it was proposed.
  classification text not null,
  -- Empty once it was answered.
  text text not null,
  -- SHA-256 of the text: what was refused once is not proposed again.
  text_sha256 text not null,
  lang text,
  answer text check (answer in ('kept', 'refused')),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, message_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade
);
create index memory_proposals_of_person on memory_proposals (tenant_id, person_id);

-- A file waits to be sent, or belongs to a conversation, or to a folder.
alter table attachments
  add column folder_id uuid,
  -- Of a file of a folder: conversations that are told of it are at least as careful.
  add column folder_class text,
  -- How surely whoever put it there had signed in: policies ask for it whenever others read it.
  add column folder_assurance jsonb,
  add constraint attachments_of_folder foreign key (tenant_id, folder_id)
    references folders (tenant_id, id) on delete cascade,
  drop constraint attachments_check,
  add constraint attachments_place check (
    (conversation_id is null and folder_id is null) = (expires_at is not null)
    and (conversation_id is null or folder_id is null)
    and (folder_id is null) = (folder_class is null));
create index attachments_by_folder on attachments (tenant_id, folder_id) where folder_id is not null;

-- Which conversations were told of which file.
create table folder_file_uses (
  tenant_id uuid not null,
  attachment_id uuid not null,
  conversation_id uuid not null,
  primary key (tenant_id, attachment_id, conversation_id),
  foreign key (tenant_id, attachment_id) references attachments (tenant_id, id) on delete cascade,
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index folder_file_uses_by_conversation on folder_file_uses (tenant_id, conversation_id);

-- What a call of the assistant was for that is no answer: a title, questions that may come next.
alter table usage_requests add column purpose text;

-- How surely whoever put a conversation into a folder had signed in: policies ask for it whenever somebody reads.
alter table conversations add column folder_assurance jsonb;

do $$
declare name text;
begin
  foreach name in array array['follow_ups', 'memory_proposals', 'folder_file_uses'] loop
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

alter table memories force row level security;
alter table conversations force row level security;
alter table library_versions force row level security;
alter table attachments force row level security;
alter table folders force row level security;
alter table messages force row level security;
