-- Messages in other languages, and the words that an organisation wants to have there.

-- A derived copy: whatever happens to the message happens to it.
create table message_translations (
  tenant_id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  -- BCP 47, of the translation.
  lang text not null,
  formality text not null check (formality in ('formal', 'informal')),
  -- Of the text that was translated: what has grown since is translated again.
  source_sha256 text not null,
  -- Which glossaries held, in which version.
  glossary_state text not null,
  -- As KeptTranslation of server/translation/translations-store.ts.
  content jsonb not null,
  created_at timestamptz not null,
  -- The model is within the content: asked again, the newest stands.
  primary key (tenant_id, message_id, lang, formality),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade
);
create index message_translations_by_conversation
  on message_translations (tenant_id, conversation_id, lang);

create table glossaries (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  name text not null,
  description text not null,
  -- Whose translations it is for; null: everybody's.
  group_id uuid,
  -- Whether it also serves conversations that nobody translates.
  is_in_conversations boolean not null,
  -- Or only those in these folders, and with these presets: ids.
  places jsonb not null,
  -- Subjects that are switched off.
  subjects_off jsonb not null,
  -- Counted with every change, for lists.
  concept_count int not null,
  languages jsonb not null,
  -- Grows with every change: a translation that was kept knows whether it is older.
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);

create table glossary_concepts (
  tenant_id uuid not null,
  glossary_id uuid not null,
  id uuid not null,
  -- What others call it, so that the same table taken again changes it and adds nothing.
  key text not null,
  subject text not null,
  definition text not null,
  note text not null,
  -- As GlossaryTerm of wire/glossary.ts.
  terms jsonb not null,
  -- What it is searched by, folded.
  words text not null,
  primary key (tenant_id, glossary_id, id),
  unique (tenant_id, glossary_id, key),
  foreign key (tenant_id, glossary_id) references glossaries (tenant_id, id) on delete cascade
);

-- The last import of each glossary, as it was before: what it takes to undo it.
create table glossary_imports (
  tenant_id uuid not null,
  glossary_id uuid not null,
  id uuid not null,
  report jsonb not null,
  -- Concepts as they were; null: there was none.
  before jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, glossary_id),
  foreign key (tenant_id, glossary_id) references glossaries (tenant_id, id) on delete cascade
);

alter table message_translations enable row level security;
alter table message_translations force row level security;
create policy message_translations_of_tenant on message_translations to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on message_translations to galerne_app;

alter table glossaries enable row level security;
alter table glossaries force row level security;
create policy glossaries_of_tenant on glossaries to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on glossaries to galerne_app;

alter table glossary_concepts enable row level security;
alter table glossary_concepts force row level security;
create policy glossary_concepts_of_tenant on glossary_concepts to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on glossary_concepts to galerne_app;

alter table glossary_imports enable row level security;
alter table glossary_imports force row level security;
create policy glossary_imports_of_tenant on glossary_imports to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on glossary_imports to galerne_app;
