import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import {
  beginCall,
  createDeploymentState,
  endCall,
  isOpenFor,
  stateAt,
  type DeploymentState,
  type Verdict,
} from './deployment-state.ts'
import { hear } from './hearsay.ts'
import { shareTroubles } from './share-troubles.ts'

const database = await openTestDatabase()
const clock = { now: () => Date.now() }
after(() => database.close())

/** A process with one deployment, which tells and hears as often as it can. */
async function openProcess(processId: string) {
  const state = createDeploymentState()
  const states = new Map([[' up/model x', state]])
  const shared = { ...database, sharing: 'machine' as const }
  const close = await shareTroubles({
    database: shared,
    processId,
    states,
    clock,
    log: silentLog,
    lookMs: 5,
    isSole: false,
  })
  const ends = (verdict: Verdict, caller = 'c', retryAfterMs?: number) =>
    endCall(state, {
      verdict,
      isProbe: beginCall(state),
      nowMs: clock.now(),
      caller,
      retryAfterMs,
    })
  return { state, ends, close }
}

async function until(isSo: () => boolean) {
  const endMs = performance.now() + 5000
  while (!isSo()) {
    if (performance.now() > endMs) assert.fail('it was never heard')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const isOpen = (state: DeploymentState) => stateAt(state, clock.now()) === 'open'

test('what one process finds out of a deployment, the others know, also those that start later', async () => {
  const [one, two] = await Promise.all([openProcess('1'), openProcess('2')])
  for (let call = 0; call < 5; call += 1) one.ends('failed')
  assert.ok(isOpen(one.state))
  await until(() => isOpen(two.state))
  const late = await openProcess('3')
  assert.ok(isOpen(late.state))
  // What it was told is not told again, or two would tell each other for ever.
  assert.equal(two.state.changes, 0)

  one.state.openUntilMs = clock.now()
  one.ends('well')
  await until(() => stateAt(two.state, clock.now()) === 'closed')
  await until(() => stateAt(late.state, clock.now()) === 'closed')

  one.ends('limited', 'c', 60_000)
  await until(() => !isOpenFor(two.state, clock.now()))
  one.ends('key-refused')
  await until(() => stateAt(two.state, clock.now()) === 'quarantined')
  await Promise.all([one, two, late].map(({ close }) => close()))
})

test('a process that cannot get out takes nothing from one that can', () => {
  const nowMs = 1_000_000
  const news = { openMs: 5000, openForMs: 5000, coolMs: 5000, refusedMs: 5000, refusedForMs: 5000 }
  const stateAfter = (wellMsAgo: number) => {
    const state = createDeploymentState()
    endCall(state, {
      verdict: 'well',
      isProbe: beginCall(state),
      nowMs: nowMs - wellMsAgo,
      caller: 'c',
    })
    hear(state, news, { nowMs, ageMs: 200 })
    return stateAt(state, nowMs)
  }
  assert.equal(stateAfter(100), 'closed')
  assert.equal(stateAfter(300), 'quarantined')
})
