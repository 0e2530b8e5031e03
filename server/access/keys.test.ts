import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CreateKey } from '#wire/access.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { ANYBODY } from './holders-testing.ts'
import { createKeysStore } from './keys-store.ts'
import { createKeyRing } from './keys.ts'
import { LOCAL_OWNER, type Principal } from './principal.ts'

const database = await openTestDatabase()
after(() => database.close())

const STRANGER: Principal = {
  kind: 'person',
  id: '00000000-0000-7000-8000-0000000000f2',
  name: 'Stranger',
  tenantId: '00000000-0000-7000-8000-0000000000f1',
}
const clock = createManualClock()
const store = createKeysStore(database)

/** As after a restart: nothing in memory but what the database has. */
async function openRing() {
  const ring = createKeyRing({ store, clock, log: silentLog, holders: ANYBODY })
  await ring.load(LOCAL_OWNER.tenantId)
  return ring
}

test('a key lets its holder in, now and after a restart, under the name that it was given', async () => {
  const ring = await openRing()
  const { id, secret } = await ring.create(LOCAL_OWNER, { name: 'Przychodnia Łódź' })

  for (const each of [ring, await openRing()]) {
    assert.deepEqual(each.find(secret), {
      kind: 'key',
      id,
      name: 'Przychodnia Łódź',
      tenantId: LOCAL_OWNER.tenantId,
      grant: {
        owner: { kind: 'person', id: LOCAL_OWNER.id },
        holder: ANYBODY.findHolder(LOCAL_OWNER.tenantId, { kind: 'person', id: LOCAL_OWNER.id }),
        group: null,
        scopes: null,
        models: null,
        tags: null,
        classification: null,
      },
    })
  }
  assert.match(secret, /^gal-[\w-]{40,}$/)
})

test('the database never holds what a call could be made with', async () => {
  const ring = await openRing()
  const { secret, hint } = await ring.create(LOCAL_OWNER, { name: 'canary' })

  const rows = await database.withTenant(
    LOCAL_OWNER.tenantId,
    (sql) => sql`
      select concat(keys::text, key_secrets::text) as text
      from keys join key_secrets on key_secrets.key_id = keys.id`,
  )

  assert.ok(rows.some(({ text }) => text.includes('canary') && text.includes(hint)))
  assert.ok(!rows.some(({ text }) => text.includes(secret.slice(8))))
  assert.ok(!JSON.stringify(ring.list(LOCAL_OWNER)).includes(secret))
})

test('a revoked key is refused at the very next call, and after a restart', async () => {
  const ring = await openRing()
  const { id, secret } = await ring.create(LOCAL_OWNER, { name: 'x' })

  const revoked = ring.revoke(LOCAL_OWNER, id)
  assert.equal(ring.find(secret), undefined, 'even before the database has answered')
  await revoked

  assert.equal((await openRing()).find(secret), undefined)
  await assert.rejects(ring.revoke(LOCAL_OWNER, id), { code: 'not_found' })
})

test('a key works until the millisecond in which it expires', async () => {
  const ring = await openRing()
  const expiresAt = new Date(clock.now() + 1000).toISOString()
  const { secret } = await ring.create(LOCAL_OWNER, { name: 'x', expiresAt })

  clock.advance(999)
  assert.ok(ring.find(secret))
  clock.advance(1)
  assert.equal(ring.find(secret), undefined)
})

test('a key cannot be made to have expired already', async () => {
  const ring = await openRing()
  const expiresAt = new Date(clock.now()).toISOString()
  await assert.rejects(ring.create(LOCAL_OWNER, { name: 'x', expiresAt }), {
    code: 'invalid_request',
    param: 'expiresAt',
  })
})

test('whatever is not a key finds nobody', async () => {
  const ring = await openRing()
  const { secret } = await ring.create(LOCAL_OWNER, { name: 'x' })
  const wrong = ['', 'gal-', secret.slice(0, -1), `${secret}A`, secret.toUpperCase(), ` ${secret}`]
  for (const bearer of wrong) assert.equal(ring.find(bearer), undefined, bearer)
})

test('nobody sees, uses up or revokes the keys of another tenant', async () => {
  const ring = await openRing()
  const { id, secret } = await ring.create(LOCAL_OWNER, { name: 'mine' })

  assert.deepEqual(ring.list(STRANGER), [])
  await assert.rejects(ring.revoke(STRANGER, id), { code: 'not_found' })
  assert.ok(ring.find(secret))
  assert.equal(await store.remove(STRANGER.tenantId, id), false, 'nor past the ring, by SQL')
})

test('the time of last use is written later, together, and survives a restart', async () => {
  const ring = await openRing()
  const { id, secret } = await ring.create(LOCAL_OWNER, { name: 'x' })
  clock.advance(5000)
  ring.find(secret)
  const usedAt = new Date(clock.now()).toISOString()

  const stored = async () =>
    (await store.list(LOCAL_OWNER.tenantId)).find((key) => key.id === id)?.lastUsedAt
  assert.equal(await stored(), null, 'a call does not wait for the database')
  await ring.close()

  assert.equal(await stored(), usedAt)
  assert.equal(
    (await openRing()).list(LOCAL_OWNER).find((key) => key.id === id)?.lastUsedAt,
    usedAt,
  )
})

test('a name that a database could not keep is refused', () => {
  for (const name of ['a\u0000b', '\udc00x', 'two\nlines', '']) {
    assert.ok(!CreateKey.safeParse({ name }).success)
  }
  assert.ok(CreateKey.safeParse({ name: 'Clé de Zoë 👨‍👩‍👧 مفتاح' }).success)
})
