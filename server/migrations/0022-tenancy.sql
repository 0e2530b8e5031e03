-- Several organisations in one Galerne.

-- What has changed, of all of them in one look: ids, names of topics, numbers.
do $$ begin
  execute format('create policy revisions_of_all on revisions for select to %I using (true)', current_user);
end $$;
