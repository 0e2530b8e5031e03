-- What of a call may leave, and as what: choices, placeholders of conversations, and how often something was found.

create table screening_rules (
  tenant_id uuid not null references organisations (tenant_id),
  classification text not null check (classification in ('public', 'internal', 'restricted', 'secret')),
  destination text not null check (destination in ('own', 'eu', 'other')),
  kind text not null,
  choice text not null check (choice in ('allow', 'warn', 'pseudonym', 'mask', 'block')),
  primary key (tenant_id, classification, destination, kind)
);

-- Who stands for whom in a conversation. Sealed; gone with the conversation.
create table screening_pseudonyms (
  tenant_id uuid not null,
  conversation_id uuid not null,
  -- How many there are: whoever adds one says how many they knew of.
  entries int not null,
  sealed text not null,
  primary key (tenant_id, conversation_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);

-- Numbers alone, never what was found.
create table screening_counts (
  tenant_id uuid not null references organisations (tenant_id),
  day date not null,
  kind text not null,
  destination text not null,
  choice text not null,
  count bigint not null,
  primary key (tenant_id, day, kind, destination, choice)
);

-- Checks by other models, at input and output: signals.
create table screening_guardrails (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  name text not null,
  settings jsonb not null,
  is_enabled boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

do $$
declare name text;
begin
  foreach name in array array['screening_rules', 'screening_pseudonyms', 'screening_counts', 'screening_guardrails'] loop
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
