import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { LITERACY } from './literacy-texts.ts'
import { openTestRegisters, somebody } from './registers-testing.ts'

let database: Database
let parts: Awaited<ReturnType<typeof openTestRegisters>>
before(async () => {
  database = await openTestDatabase()
  parts = await openTestRegisters(database)
})
after(async () => {
  await parts.close()
  await database.close()
})

const RIGHT = Object.fromEntries(LITERACY.en.questions.map(({ id, right }) => [id, right]))

test('the course asks the same in each language, and does not tell the answers', async () => {
  for (const lang of ['de', 'fr'] as const) {
    const shape = LITERACY[lang].questions.map(({ id, right, options }) => [
      id,
      right,
      options.length,
    ])
    const english = LITERACY.en.questions.map(({ id, right, options }) => [
      id,
      right,
      options.length,
    ])
    assert.deepEqual(shape, english)
    assert.equal(LITERACY[lang].lessons.length, LITERACY.en.lessons.length)
  }
  const course = await parts.literacy.module(somebody(), 'de')
  assert.doesNotMatch(JSON.stringify(course), /right|hint/)
})

test('who answers all of it right has done it, with the roles held then', async () => {
  const dora = somebody({ id: createId(), name: '=Dora', roles: ['member'] })
  const wrong = await parts.literacy.complete(
    dora,
    { answers: { ...RIGHT, truth: 0 }, lang: 'en' },
    'en',
  )
  assert.equal(wrong.isPassed, false)
  assert.deepEqual(
    wrong.wrong.map(({ id }) => id),
    ['truth'],
  )
  assert.equal((await parts.literacy.module(dora, 'en')).completedAt, null)

  const right = await parts.literacy.complete(dora, { answers: RIGHT, lang: 'en' }, 'en')
  assert.equal(right.completion?.person, '=Dora')
  assert.notEqual((await parts.literacy.module(dora, 'en')).completedAt, null)
  const { completions } = await parts.literacy.list(dora, {
    search: 'dor',
    limit: 50,
    cursor: null,
  })
  assert.deepEqual(
    completions.map(({ roles }) => roles),
    [['member']],
  )
  const none = await parts.literacy.list(dora, { search: '%', limit: 50, cursor: null })
  assert.deepEqual(none.completions, [])
  assert.match(await parts.literacy.csv(dora), /'=Dora/)
})

test('a program learns nothing', async () => {
  const robot = somebody({ kind: 'key' })
  await assert.rejects(parts.literacy.complete(robot, { answers: RIGHT, lang: 'en' }, 'en'), {
    code: 'forbidden',
  })
})

test('of each role it is told how many of its people have done it', async () => {
  const owner = somebody()
  const count = async () =>
    (await parts.literacy.list(owner, { search: '', limit: 1, cursor: null })).byRole
  assert.deepEqual(await count(), [{ role: 'owner', people: 1, done: 0 }])
  await parts.literacy.complete(owner, { answers: RIGHT, lang: 'fr' }, 'fr')
  assert.deepEqual(await count(), [{ role: 'owner', people: 1, done: 1 }])
})
