-- What a model thought, and how much of the conversation it could not read, stay with its answer.
alter table messages
  add column reasoning text not null default '',
  -- From the question until the last thought.
  add column reasoning_ms int,
  add column omitted_messages int not null default 0;

-- UTF-16 units of the message's reasoning that were there before this run, the blank line after them included.
alter table runs add column base_reasoning_length int not null default 0;
