-- Which model on own machines looks for names and addresses, and what follows where it does not answer.

create table screening_name_models (
  tenant_id uuid not null references organisations (tenant_id),
  settings jsonb not null,
  primary key (tenant_id)
);

alter table screening_name_models enable row level security;
alter table screening_name_models force row level security;
create policy screening_name_models_of_tenant on screening_name_models to galerne_app
  using (tenant_id = current_setting('galerne.tenant_id')::uuid)
  with check (tenant_id = current_setting('galerne.tenant_id')::uuid);
grant select, insert, update, delete on screening_name_models to galerne_app;
