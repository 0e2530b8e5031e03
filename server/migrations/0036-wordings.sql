-- Better wording that people propose for the interface in their language.

create table wording_proposals (
  tenant_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  -- BCP 47, as the folder of its catalogues.
  language text not null,
  -- As the catalogues name the message.
  message_id text not null,
  source text not null,
  current_text text not null,
  proposed text not null,
  reason text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, person_id, language, message_id)
);
create index wording_proposals_by_language on wording_proposals (tenant_id, language, created_at);

alter table wording_proposals enable row level security;
alter table wording_proposals force row level security;
create policy wording_proposals_of_tenant on wording_proposals to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on wording_proposals to galerne_app;
