-- The program that a conversation was taken over from; null: it began here. What is said of its answers depends on it.
alter table conversations add column imported_from text;
