import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { toCsv } from '#server/lib/csv.ts'
import { createRatingsReport, reportCsv } from './report.ts'
import type { ComparedRow, JudgedRow } from './report-store.ts'
import { shareOf } from './wilson.ts'

const rated = (more: Partial<JudgedRow>): JudgedRow => ({
  modelId: 'mistral-small',
  lang: 'de',
  verdict: 'good',
  reasons: [],
  count: 1,
  ...more,
})
const compared = (more: Partial<ComparedRow>): ComparedRow => ({
  lang: 'de',
  shown: ['mistral-small', '=cmd|evil'],
  chosen: 'mistral-small',
  isDecided: true,
  count: 1,
  ...more,
})

const report = createRatingsReport({
  store: {
    ratings: () =>
      Promise.resolve([
        rated({ count: 3 }),
        rated({ verdict: 'bad', reasons: ['language', 'wrong'] }),
        rated({ lang: 'fr', verdict: 'bad', reasons: ['language'] }),
        rated({ modelId: null }),
      ]),
    comparisons: () =>
      Promise.resolve([
        compared({ count: 2 }),
        compared({ chosen: '=cmd|evil' }),
        compared({ isDecided: false, chosen: null }),
        // Two versions of one model, one of which was better.
        compared({ shown: ['mistral-small', 'mistral-small'], count: 9 }),
      ]),
  },
})

test('few judgements say little, and the interval says how little', () => {
  assert.equal(shareOf(0, 0), null)
  const one = shareOf(1, 1)
  assert.deepEqual([one?.value, one?.low.toFixed(3), one?.high], [1, '0.207', 1])
  // As published: 81 of 263 (Newcombe 1998).
  const many = shareOf(81, 263)
  assert.deepEqual([many?.low.toFixed(4), many?.high.toFixed(4)], ['0.2553', '0.3662'])
})

test('ratings and choices are counted by model, and by language where that was asked', async () => {
  const all = await report(LOCAL_OWNER, {})
  assert.deepEqual(all.languages, ['de', 'fr'])
  const [first] = all.models
  assert.deepEqual(
    [first?.modelId, first?.good, first?.bad, first?.reasons],
    ['mistral-small', 3, 2, { language: 2, wrong: 1 }],
  )
  assert.deepEqual([first?.won, first?.lost, first?.tied, first?.wonShare?.of], [2, 1, 1, 3])
  const french = await report(LOCAL_OWNER, { lang: 'fr' })
  assert.deepEqual(
    french.models.map(({ modelId, good, bad }) => [modelId, good, bad]),
    [['mistral-small', 0, 1]],
  )
})

test('only whoever may sees them, and a model’s name is no formula in the table', async () => {
  const member: Principal = { ...LOCAL_OWNER, roles: ['member'] }
  await assert.rejects(report(member, {}), { code: 'forbidden' })
  const csv = toCsv(reportCsv(await report(LOCAL_OWNER, {})))
  assert.ok(!/(?:^|[\n,])"?=/.test(csv), csv)
  assert.ok(csv.includes('cmd|evil'))
})
