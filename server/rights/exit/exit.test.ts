import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { fillTestOrganisation, HERE, THERE, type Filled } from '../test-organisation-store.ts'
import { exportOrganisation } from './export.ts'
import { gunzip } from './gzip.ts'
import { importOrganisation } from './import.ts'
import { LEFT_BEHIND, NEEDS_SECRETS, SECRET_ALONE } from './left-behind.ts'
import { endOfTar, readTar, toTar, type ArchiveEntry } from './tar.ts'

const PASSPHRASE = 'nine words that nobody else would think of'
const clock = createManualClock(Date.UTC(2026, 10, 22))

let source: Database
let target: Database
let filled: Filled
let archive: Buffer
/** The same without its secrets. */
let plain: Buffer
let sha256: string
before(async () => {
  ;[source, target] = await Promise.all([openTestDatabase(), openTestDatabase()])
  filled = await fillTestOrganisation(source, { tenantId: createId() })
  ;({ archive, sha256 } = await exported(source, PASSPHRASE))
  plain = (await exported(source, null)).archive
})
after(() => Promise.all([source.close(), target.close()]))

async function exported(database: Database, passphrase: string | null) {
  const pieces: Buffer[] = []
  const done = await exportOrganisation({
    database,
    clock,
    secretKeys: [database === source ? HERE : THERE],
    tenantId: filled.tenantId,
    passphrase,
    write: async (bytes) => void pieces.push(bytes),
  })
  return { archive: Buffer.concat(pieces), ...done }
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
}

const take = (bytes: Buffer, passphrase: string | null = null) =>
  importOrganisation({
    database: target,
    secretKeys: [THERE],
    passphrase,
    archive: inPieces(bytes),
  })

const count = async () => {
  const rows = await target.withTenant(filled.tenantId, (sql) => sql`select 1 from messages`)
  const organisations = await target.sql`select 1 from organisations`
  return [rows.length, organisations.length]
}

/** The archive, with something done to its entries. */
async function changed(change: (entries: ArchiveEntry[]) => ArchiveEntry[]): Promise<Buffer> {
  const entries = change(await Array.fromAsync(readTar(inPieces(plain))))
  return Buffer.concat([...entries.map(toTar), endOfTar()])
}

const edit = (part: RegExp, from: string, to: string) =>
  changed((entries) =>
    entries.map(({ name, content }) => ({
      name,
      content: part.test(name) ? Buffer.from(content.toString().replace(from, to)) : content,
    })),
  )

const refused = (message: RegExp) => ({ code: 'invalid_request', message })

test('an archive that was changed, added to, cut or is not ours is refused, and nothing of it stays', async () => {
  const earlier = await count()
  const attempts: [string, Buffer | Promise<Buffer>, RegExp][] = [
    [
      'a changed row',
      edit(/messages/, 'Grüße 1', 'Grusel 1'),
      /rows of public.messages were changed/,
    ],
    ['a row too many', edit(/keys\//, '\n', '\n{}\n'), /other columns than here/],
    [
      'a row of another organisation',
      edit(/tables\/public.keys/, '{"id"', `{"tenant_id": "${createId()}", "id"`),
      /other columns/,
    ],
    [
      'a row without a bottom',
      edit(/tables\/public.keys/, '{"id"', `{"deep": ${'['.repeat(9000)}${']'.repeat(9000)}, "id"`),
      /nested too deeply/,
    ],
    [
      'a part that is missing',
      changed((entries) => entries.filter(({ name }) => !name.includes('playgrounds'))),
      /playgrounds were changed/,
    ],
    [
      'an unknown table',
      changed((entries) =>
        entries.toSpliced(1, 0, {
          name: 'tables/public.secrets/000001.jsonl',
          content: Buffer.from('{}\n'),
        }),
      ),
      /not known here/,
    ],
    [
      'the list of migrations',
      changed((entries) =>
        entries.toSpliced(1, 0, {
          name: 'tables/public.galerne_migrations/000001.jsonl',
          content: Buffer.from('{}\n'),
        }),
      ),
      /not known here/,
    ],
    [
      'a name that climbs',
      changed((entries) =>
        entries.toSpliced(1, 0, { name: '../../etc/passwd', content: Buffer.from('x') }),
      ),
      /not known here/,
    ],
    ['an end in the middle', plain.subarray(0, plain.length - 2000), /ends/],
    ['a manifest of another', edit(/manifest/, filled.tenantId, createId()), /belongs to another/],
    ['no archive', randomBytes(5000), /damaged/],
    ['another passphrase', archive, /passphrase is another/],
  ]
  for (const [what, bytes, message] of attempts) {
    const passphrase = what === 'another passphrase' ? 'twelve other words' : null
    await assert.rejects(take(await bytes, passphrase), refused(message), what)
    assert.deepEqual(await count(), earlier, what)
  }
  await assert.rejects(take(archive, null), refused(/give the passphrase/))
  const links = Buffer.from(plain)
  links.write('2', 156)
  await assert.rejects(take(links), refused(/something else than plain files/))
})

test('what unpacks to far too much is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
  assert.ok(bomb.length < 300_000)
  await assert.rejects(
    async () => {
      for await (const chunk of gunzip(inPieces(bomb))) assert.ok(chunk.length > 0)
    },
    refused(/far too much/),
  )
  const whole = await Array.fromAsync(gunzip(inPieces(gzipSync(archive))))
  assert.ok(Buffer.concat(whole).equals(archive))
  await assert.rejects(
    Array.fromAsync(gunzip(inPieces(gzipSync(archive).subarray(0, 900)))),
    refused(/not whole/),
  )
})

test('an organisation comes whole into another Galerne: the same manifest, and its secrets open there', async () => {
  const imported = await take(archive, PASSPHRASE)
  assert.equal(imported.manifestSha256, sha256)
  const again = await exported(target, PASSPHRASE)
  assert.equal(again.sha256, sha256)
  assert.equal((await exported(target, null)).sha256, (await exported(source, null)).sha256)

  const box = createSecretBox([THERE])
  const { tenantId, personId } = filled
  const [provider] = await target.withTenant(
    tenantId,
    (sql) => sql`select sealed from stored_providers`,
  )
  assert.match(box.open(provider?.['sealed'], `provider ${tenantId} lab`), /sk-of-the-provider/)
  const [channel] = await target.withTenant(
    tenantId,
    (sql) => sql`select sealed_secret from alert_channels`,
  )
  assert.equal(
    box.open(String(channel?.['sealed_secret']), 'alert channel x'),
    'whsec_of_the_channel',
  )
  const [totp] = await target.withTenant(
    tenantId,
    (sql) => sql`select sealed from identity.authenticators`,
    'galerne_identity',
  )
  assert.equal(
    box.open(totp?.['sealed'], `${tenantId}|identity.authenticators|sealed|${personId}`),
    'TOTPSECRET',
  )
})

test('where it is and is used, it does not come a second time', async () => {
  await assert.rejects(take(plain), { code: 'conflict', message: /here already, and in use/ })
})

test('without a passphrase no secret is in the archive, sealed or not', async () => {
  const { manifest } = await exported(source, null)
  const [row] = await source.withTenant(
    filled.tenantId,
    (sql) => sql`select sealed from stored_providers`,
  )
  const [, , wrapped = '', body = ''] = String(row?.['sealed']).split('.')
  assert.ok(archive.includes(body), 'with one it is, as it was sealed')
  assert.ok(!archive.includes(wrapped) && !plain.includes(wrapped) && !plain.includes(body))
  assert.equal(manifest.tables['identity.authenticators']?.rows, 0)
  assert.equal(manifest.tables['public.stored_providers']?.rows, 1)
  assert.equal(manifest.tables['public.branding']?.rows, 1)
})

test('the first organisation of a Galerne that nobody has used gives way, with its trail', async () => {
  const fresh = await openTestDatabase()
  const local = await openTestDatabase()
  try {
    const tenantId = '00000000-0000-7000-8000-000000000001'
    await fillTestOrganisation(local, { tenantId, messages: 2 })
    for (const database of [local, fresh]) {
      await database.withTenant(
        tenantId,
        (sql) =>
          sql`insert into audit_trails (tenant_id, origin) values (${tenantId}, ${`of ${createId()}`})`,
      )
    }
    const pieces: Buffer[] = []
    const out = await exportOrganisation({
      database: local,
      clock,
      secretKeys: [HERE],
      tenantId,
      passphrase: PASSPHRASE,
      write: async (bytes) => void pieces.push(bytes),
    })
    const options = { database: fresh, secretKeys: [THERE], passphrase: PASSPHRASE }
    const imported = await importOrganisation({
      ...options,
      archive: inPieces(Buffer.concat(pieces)),
    })
    assert.equal(imported.manifestSha256, out.sha256)
  } finally {
    await Promise.all([fresh.close(), local.close()])
  }
})

test('an import that is killed in the middle leaves nothing', async () => {
  const fresh = await openTestDatabase()
  try {
    async function* dying() {
      yield plain.subarray(0, Math.floor(plain.length / 2))
      throw new Error('the connection is gone')
    }
    const options = { database: fresh, secretKeys: [THERE], passphrase: null }
    await assert.rejects(importOrganisation({ ...options, archive: dying() }), /connection is gone/)
    assert.equal((await fresh.sql`select 1 from organisations`).length, 1)
    const { rows } = await importOrganisation({ ...options, archive: inPieces(plain) })
    assert.ok(rows > 40)
  } finally {
    await fresh.close()
  }
})

test('every table that is said to stay behind exists', async () => {
  const rows = await source.sql<{ name: string }[]>`
    select table_schema || '.' || table_name as name from information_schema.tables`
  const known = new Set(rows.map(({ name }) => name))
  for (const name of [
    ...Object.keys(LEFT_BEHIND),
    ...Object.keys(NEEDS_SECRETS),
    ...SECRET_ALONE,
  ]) {
    assert.ok(known.has(name), name)
  }
})
