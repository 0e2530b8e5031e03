-- Conversations that others may read, copies of them, and which of several answers somebody chose.

alter table conversations
  -- What it is a copy of, as far as one message: one's own conversation, or what somebody shared. It may be gone by now.
  add column forked_from uuid,
  add column forked_from_message uuid,
  add column forked_from_share uuid;

-- What a conversation was when it was shared, as far as readers see it.
create table conversation_snapshots (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  title text not null,
  -- As wire/conversations.ts has them.
  messages jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);

-- One row a reader: a person, a group, or whoever has a link. Revoking deletes it.
create table conversation_shares (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  owner_id uuid not null,
  recipient_kind text not null check (recipient_kind in ('person', 'group', 'link')),
  recipient_id uuid,
  -- Null: readers see the conversation as it is.
  snapshot_id uuid,
  shows_reasoning boolean not null,
  may_copy boolean not null,
  needs_sign_in boolean not null,
  -- SHA-256 of a link's token, hex.
  token_sha256 text,
  -- How surely it was the owner who shared it: policies ask for it whenever somebody reads.
  assurance jsonb,
  created_at timestamptz not null,
  expires_at timestamptz,
  opened_count int not null default 0,
  last_opened_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_sha256),
  check ((recipient_kind = 'link') = (token_sha256 is not null)),
  check ((recipient_kind = 'link') = (recipient_id is null)),
  check (recipient_kind <> 'link' or expires_at is not null),
  check (needs_sign_in or recipient_kind = 'link'),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, snapshot_id) references conversation_snapshots (tenant_id, id) on delete cascade
);
create index conversation_shares_by_conversation on conversation_shares (tenant_id, conversation_id);
create index conversation_shares_by_owner on conversation_shares (tenant_id, owner_id, id desc);
create index conversation_shares_by_recipient
  on conversation_shares (tenant_id, recipient_kind, recipient_id, id desc);

-- Who has opened a link: from then on it is among what is shared with them.
create table share_visits (
  tenant_id uuid not null,
  share_id uuid not null,
  person_id uuid not null,
  opened_at timestamptz not null,
  primary key (tenant_id, share_id, person_id),
  foreign key (tenant_id, share_id) references conversation_shares (tenant_id, id) on delete cascade
);
create index share_visits_by_person on share_visits (tenant_id, person_id);

-- Which of several answers to one question somebody liked best.
create table answer_choices (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  question_id uuid not null,
  person_id uuid not null,
  -- [{ messageId, modelId }], in the order in which they stood.
  shown jsonb not null,
  -- Null: none of them was better.
  chosen_id uuid,
  -- The models' names were hidden until then.
  is_blind boolean not null,
  -- The person lets question and answers be read by whoever evaluates models.
  may_use_text boolean not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, question_id, person_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index answer_choices_by_person on answer_choices (tenant_id, person_id);

do $$
declare name text;
begin
  foreach name in array array[
    'conversation_snapshots', 'conversation_shares', 'share_visits', 'answer_choices'
  ] loop
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
