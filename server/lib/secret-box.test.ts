import assert from 'node:assert/strict'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { Secret } from './secret.ts'
import { createSecretBox } from './secret-box.ts'
import { addSecretKey, loadSecretKeys, SECRETS_KEY_FILE } from './secret-keys.ts'

const OLD = new Secret('the old key, of thirty-two characters')
const NEW = new Secret('the new key, of thirty-two characters')

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galerne-secrets-'))
})
after(() => rm(folder, { recursive: true, force: true }))

test('what is sealed opens for the same provider, and for no other', () => {
  const box = createSecretBox([NEW])
  const sealed = box.seal('sk-très-secret', 'provider a')
  assert.equal(box.open(sealed, 'provider a'), 'sk-très-secret')
  assert.throws(() => box.open(sealed, 'provider b'), /was changed/)
  assert.doesNotMatch(sealed, /secret/)
})

test('the same text is never sealed the same way twice', () => {
  const box = createSecretBox([NEW])
  assert.notEqual(box.seal('sk', 'a'), box.seal('sk', 'a'))
})

test('a text that was changed by one bit anywhere does not open', () => {
  const box = createSecretBox([NEW])
  const parts = box.seal('sk-1', 'a').split('.')
  for (const part of [2, 3]) {
    const bytes = Buffer.from(parts[part] ?? '', 'base64url')
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      const sealed = parts.with(part, changed.toString('base64url')).join('.')
      assert.throws(() => box.open(sealed, 'a'), /was changed/)
    }
  }
  assert.throws(() => box.open(parts.with(2, 'AAAA').join('.'), 'a'), /is damaged/)
  assert.throws(() => box.open('nonsense', 'a'), /not here/)
})

test('the key of one secret does not open another', () => {
  const box = createSecretBox([NEW])
  const [one, other] = [box.seal('sk-1', 'a').split('.'), box.seal('sk-2', 'a').split('.')]
  assert.throws(() => box.open(one.with(3, other[3] ?? '').join('.'), 'a'), /was changed/)
})

test('what an old key sealed goes under the new one while both are there, and the old one can go', () => {
  const keys = [OLD]
  const box = createSecretBox(keys)
  const sealed = box.seal('sk-3', 'a')
  keys.unshift(NEW)
  const renewed = box.rewrap(sealed)
  assert.equal(renewed.split('.')[1], box.keyIds()[0])
  assert.ok(!box.isOutdated(renewed))
  assert.equal(box.rewrap(renewed), renewed)
  keys.pop()
  assert.equal(box.open(renewed, 'a'), 'sk-3')
  assert.throws(() => box.open(renewed, 'b'), /was changed/)
  assert.throws(() => box.open(sealed, 'a'), /not here/)
})

test('what was sealed before there were envelopes still opens', () => {
  const bytes = createHash('sha256').update(`galerne secret box ${OLD.expose()}`).digest()
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from('a'))
  const body = Buffer.concat([cipher.update('sk-old'), cipher.final()])
  const packed = Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')
  assert.equal(createSecretBox([NEW, OLD]).open(`v1.${id}.${packed}`, 'a'), 'sk-old')
})

test('a new key is put before the old one, and what the old one sealed is known to be outdated', () => {
  const sealed = createSecretBox([OLD]).seal('sk-2', 'a')
  const both = createSecretBox([NEW, OLD])
  assert.equal(both.open(sealed, 'a'), 'sk-2')
  assert.equal(both.isOutdated(sealed), true)
  assert.equal(both.isOutdated(both.seal('sk-2', 'a')), false)
  assert.throws(
    () => createSecretBox([NEW]).open(sealed, 'a'),
    /sealed with a key that is not here/,
  )
})

test('without a key in the configuration one is made, that this user alone can read, and kept', async () => {
  const [first] = loadSecretKeys(folder, [])
  const path = join(folder, SECRETS_KEY_FILE)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.equal(loadSecretKeys(folder, [])[0]?.expose(), first?.expose())
  assert.deepEqual(loadSecretKeys(folder, [OLD]), [OLD])
})

test('processes that start at the same moment make one key, which none finds half written', async () => {
  const folders = await Promise.all(
    Array.from({ length: 15 }, () => mkdtemp(join(tmpdir(), 'galerne-secret-keys-'))),
  )
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const workers = Array.from({ length: 4 }, () => {
    const workerData = { module: new URL('secret-keys.ts', import.meta.url).href, gate, folders }
    return new Worker(MAKING, { eval: true, workerData })
  })
  const made = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]))
  assert.equal(new Set(made.map((keys) => JSON.stringify(keys))).size, 1)
  await Promise.all(folders.map((each) => rm(each, { recursive: true })))
})

/** Each thread has modules of its own, as a process has: all wait for each other before each folder. */
const MAKING = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { module, gate, folders } = workerData
  import(module).then(({ loadSecretKeys }) => {
    const keys = folders.map((folder, at) => {
      Atomics.add(gate, 0, 1)
      while (Atomics.load(gate, 0) < 4 * (at + 1)) { }
      return loadSecretKeys(folder, [])[0].expose()
    })
    parentPort.postMessage(keys)
  })
`

test('keys that are added to the file are known to whoever loaded it before', async () => {
  const path = join(folder, 'rotated', SECRETS_KEY_FILE)
  await mkdir(dirname(path))
  const keys = loadSecretKeys(dirname(path), [])
  const sealed = createSecretBox(keys).seal('sk', 'a')
  addSecretKey(dirname(path))
  assert.equal(keys.length, 2)
  const box = createSecretBox(keys)
  assert.ok(box.isOutdated(sealed))
  assert.equal(box.open(sealed, 'a'), 'sk')
})

test('keys that somebody could guess are refused', () => {
  const weak = [
    'changeme'.repeat(4),
    'a'.repeat(40),
    '0123456789'.repeat(4),
    'short',
    'abab'.repeat(10),
  ]
  // Whoever has read the documents of a product with a key in them opens what it has sealed.
  const published = new Secret('changeme'.repeat(4))
  const theirs = createSecretBox([published]).seal('sk-of-the-provider', 'p')
  assert.equal(createSecretBox([published]).open(theirs, 'p'), 'sk-of-the-provider')
  for (const key of [...weak, 'your-secret-key-of-32-characters!']) {
    assert.throws(
      () => loadSecretKeys(folder, [new Secret(key)]),
      /can be guessed|at least 32/,
      key,
    )
  }
  assert.throws(() => loadSecretKeys(folder, [NEW, NEW]), /twice/)
})

test('a file of keys that was cut short or emptied is refused, not replaced', async () => {
  const path = join(folder, SECRETS_KEY_FILE)
  const good = await readFile(path, 'utf8')
  for (const text of ['', 'short\n', `${good}x\n`]) {
    await writeFile(path, text)
    assert.throws(() => loadSecretKeys(folder, []), /does not hold a key of at least 32/)
  }
  await writeFile(path, `${NEW.expose()}\n\n${OLD.expose()}\n`)
  await chmod(path, 0o600)
  assert.deepEqual(
    loadSecretKeys(folder, []).map((key) => key.expose()),
    [NEW.expose(), OLD.expose()],
  )
})
