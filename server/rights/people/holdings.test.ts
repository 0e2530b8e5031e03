import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { listPossessions } from '../possessions-testing-store.ts'
import { fillTestOrganisation } from '../test-organisation-store.ts'
import { fillPossessions } from '../test-possessions-store.ts'
import { countHeld, listTablesHeld, readHeld } from './holdings-store.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

/** What of a person is shown by something else, or says nothing that they have not seen there. */
const NOT_SHOWN = new Map(
  Object.entries({
    'runs run_events runs_in_flight': 'how an answer came to be: the answer is shown',
    'search_entries search_queue': 'words of messages, which are shown',
    'screening_pseudonyms provenance_records provenance_marks':
      'sealed, and of words that are shown',
    conversation_snapshots: 'a conversation as it was shared, which is shown',
    'library_versions plain_text_decisions': 'shown with what they are of',
    attachment_pieces: 'the files themselves, which the copy has',
    'key_secrets identity.tickets sso_sessions': 'hashes and links that work once',
    person_keys: 'which key seals what is shown',
    folder_file_uses: 'which conversation was told of a file that is shown',
    scim_people: 'what the directory of the organisation says, which the account shows',
    audit_actors: 'whom entries of the trail are about, sealed',
  }).flatMap(([tables, why]) => tables.split(' ').map((table): [string, string] => [table, why])),
)

test('each table with something of a person is among what is shown to them, or says where it is', async () => {
  const shown = await listTablesHeld(database, createId())
  const all = await listPossessions(database)
  const forgotten = all.filter((table) => !shown.has(table) && !NOT_SHOWN.has(table))
  assert.deepEqual(forgotten, [], 'name it in holdings-store.ts')
  assert.deepEqual(
    [...NOT_SHOWN.keys()].filter((table) => shown.has(table)),
    [],
  )
})

test('what stands around messages is counted and read, as is everything else that somebody has', async () => {
  const filled = await fillTestOrganisation(database, { tenantId: createId(), messages: 2 })
  await fillPossessions(database, filled)
  const counts = new Map(
    (await countHeld(database, filled.tenantId, filled.personId)).map(({ kind, count }) => [
      kind,
      count,
    ]),
  )
  assert.equal(counts.get('around-messages'), 3)
  for (const kind of ['memories', 'attachments', 'library', 'plain-texts', 'shares'] as const) {
    assert.ok((counts.get(kind) ?? 0) > 0, kind)
  }
  const rows = await readHeld(database, filled.tenantId, filled.personId)
  const around = rows.find(({ kind }) => kind === 'around-messages')?.rows.join()
  for (const word of ['Bonjour', 'Und dann?', 'Danach']) assert.ok(around?.includes(word), word)
})
