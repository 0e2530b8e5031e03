import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import type { CountsStore } from './counts-store.ts'
import { createCounts } from './counts.ts'

test('what could not be written is written the next time, with what came meanwhile', async () => {
  const written: Parameters<CountsStore['add']>[1][] = []
  let isAway = true
  const counts = createCounts(
    {
      add(_tenantId, found) {
        if (isAway) return Promise.reject(new Error('The database is away.'))
        written.push(found)
        return Promise.resolve()
      },
      since: () => Promise.resolve([]),
    },
    { clock: createManualClock(), log: silentLog },
  )
  const hold = (requestId: string) =>
    counts.note(
      {
        principal: LOCAL_OWNER,
        body: Buffer.alloc(0),
        members: [],
        dialect: 'openai-chat',
        classification: 'internal',
        target: { name: 'them/model', tags: UNKNOWN_TAGS },
        requestId,
        memo: {},
      },
      'other',
      [{ kind: 'iban', choice: 'block', count: 2 }],
    )
  hold('first')
  await counts.flush()
  hold('second')
  isAway = false
  await counts.flush()
  await counts.flush()
  assert.equal(written.length, 1)
  assert.deepEqual(
    written[0]?.counts.map(({ count }) => count),
    [4],
  )
  assert.deepEqual(
    written[0].calls.map(({ acting }) => acting.requestId),
    ['first', 'second'],
  )
})
