import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ProposeWording } from '#wire/wordings.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createWordingsStore } from './wordings-store.ts'
import { createWordings } from './wordings.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

const setup = () =>
  createWordings({ store: createWordingsStore(database), clock: systemClock, createId })
const colleague = (): Principal => ({ ...LOCAL_OWNER, id: createId(), roles: ['member'] })
const wish = (changes: Partial<ProposeWording> = {}) =>
  ProposeWording.parse({
    language: 'sl',
    messageId: 'aBc-_1',
    source: 'Hello {name}',
    current: 'Zdravo {name}',
    proposed: 'Pozdravljeni, {name}',
    ...changes,
  })
const failsWith = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code

test('what people propose is listed for whoever looks after the assistant, and for nobody else', async () => {
  const wordings = setup()
  const member = colleague()
  await wordings.propose(member, wish())
  await wordings.propose(member, wish({ proposed: 'Dober dan, {name}', reason: 'Vikanje' }))
  const listed = await wordings.list(LOCAL_OWNER, 'sl')
  assert.deepEqual(
    listed.map(({ proposed, reason }) => [proposed, reason]),
    [['Dober dan, {name}', 'Vikanje']],
  )
  await assert.rejects(wordings.list(member, null), failsWith('forbidden'))
  await assert.rejects(wordings.remove(member, listed[0]?.id ?? ''), failsWith('forbidden'))
  await wordings.remove(LOCAL_OWNER, listed[0]?.id ?? '')
  assert.deepEqual(await wordings.list(LOCAL_OWNER, 'sl'), [])
  await assert.rejects(wordings.remove(LOCAL_OWNER, createId()), failsWith('not_found'))
})

test('a proposal that loses what the page puts in is refused', async () => {
  const wordings = setup()
  for (const proposed of ['Pozdravljeni', 'Pozdravljeni {ime}', '<0>Pozdravljeni</0> {name}']) {
    await assert.rejects(
      wordings.propose(colleague(), wish({ proposed })),
      failsWith('invalid_request'),
    )
  }
})

test('nobody fills the list alone', async () => {
  const wordings = setup()
  const member = colleague()
  for (let at = 0; at < 200; at += 1) {
    await wordings.propose(member, wish({ language: 'hr', messageId: `id${at}` }))
  }
  const one = wish({ language: 'hr', messageId: 'one-more' })
  await assert.rejects(wordings.propose(member, one), failsWith('rate_limited'))
  // What is there already may still be said better.
  await wordings.propose(member, wish({ language: 'hr', messageId: 'id0', reason: 'better' }))
  await wordings.propose(colleague(), one)
})

test('proposals are taken along as PO and as a table, in which nothing becomes a formula or another entry', async () => {
  const wordings = setup()
  const proposed = '=HYPERLINK("x")\nmsgid "y" {name}'
  await wordings.propose(colleague(), wish({ language: 'lv', proposed, reason: 'a\n#. b' }))
  const po = await wordings.toPo(LOCAL_OWNER, 'lv')
  assert.deepEqual(po.split('\n'), [
    '#. language: lv · id: aBc-_1',
    '#. now: Zdravo {name}',
    '#. why: a #. b',
    '#, fuzzy',
    'msgid "Hello {name}"',
    String.raw`msgstr "=HYPERLINK(\"x\")\nmsgid \"y\" {name}"`,
    '',
  ])
  const csv = await wordings.toCsv(LOCAL_OWNER, 'lv')
  assert.match(csv, /^"language","id","english","current","proposed","reason","on"\r\n/)
  assert.ok(csv.includes(`"'=HYPERLINK(""x"")`))
})
