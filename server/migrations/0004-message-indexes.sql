-- Two indexes that began alike let a planner without statistics walk a whole conversation to find one message by its id.
-- This one begins with what only it knows; messages of a conversation are listed by the unique index (tenant, conversation, id).
drop index messages_by_parent;
create index messages_by_parent on messages (tenant_id, parent_id, conversation_id);
