-- Rights of people: what they ask for, what may not go yet, what goes by itself, and proof of what has gone.

create table rights_requests (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  -- Whom it is about; after an erasure a pseudonym, and the name is empty.
  person_id uuid not null,
  person_name text not null,
  kind text not null check (kind in ('access', 'export', 'correct', 'erase', 'restrict', 'object')),
  note text not null default '',
  status text not null check (status in ('open', 'approved', 'done', 'refused', 'withdrawn')),
  asked_at timestamptz not null,
  -- One month (GDPR, Article 12(3)), or later where that was told, with the reason.
  due_at timestamptz not null,
  delay_reason text not null default '',
  decided_by text,
  decided_by_name text,
  decided_at timestamptz,
  reason text not null default '',
  done_at timestamptz,
  disposal_id uuid,
  primary key (tenant_id, id)
);
create index rights_requests_by_person on rights_requests (tenant_id, person_id);
create index rights_requests_by_due on rights_requests (tenant_id, status, due_at, id);

-- What must be kept whatever else is said: of a person, or one conversation.
create table holds (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  subject_kind text not null check (subject_kind in ('person', 'conversation')),
  subject_id uuid not null,
  reason text not null,
  placed_by text not null,
  placed_by_name text not null,
  placed_at timestamptz not null,
  -- Null: until somebody lifts it.
  until timestamptz,
  lifted_at timestamptz,
  lifted_by_name text,
  primary key (tenant_id, id)
);
create index holds_by_subject on holds (tenant_id, subject_id) where lifted_at is null;

-- How long conversations of a class are kept after their last use; switched off until somebody has seen the numbers.
create table retention_rules (
  tenant_id uuid not null references organisations (tenant_id),
  classification text not null check (classification in ('public', 'internal', 'restricted', 'secret')),
  days int not null check (days > 0),
  is_enabled boolean not null default false,
  changed_at timestamptz not null,
  changed_by_name text not null,
  primary key (tenant_id, classification)
);

-- What has gone: certificates, which say how many and by whom, and nothing of what was in it.
create table disposals (
  tenant_id uuid not null references organisations (tenant_id),
  id uuid not null,
  kind text not null check (kind in ('erasure', 'retention')),
  at timestamptz not null,
  -- Canonical JSON, byte for byte what is signed.
  certificate text not null,
  signature text not null,
  key_id text not null,
  primary key (tenant_id, id)
);
create index disposals_by_time on disposals (tenant_id, at desc, id desc);

-- What certificates are signed with; the public half goes with each of them.
create table rights_keys (
  tenant_id uuid not null references organisations (tenant_id),
  id text not null,
  public_key text not null,
  sealed text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table rights_settings (
  tenant_id uuid primary key references organisations (tenant_id),
  -- People erase themselves, without asking anybody.
  may_erase_self boolean not null default false
);

do $$
declare name text;
begin
  foreach name in array array['rights_requests', 'holds', 'retention_rules', 'disposals', 'rights_keys', 'rights_settings'] loop
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
revoke update on disposals from galerne_app;

-- Whoever deletes, and by whatever way: what is held stays.
create function refuse_held() returns trigger language plpgsql as $$
declare
  subject uuid := old.id;
  holder uuid := case tg_table_name when 'people' then old.id else (to_jsonb(old) ->> 'owner_id')::uuid end;
begin
  if exists (
    select from holds where tenant_id = old.tenant_id and lifted_at is null
      and (until is null or until > now())
      and ((subject_kind = 'person' and subject_id = holder)
        or (subject_kind = 'conversation' and subject_id = subject))
  ) then
    raise exception 'This is under a legal hold.' using errcode = 'GAL01';
  end if;
  return old;
end $$;
create trigger conversations_held before delete on conversations for each row execute function refuse_held();
create trigger playgrounds_held before delete on playgrounds for each row execute function refuse_held();
create trigger people_held before delete on people for each row execute function refuse_held();

create index conversations_by_age on conversations (tenant_id, classification, updated_at);
