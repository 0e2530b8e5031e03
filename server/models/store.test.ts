import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AppError } from '../lib/app-error.ts'
import { silentLog } from '../lib/log.ts'
import type { CatalogueModel } from './catalogue-model.ts'
import { listLocalModels } from './local-models.ts'
import { createFileSource } from './sources/file.ts'
import type { ModelSource } from './sources/source.ts'
import { createModelStore, type ModelStoreOptions } from './store.ts'
import { sha256Of, tinyGguf, tinyModel } from './testing-files.ts'

const folders: string[] = []
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

const content = tinyGguf()

async function setup(
  changes: Partial<CatalogueModel> = {},
  options: Partial<ModelStoreOptions> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'galerne-store-'))
  folders.push(folder)
  const carried = join(folder, 'carried.gguf')
  await writeFile(carried, content)
  const model = tinyModel(content, [{ source: 'file', path: carried }], changes)
  const storeOptions = {
    folder: join(folder, 'models'),
    catalogue: [model],
    sources: [createFileSource()],
    log: silentLog,
    ...options,
  }
  return { store: createModelStore(storeOptions), model, carried, folder: storeOptions.folder }
}

test('a pulled model is found, listed, and ready for the engine', async () => {
  const { store, model, folder } = await setup()
  assert.equal(await store.findFile('tiny'), undefined)

  const file = await store.pull('tiny')

  assert.equal(file.sha256, model.sha256)
  assert.equal(file.path, join(folder, 'blobs', `sha256-${model.sha256}`))
  assert.deepEqual(await store.findFile('tiny'), file)
  assert.equal((await store.list())[0]?.installed?.source, 'file')
  assert.deepEqual(await listLocalModels(store), [
    {
      id: 'tiny',
      name: 'Tiny',
      path: file.path,
      contextTokens: 2048,
      languages: ['mt'],
      licence: { name: 'Apache-2.0', url: null },
      kind: 'chat',
      sampling: null,
      infill: null,
    },
  ])
  assert.deepEqual(await readdir(join(folder, 'partials')), [])
  assert.deepEqual(await readdir(join(folder, 'locks')), [])
})

test('the wrong file is refused with both digests, and nothing of it stays', async () => {
  const { store, folder } = await setup({ sha256: 'a'.repeat(64) })
  await assert.rejects(store.pull('tiny'), (error: AppError) => {
    assert.equal(error.code, 'provider_unavailable')
    assert.match(error.message, new RegExp(`${sha256Of(content)}, not a{64}`))
    return true
  })
  assert.deepEqual(await readdir(join(folder, 'partials')), [])
  assert.deepEqual(await readdir(join(folder, 'blobs')), [])
})

test('a file that is no model is refused, even where no digest is known', async () => {
  const { store, carried, folder } = await setup({ sha256: null, sizeBytes: null })
  await writeFile(carried, '<!doctype html>')
  await assert.rejects(store.pull('tiny'), /no GGUF model/)
  assert.deepEqual(await readdir(join(folder, 'partials')), [])
})

test('a digest that was not known is recorded, and said to be', async () => {
  const { store } = await setup({ sha256: null, sizeBytes: null })
  const { sha256 } = await store.pull('tiny')
  assert.equal(sha256, sha256Of(content))
  assert.equal((await store.list())[0]?.installed?.isPinned, false)
})

test('a blob that was cut off is noticed at once, and pulled again', async () => {
  const { store } = await setup()
  const { path } = await store.pull('tiny')
  await truncate(path, 1000)
  assert.equal(await store.findFile('tiny'), undefined)
  assert.deepEqual(await listLocalModels(store), [])
  await store.pull('tiny')
  assert.equal((await stat(path)).size, content.length)
})

test('a blob that somebody wrote to is noticed by its time, and pulled again', async () => {
  const { store } = await setup()
  const { path } = await store.pull('tiny')
  const damaged = Buffer.from(content)
  damaged[200_000] = (damaged[200_000] ?? 0) ^ 1
  await writeFile(path, damaged)
  assert.equal(await store.findFile('tiny'), undefined)
  await store.pull('tiny')
  await store.verify('tiny')
})

test('a blob that was only copied, so that its time changed, is still good', async () => {
  const { store } = await setup()
  const { path } = await store.pull('tiny')
  await utimes(path, new Date(0), new Date(0))
  assert.ok(await store.findFile('tiny'))
})

test('verify finds damage that size and time hide, and removes the file', async () => {
  const { store } = await setup()
  const { path } = await store.pull('tiny')
  const { atime, mtime } = await stat(path)
  const damaged = Buffer.from(content)
  damaged[200_000] = (damaged[200_000] ?? 0) ^ 1
  await writeFile(path, damaged)
  await utimes(path, atime, mtime)
  await assert.rejects(store.verify('tiny'), /damaged or missing, and was removed/)
  assert.equal(existsSync(path), false)
  assert.equal(await store.findFile('tiny'), undefined)
})

test('removing frees the file, but not one that another name shares', async () => {
  const { store, model } = await setup()
  const { path } = await store.pull('tiny')
  await store.pull({ ...model, id: 'twin' })
  assert.equal((await store.remove('tiny')).freedBytes, 0)
  assert.ok(existsSync(path))
  assert.equal((await store.remove('twin')).freedBytes, content.length)
  assert.equal(existsSync(path), false)
  await assert.rejects(store.remove('twin'), /not on this machine/)
})

test('ids that could leave the folder are refused by every verb', async () => {
  const { store, model } = await setup()
  for (const id of ['../escape', '..', 'a/../../b', '/etc/passwd', 'a\\b', '.hidden', 'a\0b', '']) {
    const refusal = { name: 'AppError', code: 'invalid_request' }
    await assert.rejects(store.pull(id), refusal, id)
    await assert.rejects(store.pull({ ...model, id }), refusal, id)
    await assert.rejects(store.remove(id), refusal, id)
    await assert.rejects(store.verify(id), refusal, id)
    await assert.rejects(store.findFile(id), refusal, id)
  }
})

test('what does not fit is told before anything is written', async () => {
  const { store, folder } = await setup({}, { freeBytes: async () => 100_000_000 })
  await assert.rejects(store.pull('tiny'), /Not enough disk space for tiny: 257 MB are needed/)
  assert.deepEqual(await readdir(join(folder, 'blobs')), [])
})

test('a model too large for the memory is listed with the reason', async () => {
  const { store } = await setup({ memoryBytes: 9e15 })
  const [listed] = await store.list()
  assert.equal(listed?.fits, false)
  assert.match(listed?.reason ?? '', /^needs 9000000.0 GB of memory, this machine has /)
})

test('a source that fails is passed over, and all are named when all fail', async () => {
  const failing: ModelSource = {
    name: 'https',
    pull: () => Promise.reject(new Error('the wind blew the cable down')),
  }
  const { store, model } = await setup({}, { sources: [failing, createFileSource()] })
  const both = {
    ...model,
    sources: [...model.sources, { source: 'https' as const, url: 'https://x' }],
  }
  assert.equal((await store.pull(both)).sha256, model.sha256)

  const { store: other } = await setup({}, { sources: [failing] })
  const lost = { ...both, id: 'lost' }
  await assert.rejects(
    other.pull(lost),
    /configured: https\):\n- https: the wind blew[^]*--from file:/,
  )
})

test('a folder that cannot be written is said to be, with what to do', async () => {
  const { store } = await setup({}, { folder: '/proc/galerne' })
  await assert.rejects(store.list(), /cannot be stored in \/proc\/galerne[^]*GALERNE_MODELS/)
})
