-- What an organisation has to be able to show: its registers, who approved which answer, and where a text came from.

-- Signing keys, of which the public halves are published, and the key of the index. Private halves are sealed.
create table provenance_keys (
  tenant_id uuid not null,
  id text not null,
  purpose text not null check (purpose in ('sign', 'index')),
  -- Raw Ed25519, base64url; null: of an index.
  public_key text,
  sealed text not null,
  created_at timestamptz not null,
  -- Signs no more; what it signed stays good.
  retired_at timestamptz,
  primary key (tenant_id, id)
);

-- Signed statements about texts. Never a text; the statement is sealed, since a hash of known words tells the words.
create table provenance_records (
  tenant_id uuid not null,
  id uuid not null,
  sealed text not null,
  -- The answer of the assistant that it is about; null: another text.
  message_id uuid,
  -- The call that made it; null: nobody knows.
  request_id uuid,
  is_approved boolean not null default false,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create index provenance_records_by_message on provenance_records (tenant_id, message_id);

-- Keyed hashes of whole texts and of their paragraphs: found by who holds the text, told to nobody who holds the table.
create table provenance_marks (
  tenant_id uuid not null,
  mark text not null,
  record_id uuid not null,
  kind text not null check (kind in ('exact', 'words', 'paragraph')),
  primary key (tenant_id, mark, kind, record_id),
  foreign key (tenant_id, record_id) references provenance_records (tenant_id, id) on delete cascade
);
create index provenance_marks_by_record on provenance_marks (tenant_id, record_id);

create table provenance_settings (
  tenant_id uuid primary key,
  -- Nobody approves what they asked approval for.
  is_four_eyes boolean not null default false,
  -- Answers to programs have records too.
  is_recording_calls boolean not null default false,
  -- Members of one of these approve; empty: whoever has the right.
  approver_groups uuid[] not null default '{}'
);

-- A person answers for what a model wrote. Bound to the text by its hash: another text is not approved.
create table answer_approvals (
  tenant_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  -- SHA-256 of the text in UTF-8, hex.
  text_sha256 text not null,
  state text not null check (state in ('requested', 'approved', 'refused', 'withdrawn', 'void')),
  requested_by uuid not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  note text not null default '',
  is_four_eyes boolean not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decision_note text not null default '',
  primary key (tenant_id, id)
);
create index answer_approvals_by_message on answer_approvals (tenant_id, message_id);
create index answer_approvals_by_state on answer_approvals (tenant_id, state, requested_at desc, id desc);
-- One open question a message.
create unique index answer_approvals_open on answer_approvals (tenant_id, message_id) where state = 'requested';

-- With an answer goes what is known of it, unless a person answered for it: that must stand when a citizen asks.
create function forget_with_message() returns trigger language plpgsql as $$
begin
  delete from provenance_records
    where tenant_id = old.tenant_id and message_id = old.id and not is_approved;
  delete from answer_approvals
    where tenant_id = old.tenant_id and message_id = old.id and state <> 'approved';
  return null;
end $$;
create trigger forget_with_message after delete on messages
  for each row execute function forget_with_message();

-- What only people know of a register, each version kept with its author.
create table register_versions (
  tenant_id uuid not null,
  -- 'organisation', 'use-case', 'deployment'…
  register text not null,
  -- What it is about: an id, a name; empty: the organisation itself.
  subject text not null,
  version int not null check (version > 0),
  content jsonb not null,
  author_id text not null,
  author_name text not null,
  created_at timestamptz not null,
  primary key (tenant_id, register, subject, version)
);

create table use_cases (
  tenant_id uuid not null,
  id uuid not null,
  -- The word by which calls name it.
  purpose text not null,
  risk text not null check (risk in ('unknown', 'minimal', 'transparency', 'high', 'prohibited')),
  status text not null check (status in ('draft', 'approved', 'refused', 'retired')),
  -- Of its content, when that was decided.
  decided_version int,
  decided_by_name text,
  decided_at timestamptz,
  decision_note text not null default '',
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, purpose)
);

-- Which keys and routes serve which use case: their calls have its purpose.
create table use_case_bindings (
  tenant_id uuid not null,
  kind text not null check (kind in ('key', 'route')),
  -- The id of a key, the name of a route.
  target text not null,
  use_case_id uuid not null,
  primary key (tenant_id, kind, target),
  foreign key (tenant_id, use_case_id) references use_cases (tenant_id, id) on delete cascade
);

-- Who has done which module (AI Act, Article 4), with the roles that they had then.
create table literacy_completions (
  tenant_id uuid not null,
  person_id uuid not null,
  person_name text not null,
  module text not null,
  roles text[] not null,
  lang text not null,
  completed_at timestamptz not null,
  primary key (tenant_id, person_id, module)
);

do $$
declare name text;
begin
  foreach name in array array['provenance_keys', 'provenance_records', 'provenance_marks', 'provenance_settings',
    'answer_approvals', 'register_versions', 'use_cases', 'use_case_bindings', 'literacy_completions'] loop
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
