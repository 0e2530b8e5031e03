import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CreateKey } from '#wire/access.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { authorize } from './authorize.ts'
import { clientAddress, createAddressRanges } from './client-address.ts'
import { ANYBODY } from './holders-testing.ts'
import { createModelPatterns } from './key-grant.ts'
import { createKeysStore } from './keys-store.ts'
import { createKeyRing } from './keys.ts'
import { LOCAL_OWNER, type Principal } from './principal.ts'

const database = await openTestDatabase()
after(() => database.close())
const clock = createManualClock()
const store = createKeysStore(database)
const { tenantId } = LOCAL_OWNER

async function openRing(trustedProxies: string[] = []) {
  const ring = createKeyRing({ store, clock, log: silentLog, holders: ANYBODY, trustedProxies })
  await ring.load(tenantId)
  return ring
}

const from = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: { 'x-forwarded-for': forwarded },
})

test('while it is rotated, the old and the new secret both let in, and then only the new one', async () => {
  const ring = await openRing()
  const first = await ring.create(LOCAL_OWNER, { name: 'nightly' })
  const second = await ring.rotate(LOCAL_OWNER, first.id, { overlapSeconds: 60 })
  assert.notEqual(second.secret, first.secret)
  for (const each of [ring, await openRing()]) {
    assert.equal(each.find(first.secret)?.id, first.id)
    assert.equal(each.find(second.secret)?.id, first.id)
  }
  assert.equal(second.oldSecretUntil, new Date(clock.now() + 60_000).toISOString())
  clock.advance(60_000)
  for (const each of [ring, await openRing()]) {
    assert.equal(each.find(first.secret), undefined)
    assert.equal(each.find(second.secret)?.id, first.id)
  }
})

test('rotated without overlap, or twice, no secret but the newest two lives on', async () => {
  const ring = await openRing()
  const first = await ring.create(LOCAL_OWNER, { name: 'x' })
  const second = await ring.rotate(LOCAL_OWNER, first.id, { overlapSeconds: 60 })
  const third = await ring.rotate(LOCAL_OWNER, first.id, { overlapSeconds: 60 })
  assert.equal(ring.find(first.secret), undefined)
  assert.ok(ring.find(second.secret) && ring.find(third.secret))
  const fourth = await ring.rotate(LOCAL_OWNER, first.id, { overlapSeconds: 0 })
  assert.equal(ring.find(third.secret), undefined)
  assert.ok(ring.find(fourth.secret))
  await ring.revoke(LOCAL_OWNER, first.id)
  for (const { secret } of [second, third, fourth]) assert.equal(ring.find(secret), undefined)
})

test('a disabled key lets nobody in until it is enabled again', async () => {
  const ring = await openRing()
  const { id, secret } = await ring.create(LOCAL_OWNER, { name: 'x' })
  await ring.update(LOCAL_OWNER, id, { isDisabled: true })
  for (const each of [ring, await openRing()]) assert.equal(each.find(secret), undefined)
  assert.equal(ring.list(LOCAL_OWNER).find((key) => key.id === id)?.isDisabled, true)
  await ring.update(LOCAL_OWNER, id, { isDisabled: false })
  assert.ok(ring.find(secret))
})

test('all that a key was made with is there after a restart, and can be changed', async () => {
  const ring = await openRing()
  const rights = {
    owner: { kind: 'service', id: 'Lohnabrechnung' },
    group: 'Finanzen',
    scopes: ['chat', 'spend.read'],
    models: ['mistral-*'],
    tags: { jurisdictions: ['EU'], noTraining: true },
    ipRanges: ['10.0.0.0/8'],
  } as const
  const request = CreateKey.parse({ name: 'x', ...rights })
  const { id } = await ring.create(LOCAL_OWNER, request)
  const read = async () => (await openRing()).list(LOCAL_OWNER).find((key) => key.id === id)
  assert.deepEqual({ ...(await read()), ...rights }, await read())
  const changed = await ring.update(LOCAL_OWNER, id, { models: null, group: 'Einkauf' })
  assert.deepEqual(changed, await read())
  assert.equal(changed.models, null)
  assert.deepEqual(changed.tags, rights.tags)
})

test('a key works from its addresses alone, whatever a stranger writes into a header', async () => {
  const ring = await openRing(['192.0.2.1'])
  const request = CreateKey.parse({ name: 'x', ipRanges: ['10.0.0.0/8', '2001:db8::/32'] })
  const { secret } = await ring.create(LOCAL_OWNER, request)
  const isIn = (...where: Parameters<typeof from>) =>
    ring.find(secret, from(...where)) !== undefined
  assert.ok(isIn('10.1.2.3') && isIn('::ffff:10.1.2.3') && isIn('2001:db8::1'))
  assert.ok(!isIn('11.0.0.1') && !isIn('2001:db9::1') && !isIn('11.0.0.1', '10.1.2.3'))
  assert.ok(isIn('192.0.2.1', '10.1.2.3'), 'a proxy that we trust says so')
  assert.ok(!isIn('192.0.2.1', '10.1.2.3, 11.0.0.1'), 'who wrote the first one is not known')
  assert.ok(!isIn('192.0.2.1', 'nonsense') && !isIn('192.0.2.1'))
  assert.equal(ring.find(secret), undefined, 'nowhere is not an address')
})

test('the address of a call is the last one that we do not trust', () => {
  const proxies = createAddressRanges(['10.0.0.0/8', 'fd00::/8'])
  const address = (...where: Parameters<typeof from>) => clientAddress(from(...where), proxies)
  assert.equal(address('203.0.113.9', '1.2.3.4'), '203.0.113.9')
  assert.equal(address('10.0.0.1', '1.2.3.4, 203.0.113.9, 10.0.0.2'), '203.0.113.9')
  assert.equal(address('fd00::1', '[2001:db8::7]:4711'), '2001:db8::7')
  assert.equal(address('10.0.0.1', '203.0.113.9:4711'), '203.0.113.9')
  assert.equal(address('10.0.0.1', 'unknown, 10.0.0.2'), '10.0.0.2')
})

test('patterns of models match whole ids', () => {
  const models = createModelPatterns(['gpt-4o', 'mistral-*', '*-embed', 'a*b*c', '**'.slice(1, 1)])
  for (const id of ['gpt-4o', 'mistral-', 'mistral-large', 'x-embed', 'abc', 'a1b2c']) {
    assert.ok(models.has(id), id)
  }
  for (const id of ['gpt-4o-mini', 'amistral-x', 'embed', 'ab', 'acb', 'abcd', 'A1b2c']) {
    assert.ok(!models.has(id), id)
  }
  assert.ok(createModelPatterns(['*']).has('anything'))
  assert.ok(!createModelPatterns(['aa*aa']).has('aaa'), 'one letter does not count twice')
})

test('a key does what its scopes say with the models that it may use, and no more', async () => {
  const ring = await openRing()
  const make = async (rights: object) => {
    const { secret } = await ring.create(LOCAL_OWNER, CreateKey.parse({ name: 'x', ...rights }))
    return ring.find(secret) ?? assert.fail()
  }
  const chat = await make({ scopes: ['chat'], models: ['mistral-*'] })
  const may = (id: string, operation: string) =>
    authorize(chat, 'model.call', { kind: 'model', tenantId, id, operation }).isAllowed
  assert.ok(may('mistral-large', 'chat') && may('mistral-large', 'count-tokens'))
  assert.ok(!may('mistral-large', 'embeddings') && !may('gpt-4o', 'chat'))

  const reports = await make({ scopes: ['spend.read', 'key.create'] })
  const does = (action: Parameters<typeof authorize>[1]) =>
    authorize(reports, action, { kind: 'spend', tenantId }).isAllowed
  assert.ok(does('spend.read'))
  assert.ok(!does('model.call') && !does('budget.manage'))
  assert.ok(!does('key.create'), 'a key that makes keys would have every right')
})

test('rights that make no sense are refused, with what would', () => {
  const bad = [
    { ipRanges: ['10.0.0.0/33'] },
    { ipRanges: ['localhost'] },
    { scopes: [] },
    { scopes: ['Chat!'] },
    { models: [''] },
    { owner: { kind: 'robot', id: 'x' } },
    { tags: { jurisdictions: ['E\u0000U'] } },
    { unknown: 1 },
  ]
  for (const rights of bad) {
    assert.ok(!CreateKey.safeParse({ name: 'x', ...rights }).success, JSON.stringify(rights))
  }
})

test('a key of a lower class than the organisation’s calls have needs the right to lower', async () => {
  const ring = await openRing()
  const member: Principal = { ...LOCAL_OWNER, roles: ['builder'] }
  const make = (who: Principal, classification: 'public' | 'restricted') =>
    ring.create(who, CreateKey.parse({ name: 'x', classification }))
  const strict = await make(member, 'restricted')
  assert.equal(ring.find(strict.secret)?.grant?.classification, 'restricted')
  await assert.rejects(make(member, 'public'), { code: 'forbidden' })
  await assert.rejects(ring.update(member, strict.id, { classification: null }), {
    code: 'forbidden',
  })
  const lowered = await ring.update(LOCAL_OWNER, strict.id, { classification: 'public' })
  assert.equal(lowered.classification, 'public')
  assert.equal((await openRing()).find(strict.secret)?.grant?.classification, 'public')
})
