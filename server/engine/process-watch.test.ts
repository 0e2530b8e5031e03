import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { silentLog } from '../lib/log.ts'
import type { EngineProcess } from './engine-process.ts'
import { watchProcess } from './process-watch.ts'

const LOOK_MS = 50
const PULSE = { type: 'pulse', rssBytes: 1, running: 0, steps: 0 } as const

/** A process that runs this, watched. */
function setup(program: string) {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] })
  let kills = 0
  const engine: EngineProcess = {
    pid: child.pid,
    send() {},
    attach() {},
    kill: () => {
      kills += 1
      child.kill('SIGKILL')
    },
    stop: async () => {},
  }
  const watch = watchProcess(engine, { memoryLimitBytes: 10, log: silentLog, lookMs: LOOK_MS })
  return { child, watch, killed: once(child, 'exit'), kills: () => kills }
}

test(
  'a process that was stopped, and says nothing, is ended within five looks',
  {
    skip: process.platform !== 'linux',
  },
  async () => {
    const { child, watch, killed } = setup('setInterval(() => {}, 1000); console.log(1)')
    await once(child.stdout, 'data')
    watch.hear(PULSE)
    child.kill('SIGSTOP')
    assert.deepEqual(await killed, [null, 'SIGKILL'])
    watch.stop()
  },
)

test('a process that computes may be silent for longer, but not for ever', async () => {
  const { child, watch, killed, kills } = setup('console.log(1); for (;;);')
  await once(child.stdout, 'data')
  watch.hear(PULSE)
  const startedAtMs = performance.now()
  assert.deepEqual(await killed, [null, 'SIGKILL'])
  assert.ok(performance.now() - startedAtMs > 10 * LOOK_MS)
  assert.equal(kills(), 1)
  watch.stop()
})

test('whatever it says counts, and one that is still loading is left alone', async () => {
  const { child, watch, kills } = setup(`setInterval(() => console.log(1), ${LOOK_MS})`)
  for (let look = 0; look < 8; look += 1) await once(child.stdout, 'data')
  assert.equal(kills(), 0)
  watch.hear(PULSE)
  for (let look = 0; look < 12; look += 1) {
    await once(child.stdout, 'data')
    watch.hear({ type: 'started' })
  }
  assert.equal(kills(), 0)
  watch.hear({ ...PULSE, rssBytes: 11 })
  assert.equal(kills(), 1)
  watch.stop()
})
