import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Secret } from './secret.ts'
import { createSecretBox } from './secret-box.ts'
import { loadSecretKeys, SECRETS_KEY_FILE } from './secret-keys.ts'

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
  const [version, id, packed = ''] = box.seal('sk-1', 'a').split('.')
  const bytes = Buffer.from(packed, 'base64url')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    const sealed = `${version}.${id}.${changed.toString('base64url')}`
    assert.throws(() => box.open(sealed, 'a'), /was changed/)
  }
  assert.throws(() => box.open(`${version}.${id}.AAAA`, 'a'), /is damaged/)
  assert.throws(() => box.open('nonsense', 'a'), /not here/)
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
