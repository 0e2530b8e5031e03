-- The language in which a message that waits is to be answered, where one was chosen for it alone.

alter table queued_messages add column reply_lang text;
