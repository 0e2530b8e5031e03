-- Whatever a person has stays under a legal hold, not their conversations alone: it is neither deleted nor written over.

create function is_held(tenant uuid, person uuid, conversation uuid) returns boolean language sql stable as $$
  select exists (
    select from holds where tenant_id = tenant and lifted_at is null and (until is null or until > now())
      and ((subject_kind = 'person' and subject_id = person)
        or (subject_kind = 'conversation' and subject_id = conversation)))
$$;

-- It, or whose it is.
create function is_conversation_held(tenant uuid, conversation uuid) returns boolean language sql stable as $$
  select is_held(tenant, (select owner_id from conversations where tenant_id = tenant and id = conversation), conversation)
$$;

-- Of whoever shares, or reads.
create function is_share_held(tenant uuid, conversation uuid, sharer uuid, reader uuid) returns boolean language sql stable as $$
  select is_conversation_held(tenant, conversation) or is_held(tenant, sharer, null) or is_held(tenant, reader, null)
$$;

-- A call of a person, of a key of theirs, or for a conversation.
create function is_call_held(tenant uuid, caller_kind text, caller uuid, conversation uuid) returns boolean
language sql stable as $$
  select is_held(tenant, case caller_kind when 'key' then (
    select owner_id::uuid from keys where tenant_id = tenant and id = caller and owner_kind = 'person') else caller end,
    conversation)
$$;

-- A file goes with the last that uses it: it is held while one of them is.
create function is_file_held(tenant uuid, file uuid) returns boolean language sql stable as $$
  select exists (
    select from attachments a where a.tenant_id = tenant and a.file_id = file
      and is_held(tenant, a.owner_id, a.conversation_id))
$$;

-- Asked anew below: a held conversation keeps its files too.
drop trigger attachments_held on attachments;

-- For each table: what says that its old row is held, and the columns that are evidence and not written over, but by their sealing,
-- which keeps the words. Conditions of a trigger hold no questions, so that each table has a function that asks its own.
do $$
declare
  of_conversation constant text := 'is_conversation_held(old.tenant_id, old.conversation_id)';
  of_person constant text := 'is_held(old.tenant_id, old.person_id, null)';
  of_text constant text :=
    'is_held(old.tenant_id, (select owner_id from plain_texts t where t.tenant_id = old.tenant_id and t.id = old.text_id), null)';
  rule record;
begin
  for rule in select * from (values
    ('messages', of_conversation, null),
    ('runs', of_conversation, null),
    ('screening_pseudonyms', of_conversation, null),
    ('message_translations', of_conversation, null),
    ('follow_ups', of_conversation, null),
    ('conversation_snapshots', of_conversation, 'title, messages'),
    ('conversation_shares',
      'is_share_held(old.tenant_id, old.conversation_id, old.owner_id, old.recipient_id)', null),
    ('share_visits', of_person, null),
    ('answer_choices', of_person || ' or ' || of_conversation, null),
    ('answer_ratings', of_person || ' or ' || of_conversation, 'verdict, reasons, comment, better'),
    ('wording_proposals', of_person, 'proposed, reason'),
    ('memories', of_person, 'text'),
    ('memory_proposals', of_person || ' or ' || of_conversation, null),
    ('folders', 'is_held(old.tenant_id, old.owner_id, null)', 'instructions'),
    ('library_items', 'is_held(old.tenant_id, old.owner_id, null)', null),
    ('library_versions',
      'is_held(old.tenant_id, (select owner_id from library_items i where i.tenant_id = old.tenant_id and i.id = old.item_id), null)',
      'title, content'),
    ('plain_texts', 'is_held(old.tenant_id, old.owner_id, null)', 'title'),
    ('plain_text_blocks', of_text, 'source, text'),
    ('playgrounds', 'is_held(old.tenant_id, old.owner_id, null)', 'title, state'),
    ('attachments', 'is_held(old.tenant_id, old.owner_id, null) or ' || of_conversation, null),
    ('attachment_files', 'is_file_held(old.tenant_id, old.id)', null),
    ('attachment_pieces', 'is_file_held(old.tenant_id, old.file_id)', null),
    ('request_log', 'is_call_held(old.tenant_id, old.principal_kind, old.principal_id, old.conversation_id)', null),
    ('request_bodies',
      '(select is_call_held(l.tenant_id, l.principal_kind, l.principal_id, l.conversation_id) from request_log l'
      ' where l.tenant_id = old.tenant_id and l.request_id = old.request_id)', null),
    ('literacy_completions', of_person, null),
    ('person_keys', of_person, null)
  ) as rules (name, held, evidence) loop
    execute format(
      'create function keep_held_%1$s() returns trigger language plpgsql as $f$
       begin
         if %2$s then raise exception ''This is under a legal hold.'' using errcode = ''GAL01''; end if;
         return case tg_op when ''DELETE'' then old else new end;
       end $f$', rule.name, rule.held);
    -- Playgrounds refuse to be deleted since 0023.
    if rule.name <> 'playgrounds' then
      execute format(
        'create trigger %1$s_held before delete on %1$I for each row execute function keep_held_%1$s()', rule.name);
    end if;
    if rule.evidence is not null then
      execute format(
        'create trigger %1$s_unchanged before update of %2$s on %1$I for each row
           when ((%3$s) is distinct from (%4$s) and current_setting(''galerne.is_sealing'', true) is distinct from ''on'')
           execute function keep_held_%1$s()',
        rule.name, rule.evidence,
        'old.' || replace(rule.evidence, ', ', ', old.'), 'new.' || replace(rule.evidence, ', ', ', new.'));
    end if;
  end loop;
end $$;

-- Whoever answers what is proposed may go on doing so: the words of it stay where they were.
create function keep_held_proposal() returns trigger language plpgsql as $$
begin
  if is_held(old.tenant_id, old.person_id, old.conversation_id) then new.text := old.text; end if;
  return new;
end $$;
create trigger memory_proposals_unchanged before update of text on memory_proposals for each row
  when (old.text <> '' and new.text = '') execute function keep_held_proposal();
