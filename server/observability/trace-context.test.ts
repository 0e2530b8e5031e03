import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createId } from '#server/lib/ids.ts'
import {
  isInShare,
  readTraceParent,
  spanIdOf,
  traceIdOf,
  writeTraceParent,
} from './trace-context.ts'

const GOOD = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('a traceparent is read and written as the standard has it', () => {
  const parent = readTraceParent(GOOD)
  assert.deepEqual(parent, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    isSampled: true,
  })
  assert.ok(parent)
  assert.equal(writeTraceParent(parent), GOOD)
  assert.ok(readTraceParent(GOOD.replace(/^00/, 'cc') + '-more'), 'a later version may say more')
})

test('what the standard does not allow is as if it were not there', () => {
  const bad = [
    undefined,
    '',
    GOOD.toUpperCase(),
    `${GOOD}-more`,
    GOOD.replace(/^00/, 'ff'),
    GOOD.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    GOOD.replace('b7ad6b7169203331', '0'.repeat(16)),
    GOOD.slice(1),
    ` ${GOOD}`,
    `${GOOD}, ${GOOD}`,
    ['a'],
  ]
  for (const header of bad) assert.equal(readTraceParent(header), undefined, String(header))
})

test('a request and its attempts have spans of their own, which anybody can work out', () => {
  const id = createId()
  const spans = [0, 1, 2, 3].map((number) => spanIdOf(id, number))
  assert.equal(new Set(spans).size, 4)
  for (const span of spans) assert.match(span, /^[0-9a-f]{16}$/)
  assert.match(traceIdOf(id), /^[0-9a-f]{32}$/)
})

test('a sample is about as large as it should be', () => {
  const ids = Array.from({ length: 2000 }, () => traceIdOf(createId()))
  const kept = ids.filter((id) => isInShare(id, 0.25)).length
  assert.ok(kept > 350 && kept < 650, String(kept))
  assert.equal(isInShare(ids[0] ?? '', 1), true)
  assert.equal(isInShare(ids[0] ?? '', 0), false)
})
