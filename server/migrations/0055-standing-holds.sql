-- What a batch may come to cost is held from its making until it is charged, whichever process makes it or charges it: such a
-- lease has a holder of its own and outlives the process.
alter table allowance_leases add column is_standing boolean not null default false;

-- Of a file for batches: what its lines may come to use, by model. Null: nobody has counted.
alter table provider_resources add column lines jsonb;
-- Of a batch: the holds on budgets, and the periods that they lie in. Null: none.
alter table provider_resources add column held jsonb;
