-- What people do with their conversations, and what messages have beside their text.

alter table conversations
  add column folder_id uuid,
  add column preset_id uuid,
  -- BCP 47: always answered in this language.
  add column lang text,
  add column pinned_at timestamptz,
  add column archived_at timestamptz,
  -- Deleted, and for a while still there to be brought back.
  add column deleted_at timestamptz,
  -- When an answer last ended, and when its owner last looked.
  add column answered_at timestamptz,
  add column read_at timestamptz;

alter table messages
  -- As wire/message-parts.ts has them.
  add column parts jsonb not null default '[]',
  -- As AnswerOrigin of wire/conversations.ts.
  add column origin jsonb;
