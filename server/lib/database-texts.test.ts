import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createJoinStore } from '#server/access/accounts/join-store.ts'
import { createRunEventsStore } from '#server/assistant/run-events-store.ts'
import { createHoldsStore } from '#server/rights/retention/holds-store.ts'
import { erasePerson } from '#server/rights/people/erase-store.ts'
import { fillWords } from '#server/rights/test-organisation-store.ts'
import { sealedSince, sealOldTexts } from './database-sealing.ts'
import { openLines } from './database-sealed-lines.ts'
import { openTestDatabase } from './database-testing.ts'
import { destroyKeyOf, openRows, sealerFor } from './database-texts.ts'
import type { Database } from './database.ts'
import { createId } from './ids.ts'
import { silentLog } from './log.ts'
import { createKeyFolder } from './person-keys-folder.ts'
import { SEALED } from './sealed-tables.ts'

let database: Database
let folder: string
before(async () => {
  database = await openTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'galerne-keys-'))
})
after(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One for each sealed column, and more. */
const WORDS = 'abcdefghijklmnopqrstuvwx'.split('')
const signal = new AbortController().signal
const keysOf = () => database.personKeys ?? assert.fail('no keys')
const keyIds = (tenantId: string, personId: string) =>
  database.withTenant(tenantId, async (sql) => {
    const rows = await sql<{ key_id: string }[]>`
      select key_id from person_keys where person_id = ${personId}`
    return rows.map(({ key_id: id }) => id)
  })

test('a key that a transaction made which came to nothing seals nothing afterwards', async () => {
  const [tenantId, personId] = [createId(), createId()]
  const seal = () =>
    database.withTenant(tenantId, async (sql) => {
      const row = (await sealerFor(sql, SEALED.memories, personId))('one', {
        id: 'one',
        text: 'Hei',
      })
      return { ...row }
    })
  const breaking = database.withTenant(tenantId, async (sql) => {
    await sealerFor(sql, SEALED.memories, personId)
    await sealerFor(sql, SEALED.memories, personId)
    throw new Error('it came to nothing')
  })
  await assert.rejects(breaking, /nothing/)
  const sealed = await seal()
  assert.equal((await keyIds(tenantId, personId)).length, 1, 'the database knows whose it is')
  await database.withTenant(tenantId, (sql) => destroyKeyOf(sql, personId))
  const [read] = await database.withTenant(tenantId, (sql) =>
    openRows(sql, SEALED.memories, [{ ...sealed }]),
  )
  assert.equal(read?.text, '')
})

test('an erasure that somebody else’s hold refuses leaves all texts readable', async () => {
  const { tenantId, personId, conversationId } = await fillWords(database, ['Wohngeld'])
  await sealOldTexts(database, { tenantId, log: silentLog, signal })
  const [colleague, memory] = [createId(), createId()]
  await database.withTenant(tenantId, async (sql) => {
    await sql`insert into people (tenant_id, id, name) values (${tenantId}, ${colleague}, 'Bea')`
    const seal = await sealerFor(sql, SEALED.memories, colleague)
    const { text } = seal(memory, { text: 'Likes tea' })
    await sql`
      insert into memories (tenant_id, id, person_id, text, created_at)
      values (${tenantId}, ${memory}, ${colleague}, ${text}, now())`
    await sql`
      insert into answer_ratings (tenant_id, message_id, person_id, conversation_id, verdict, reasons,
                                  comment, better, is_shared, updated_at)
      select ${tenantId}, id, ${colleague}, ${conversationId}, 'bad', '[]', '', '', false, now()
      from messages where conversation_id = ${conversationId}`
  })
  const wish = {
    subjectKind: 'person',
    subjectId: personId,
    reason: 'A case',
    until: null,
  } as const
  const by = { id: createId(), name: 'Ada', at: new Date() }
  await createHoldsStore(database).place(tenantId, wish, by)
  const erasing = { personId: colleague, pseudonym: createId(), certify: () => Promise.resolve() }
  await assert.rejects(erasePerson(database, tenantId, erasing), { code: 'conflict' })
  const [read] = await database.withTenant(tenantId, async (sql) =>
    openRows(sql, SEALED.memories, [
      ...(await sql<
        { id: string; text: string }[]
      >`select id, text from memories where id = ${memory}`),
    ]),
  )
  assert.equal(read?.text, 'Likes tea')
})

test('what is still being written when accounts are joined is sealed for whoever has it then', async () => {
  const { tenantId, personId } = await fillWords(database, WORDS)
  const toId = createId()
  const run = await database.withTenant(tenantId, async (sql) => {
    await sql`insert into people (tenant_id, id, name) values (${tenantId}, ${toId}, 'Bea')`
    const [{ id } = { id: '' }] = await sql<{ id: string }[]>`select id from runs`
    await sql`
      insert into runs_in_flight (tenant_id, run_id, process_id) values (${tenantId}, ${id}, 1)`
    return id
  })
  const store = createRunEventsStore(database)
  const append = (sequence: number) =>
    store.append(1, [
      { tenantId, runId: run, events: [{ type: 'text', sequence, text: 'Hei' }], ending: null },
    ])
  await append(2)
  await createJoinStore(database).join({ tenantId, fromId: personId, toId })
  // Half a minute later.
  keysOf().forget()
  await append(3)
  assert.deepEqual(await keyIds(tenantId, personId), [], 'no key of nobody')
})

test('where sealing broke off before the pages were written anew, they are with the next start', async () => {
  const { tenantId } = await fillWords(database, WORDS)
  const written: string[] = []
  const breaking = new Proxy(database.sql, {
    apply(target, self, [strings, ...values]: Parameters<Database['sql']>) {
      const said = Array.isArray(strings) ? strings.join('…') : ''
      if (!said.startsWith('vacuum full')) return Reflect.apply(target, self, [strings, ...values])
      if (written.length === 0) {
        written.push('broken off')
        return Promise.reject(new Error('killed'))
      }
      written.push('vacuum')
      return Promise.resolve([])
    },
  })
  const dying = { ...database, sql: breaking }
  await assert.rejects(sealOldTexts(dying, { tenantId, log: silentLog, signal }), /killed/)
  assert.deepEqual(written, ['broken off'])
  await sealOldTexts(dying, { tenantId, log: silentLog, signal })
  const tables = Object.keys(SEALED).length
  assert.equal(written.length - 1, tables, 'each table that had open texts')
})

test('one person whose key is gone does not keep others’ texts open', async () => {
  const gone = await fillWords(database, ['Wohngeld'])
  const { tenantId } = gone
  const other = createId()
  await database.withTenant(tenantId, async (sql) => {
    await sealerFor(sql, SEALED.memories, gone.personId)
    await sql`insert into people (tenant_id, id, name) values (${tenantId}, ${other}, 'Bea')`
    await sql`
      insert into memories (tenant_id, id, person_id, text, created_at)
      values (${tenantId}, ${createId()}, ${other}, 'Likes tea', now())`
  })
  const [keyId = ''] = await keyIds(tenantId, gone.personId)
  await keysOf().destroy(tenantId, keyId)
  await sealOldTexts(database, { tenantId, log: silentLog, signal })
  const [row] = await database.withTenant(
    tenantId,
    (sql) => sql<{ text: string }[]>`select text from memories where person_id = ${other}`,
  )
  assert.match(row?.text ?? '', /^galerne-text/)
  assert.equal(await database.withTenant(tenantId, sealedSince), null)
})

test('an archive is not written where keys are missing', async () => {
  const { tenantId } = await fillWords(database, WORDS)
  await sealOldTexts(database, { tenantId, log: silentLog, signal })
  const lines = await database.withTenant(tenantId, async (sql) => {
    const rows = await sql<{ line: string }[]>`select to_jsonb(m)::text as line from memories m`
    return rows.map(({ line }) => line.replaceAll(/galerne-text\.1\.\w+/g, 'galerne-text.1.beef'))
  })
  assert.match(lines.join(), /beef/)
  const opening = database.withTenant(tenantId, (sql) => openLines(sql, [SEALED.memories], lines))
  await assert.rejects(opening, { code: 'not_ready' })
})

test('a key is gone though its wrapping or the list of those that are gone was broken off', async () => {
  const shelf = createKeyFolder(folder)
  const tenantId = createId()
  await shelf.put(tenantId, 'one', 'sealed')
  // A rotation was killed between the two.
  const half = join(folder, tenantId, 'one.new')
  writeFileSync(half, 'sealed anew\n')
  // The disk was full in the middle of a line.
  writeFileSync(join(folder, tenantId, 'destroyed'), 'tw')
  await shelf.destroy(tenantId, 'one')
  assert.equal(existsSync(half), false)
  await shelf.put(tenantId, 'one', 'out of a back-up')
  assert.equal(await shelf.get(tenantId, 'one'), 'destroyed')
})
