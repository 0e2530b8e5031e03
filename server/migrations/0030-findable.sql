-- Folders, what is found by its words, and conversations that were deleted a while ago.

create table folders (
  tenant_id uuid not null,
  id uuid not null,
  owner_id uuid not null,
  name text not null,
  -- What every answer in it is told.
  instructions text not null default '',
  -- The model of new conversations in it; null: the default.
  model_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index folders_by_owner on folders (tenant_id, owner_id);

-- Who else sees what lies in a folder. `write`: they may put conversations of their own there as well.
create table folder_members (
  tenant_id uuid not null,
  folder_id uuid not null,
  member_kind text not null check (member_kind in ('person', 'group')),
  member_id uuid not null,
  access text not null check (access in ('read', 'write')),
  primary key (tenant_id, folder_id, member_kind, member_id),
  foreign key (tenant_id, folder_id) references folders (tenant_id, id) on delete cascade
);
create index folder_members_by_member on folder_members (tenant_id, member_id);

-- What is there already is read below, and checked against the new table.
alter table conversations no force row level security;
alter table messages no force row level security;

alter table conversations
  add constraint conversations_folder foreign key (tenant_id, folder_id)
    references folders (tenant_id, id) on delete set null (folder_id),
  -- The model was asked for a title: it is asked once.
  add column title_asked_at timestamptz;
create index conversations_by_folder on conversations (tenant_id, folder_id, updated_at desc)
  where folder_id is not null;
-- Pinned ones first, as the list shows them.
create index conversations_shown on conversations
  (tenant_id, owner_id, (pinned_at is not null), updated_at, id)
  where deleted_at is null and archived_at is null;
create index conversations_deleted on conversations (tenant_id, deleted_at) where deleted_at is not null;

-- The words of each title and message, folded and stemmed by server/assistant/search/words.ts, and whose they are.
create table search_entries (
  tenant_id uuid not null,
  conversation_id uuid not null,
  -- The conversation's own id: its title.
  message_id uuid not null,
  owner_id uuid not null,
  at timestamptz not null,
  words tsvector not null,
  primary key (tenant_id, conversation_id, message_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
-- Words are kept apart from the rows, so that many rows are sorted by their time without reading them.
alter table search_entries set (toast_tuple_target = 128);
alter table search_entries alter column words set storage external;
-- Without a list of pending words, which every search would have to go through.
create index search_entries_by_word on search_entries using gin (words) with (fastupdate = off);
-- Titles come first, and are few.
create index search_entries_of_titles on search_entries using gin (words) with (fastupdate = off)
  where message_id = conversation_id;
create index search_entries_by_time on search_entries (tenant_id, owner_id, at);

-- What has new words, and waits for its entry.
create table search_queue (
  tenant_id uuid not null,
  conversation_id uuid not null,
  message_id uuid not null,
  primary key (tenant_id, conversation_id, message_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['folders', 'folder_members', 'search_entries', 'search_queue'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy %I on %I to galerne_app
         using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)
         with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)',
      name || '_of_tenant', name);
    execute format('grant select, insert, update, delete on %I to galerne_app', name);
  end loop;
  -- Whoever fills the index has to find out which tenants have something to fill in: ids only.
  execute format('create policy search_queue_of_all on search_queue to %I using (true) with check (true)', current_user);
  -- For find_search_entries below.
  execute format('create policy search_entries_of_all on search_entries to %I using (true)', current_user);
end $$;

-- As the owner of the table, but of the tenant at work alone: a rule of row-level security comes before every operator that
-- might tell something, and @@ counts as one, so that the application itself could not use the index of words.
-- A word that is in every tenth message is found among the newest ones: sorting all the others would take longest of all.
create function find_search_entries(whose uuid, shared uuid[], query tsquery, most int)
  returns table (conversation_id uuid, message_id uuid, at timestamptz)
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
  tenant uuid := current_setting('galerne.tenant_id')::uuid;
  theirs tsquery := ('''@' || whose || '''')::tsquery && query;
  found_count int;
begin
  return query
    select e.conversation_id, e.message_id, e.at from search_entries e
    where e.tenant_id = tenant and e.owner_id = whose and e.message_id = e.conversation_id
      and e.words @@ theirs
    order by e.at desc limit most;
  if cardinality(shared) > 0 then
    return query
      select e.conversation_id, e.message_id, e.at from search_entries e
      where e.tenant_id = tenant and e.conversation_id = any (shared) and e.words @@ query
      order by e.at desc limit most;
  end if;
  return query
    select recent.conversation_id, recent.message_id, recent.at from (
      select * from search_entries e where e.tenant_id = tenant and e.owner_id = whose
      order by e.at desc limit 1500
    ) as recent
    where recent.words @@ query and recent.message_id <> recent.conversation_id
    limit most;
  get diagnostics found_count = row_count;
  if found_count >= most then return; end if;
  return query
    select e.conversation_id, e.message_id, e.at from search_entries e
    where e.tenant_id = tenant and e.owner_id = whose and e.message_id <> e.conversation_id
      and e.words @@ theirs
    order by e.at desc limit most;
end $$;
revoke execute on function find_search_entries from public;
grant execute on function find_search_entries to galerne_app;

create function queue_message() returns trigger language plpgsql as $$
begin
  insert into search_queue (tenant_id, conversation_id, message_id)
  values (new.tenant_id, new.conversation_id, new.id) on conflict do nothing;
  return null;
end $$;
create trigger messages_searched after insert or update of text, status, lang on messages
  for each row when (new.status <> 'streaming' and new.text <> '') execute function queue_message();

create function queue_conversation() returns trigger language plpgsql as $$
begin
  if new.deleted_at is not null then
    delete from search_queue where tenant_id = new.tenant_id and conversation_id = new.id;
    delete from search_entries where tenant_id = new.tenant_id and conversation_id = new.id;
    return null;
  end if;
  if tg_op = 'UPDATE' and old.deleted_at is not null then
    insert into search_queue (tenant_id, conversation_id, message_id)
    select tenant_id, conversation_id, id from messages
    where tenant_id = new.tenant_id and conversation_id = new.id and status <> 'streaming' and text <> ''
    on conflict do nothing;
  end if;
  insert into search_queue (tenant_id, conversation_id, message_id)
  values (new.tenant_id, new.id, new.id) on conflict do nothing;
  return null;
end $$;
create trigger conversations_made_searched after insert on conversations
  for each row execute function queue_conversation();
create trigger conversations_searched after update of title, deleted_at on conversations
  for each row when (old.title is distinct from new.title or old.deleted_at is distinct from new.deleted_at)
  execute function queue_conversation();

-- Everything from before: filled in by and by, while the server runs.
insert into search_queue (tenant_id, conversation_id, message_id)
select tenant_id, id, id from conversations where deleted_at is null
union all
select messages.tenant_id, conversation_id, messages.id from messages
  join conversations on conversations.tenant_id = messages.tenant_id and conversations.id = conversation_id
where deleted_at is null and messages.status <> 'streaming' and text <> '';

alter table conversations force row level security;
alter table messages force row level security;
