-- Texts that are rewritten into plain language: what they were, what they have become, and who answers for that.

create table plain_texts (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  owner_id uuid not null,
  title text not null,
  -- As a file of server/plain-language/standards.
  standard_id text not null,
  lang text not null,
  classification text not null check (classification in ('public', 'internal', 'restricted', 'secret')),
  state text not null check (state in ('draft', 'review', 'signed')),
  -- Who reads it for the owner; null: nobody.
  reviewer_id uuid,
  -- Something that a stranger wrote: a file.
  is_tainted boolean not null,
  -- Counts every change of a word.
  version int not null,
  -- Of the text that a model gave its opinion about; null: it was not asked.
  read_sha256 text,
  -- As FactDifference of wire/plain-language.ts, without decisions.
  opinions jsonb not null default '[]',
  signed_by uuid,
  signed_by_name text,
  signed_at timestamptz,
  source_sha256 text,
  text_sha256 text,
  is_four_eyes boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check ((state = 'signed') = (signed_at is not null))
);
create index plain_texts_of_owner on plain_texts (tenant_id, owner_id, updated_at);
create index plain_texts_of_reviewer on plain_texts (tenant_id, reviewer_id) where reviewer_id is not null;
create index plain_texts_by_age on plain_texts (tenant_id, classification, updated_at);

create table plain_text_blocks (
  tenant_id uuid not null,
  text_id uuid not null,
  id uuid not null,
  position int not null,
  source text not null,
  -- As the model wrote it last; null: it has not.
  made text,
  text text not null,
  model_id text,
  -- As AnswerOrigin of wire/conversations.ts.
  origin jsonb,
  primary key (tenant_id, id),
  unique (tenant_id, text_id, position),
  foreign key (tenant_id, text_id) references plain_texts (tenant_id, id) on delete cascade
);

-- What a person said of a fact that source and text do not both have.
create table plain_text_decisions (
  tenant_id uuid not null,
  text_id uuid not null,
  key text not null,
  decision text not null check (decision in ('intended', 'mended')),
  decided_by uuid not null,
  decided_by_name text not null,
  decided_at timestamptz not null,
  primary key (tenant_id, text_id, key),
  foreign key (tenant_id, text_id) references plain_texts (tenant_id, id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['plain_texts', 'plain_text_blocks', 'plain_text_decisions'] loop
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
