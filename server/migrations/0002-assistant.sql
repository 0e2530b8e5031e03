-- Conversations, their messages (a tree), and the durable runs that write answers. Every key is led by the tenant.

create table conversations (
  tenant_id uuid not null,
  id uuid not null,
  owner_id uuid not null,
  title text not null,
  -- False as soon as a person has named it: then no title is made for it any more.
  is_title_made boolean not null default true,
  model_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index conversations_by_use on conversations (tenant_id, owner_id, updated_at desc, id desc);

create table messages (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  parent_id uuid,
  -- 1 at the root: how many messages an answer's history has, without walking to the root.
  depth int not null,
  role text not null check (role in ('user', 'assistant')),
  -- While `streaming`: what was there before the run. The run's events hold the rest.
  text text not null,
  status text not null check (status in ('complete', 'streaming', 'stopped', 'failed', 'interrupted')),
  run_id uuid,
  model_id text,
  lang text,
  usage jsonb,
  error jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, conversation_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  -- A parent of another conversation does not exist.
  foreign key (tenant_id, conversation_id, parent_id) references messages (tenant_id, conversation_id, id)
);
create index messages_by_parent on messages (tenant_id, conversation_id, parent_id);

create table runs (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- The assistant message that it writes.
  message_id uuid not null,
  -- The user message that it added, if any.
  user_message_id uuid,
  status text not null check (status in ('complete', 'streaming', 'stopped', 'failed', 'interrupted')),
  idempotency_key text,
  -- Of the request, so that a key used again for something else is refused.
  request_sha256 text not null,
  -- UTF-16 units of the message's text that were there before this run.
  base_length int not null,
  finish_reason text,
  -- All its events once it has ended, text replaced by its length: the text is in the message.
  archive jsonb,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key),
  foreign key (tenant_id, conversation_id, message_id)
    references messages (tenant_id, conversation_id, id) on delete cascade
);
create index runs_by_message on runs (tenant_id, conversation_id, message_id);

-- The events of runs that have not ended. Appended before anybody sees them; folded into the run and its message at its end.
create table run_events (
  tenant_id uuid not null,
  run_id uuid not null,
  sequence int not null check (sequence > 0),
  event jsonb not null,
  primary key (tenant_id, run_id, sequence),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);

-- Which process works on which run: what recovery reads after a crash. Ids only, no content.
create table runs_in_flight (
  tenant_id uuid not null,
  run_id uuid not null,
  process_id int not null,
  stop_requested_at timestamptz,
  primary key (tenant_id, run_id),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);
create index runs_in_flight_by_process on runs_in_flight (process_id);

do $$
declare name text;
begin
  foreach name in array array['conversations', 'messages', 'runs', 'run_events', 'runs_in_flight'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy %I on %I to galerne_app
         using (tenant_id = current_setting(''galerne.tenant_id'')::uuid)
         with check (tenant_id = current_setting(''galerne.tenant_id'')::uuid)',
      name || '_of_tenant', name);
    execute format('grant select, insert, update, delete on %I to galerne_app', name);
  end loop;
  -- Recovery has to find the dead runs of all tenants; it then works on each as galerne_app.
  execute format('create policy runs_in_flight_of_all on runs_in_flight to %I using (true)', current_user);
end $$;
