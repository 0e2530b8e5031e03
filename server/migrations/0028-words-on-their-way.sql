-- How carefully a call was to be handled, and of which conversation it was: so that one can see where its words went.

alter table request_log add column classification text;
-- Of the assistant's calls.
alter table request_log add column conversation_id uuid;
create index request_log_by_conversation on request_log (tenant_id, conversation_id, request_id)
  where conversation_id is not null;
