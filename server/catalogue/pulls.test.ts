import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { freeBytesAt } from '#server/models/machine.ts'
import type { ModelSource } from '#server/models/sources/source.ts'
import { createModelStore } from '#server/models/store.ts'
import { tinyGguf, tinyModel } from '#server/models/testing-files.ts'
import { createPulls } from './pulls.ts'

let root = ''
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'galerne-pulls-'))
})
after(() => rm(root, { recursive: true, force: true }))

const content = tinyGguf(400_000)
const HALF = 200_000

/** Sends half, then waits until it is let go on or stopped. */
function haltingSource() {
  const halfway = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const source: ModelSource = {
    name: 'file',
    async pull(wish) {
      const { file, signal } = wish
      const onBytes = (received: number) => wish.onBytes(received, content.length)
      if (file.sizeBytes < HALF) await file.append(content.subarray(file.sizeBytes, HALF))
      onBytes(file.sizeBytes)
      halfway.resolve()
      const stopped = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
      await Promise.race([goOn.promise, stopped])
      await file.append(content.subarray(file.sizeBytes))
      onBytes(file.sizeBytes)
      return { claimedSha256: null }
    },
  }
  return { source, halfway: halfway.promise, goOn: () => goOn.resolve() }
}

function setup(name: string, source: ModelSource, memoryBytes = 1_000_000) {
  const folder = join(root, name)
  const model = tinyModel(content, [{ source: 'file', path: '/unused' }], { memoryBytes })
  const store = createModelStore({ folder, catalogue: [model], sources: [source], log: silentLog })
  const installed = Promise.withResolvers<void>()
  const pulls = createPulls({
    store,
    onInstalled: () => Promise.resolve(installed.resolve()),
    clock: systemClock,
    log: silentLog,
  })
  const one = async () => (await pulls.list()).models[0]
  return { pulls, installed: installed.promise, one }
}

test('free room is told before the folder of models is there', async () => {
  assert.ok((await freeBytesAt(join(root, 'not', 'yet'))) > 0)
})

test('a model is fetched from the page, stopped, and goes on from where it was', async () => {
  const first = haltingSource()
  const { pulls, one } = setup('resumed', first.source)
  assert.deepEqual([(await one())?.isInstalled, (await one())?.lacks], [false, null])
  await pulls.start('tiny')
  await first.halfway
  const underWay = (await one())?.pull
  assert.deepEqual([underWay?.stage, underWay?.receivedBytes], ['pulling', HALF])
  pulls.stop('tiny')
  await pulls.close()
  assert.equal((await one())?.pull?.stage, 'stopped')
  assert.equal((await one())?.partialBytes, HALF)

  const second = haltingSource()
  const again = setup('resumed', second.source)
  await again.pulls.start('tiny')
  await second.halfway
  second.goOn()
  await again.installed
  await again.pulls.close()
  assert.equal((await again.one())?.isInstalled, true)
})

test('a second start changes nothing, and what is here already is not fetched again', async () => {
  const { source, halfway, goOn } = haltingSource()
  const { pulls, installed, one } = setup('twice', source)
  await pulls.start('tiny')
  await halfway
  await pulls.start('tiny')
  goOn()
  await installed
  await pulls.close()
  const known = await one()
  await pulls.start('tiny')
  assert.deepEqual(await one(), known)
})

test('what does not fit is refused with the numbers, and what is unknown as well', async () => {
  const { pulls, one } = setup('large', haltingSource().source, 2 ** 60)
  assert.equal((await one())?.lacks, 'memory')
  await assert.rejects(pulls.start('tiny'), /needs .* of memory, this machine has/)
  await assert.rejects(pulls.start('nobody'), { code: 'model_not_found' })
  assert.throws(() => pulls.stop('tiny'), { code: 'not_found' })
})

test('a pull that fails says why, and can be begun again', async () => {
  const broken: ModelSource = { name: 'file', pull: () => Promise.reject(new Error('no route')) }
  const { pulls, one } = setup('broken', broken)
  await pulls.start('tiny')
  let pull = (await one())?.pull
  while (pull?.stage !== 'failed') pull = (await one())?.pull
  assert.match(pull?.reason ?? '', /no route/)
})
