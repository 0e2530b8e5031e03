-- What people think of answers.

create table answer_ratings (
  tenant_id uuid not null,
  message_id uuid not null,
  person_id uuid not null,
  conversation_id uuid not null,
  verdict text not null check (verdict in ('good', 'bad')),
  -- As RatingReason of wire/ratings.ts.
  reasons jsonb not null,
  comment text not null,
  better text not null,
  -- The person lets the words, the question and the answer be read by whoever evaluates models.
  is_shared boolean not null,
  updated_at timestamptz not null,
  primary key (tenant_id, message_id, person_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade
);
create index answer_ratings_by_conversation on answer_ratings (tenant_id, conversation_id);
create index answer_ratings_by_person on answer_ratings (tenant_id, person_id);

alter table answer_ratings enable row level security;
alter table answer_ratings force row level security;
create policy answer_ratings_of_tenant on answer_ratings to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on answer_ratings to galerne_app;
