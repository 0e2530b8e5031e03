import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { authorize, type Action } from '../authorize.ts'
import { ANYBODY } from '../holders-testing.ts'
import { createKeysStore } from '../keys-store.ts'
import { createKeyRing, type KeyRing } from '../keys.ts'
import { LOCAL_OWNER, type Principal } from '../principal.ts'
import { openTestDirectory } from './directory-testing.ts'

const database = await openTestDatabase()
after(() => database.close())
const { directory, keys, people, groups, programs, roles, organisation, add, now, tenantId } =
  await openTestDirectory(database)
const owner = directory.findPerson(tenantId, LOCAL_OWNER.id) ?? assert.fail()

/** The ring as it would be if nobody asked who stands behind a key. */
async function weakRing(): Promise<KeyRing> {
  const ring = createKeyRing({
    store: createKeysStore(database),
    clock: createManualClock(Date.now()),
    log: silentLog,
    holders: ANYBODY,
  })
  await ring.load(tenantId)
  return ring
}

const may = (principal: Principal | undefined, action: Action) =>
  principal !== undefined && authorize(principal, action, { kind: 'spend', tenantId }).isAllowed
const forbidden = (error: unknown) => error instanceof AppError && error.code === 'forbidden'
const reread = () => keys.load(tenantId)

test('a key has never more rights than its owner has now', async () => {
  const auditor = await add('Auditor', 'auditor', 'builder')
  const { secret } = await keys.create(auditor, { name: 'x', scopes: ['chat', 'spend.read'] })
  assert.ok(may(keys.find(secret), 'spend.read'))
  await roles.take(owner, { kind: 'person', id: auditor.id }, 'auditor')
  assert.ok(!may(keys.find(secret), 'spend.read'))
  assert.ok(
    may((await weakRing()).find(secret), 'spend.read'),
    'the attack works where nobody asks',
  )
  assert.ok(may(keys.find(secret), 'model.call'))
})

test('the keys of somebody suspended, or of a disabled account, let nobody in', async () => {
  const someone = await add('Someone', 'builder')
  const program = await programs.create(owner, { name: 'Bot', description: '', roles: ['member'] })
  const theirs = await keys.create(someone, { name: 'x' })
  const its = await keys.create(owner, { name: 'y', owner: { kind: 'service', id: program.id } })
  assert.ok(keys.find(theirs.secret) && keys.find(its.secret))
  await people.update(owner, someone.id, { status: 'suspended' })
  await programs.update(owner, program.id, { isDisabled: true })
  assert.equal(keys.find(theirs.secret), undefined)
  assert.equal(keys.find(its.secret), undefined)
  const weak = await weakRing()
  assert.ok(weak.find(theirs.secret) && weak.find(its.secret), 'the attack works where nobody asks')
  assert.equal(keys.list(owner).find(({ id }) => id === its.id)?.isOwnerActive, false)
  await programs.remove(owner, program.id)
  assert.equal(keys.find(its.secret), undefined)
})

test('nobody makes a key in the name of somebody else, whatever the body says', async () => {
  const builder = await add('Builder', 'builder')
  const victim = await add('Victim', 'builder')
  const wish = { name: 'x', owner: { kind: 'person', id: victim.id } } as const
  const stolen = await (await weakRing()).create({ ...owner, id: builder.id }, wish)
  assert.equal(stolen.owner?.id, victim.id, 'the attack works where nobody asks')
  await assert.rejects(() => keys.create(builder, wish), forbidden)
  const program = await programs.create(owner, { name: 'Its', description: '', roles: ['member'] })
  const its = { name: 'x', owner: { kind: 'service', id: program.id } } as const
  await assert.rejects(() => keys.create(builder, its), forbidden)
  const admin = await add('Admin', 'administrator')
  const made = await keys.create(admin, wish)
  assert.deepEqual(made.owner, wish.owner)
  // Not even an administrator, of who may do more than they.
  const owners = { name: 'x', owner: { kind: 'person', id: owner.id } } as const
  await assert.rejects(() => keys.create(admin, owners), forbidden)
})

test('scopes beyond the rights of whoever makes a key are refused, also later and by a new secret', async () => {
  const builder = await add('Builder', 'builder')
  await assert.rejects(() => keys.create(builder, { name: 'x', scopes: ['spend.read'] }), forbidden)
  const { id } = await keys.create(builder, { name: 'x', scopes: ['chat'] })
  await assert.rejects(() => keys.update(builder, id, { scopes: ['spend.read'] }), forbidden)
  const ownersKey = await keys.create(owner, { name: 'all', scopes: ['budget.manage'] })
  const admin = await add('Admin', 'administrator')
  await assert.rejects(() => keys.rotate(admin, ownersKey.id, { overlapSeconds: 0 }), forbidden)
  await assert.rejects(() => keys.update(admin, ownersKey.id, { name: 'mine' }), forbidden)
  // To stop one is always right.
  await keys.update(admin, ownersKey.id, { isDisabled: true })
  await assert.rejects(() => keys.update(admin, ownersKey.id, { isDisabled: false }), forbidden)
})

test('a member sees and stops their own keys; whether they make any, the organisation says', async () => {
  const member = await add('Member', 'member')
  const asks = (action: Action, who: Principal) =>
    authorize(who, action, { kind: 'key', tenantId, ownerId: who.id }).isAllowed
  assert.ok(asks('key.list', member) && asks('key.revoke', member))
  assert.ok(!asks('key.create', member), 'closed at first: for builders alone')
  assert.ok(!authorize(member, 'key.list', { kind: 'key', tenantId }).isAllowed)
  await organisation.update(owner, { ownKeys: 'everybody' })
  const open = now(member) ?? assert.fail()
  assert.ok(asks('key.create', open))
  const { id } = await keys.create(open, { name: 'mine' })
  await reread()
  assert.deepEqual(
    keys.listOwn(open).map((key) => key.id),
    [id],
  )
  assert.ok(!keys.isOwn(await add('Other', 'member'), id))
  await organisation.update(owner, { ownKeys: 'nobody' })
  assert.ok(!asks('key.create', now(await add('Builder', 'builder')) ?? assert.fail()))
})

test('a key counts for the groups of its owner, not for those of others', async () => {
  const builder = await add('Builder', 'builder')
  const mine = await groups.create(owner, { name: 'Mine', description: '' })
  const theirs = await groups.create(owner, { name: 'Theirs', description: '' })
  await groups.addMember(owner, mine.id, { personId: builder.id })
  const as = now(builder) ?? assert.fail()
  assert.equal((await keys.create(as, { name: 'x', group: mine.id })).groupName, 'Mine')
  await assert.rejects(() => keys.create(as, { name: 'x', group: theirs.id }), forbidden)
})

test('a key finds its principal in microseconds, and a new one only after a change', async () => {
  const builder = await add('Builder', 'builder')
  const { secret } = await keys.create(builder, { name: 'x' })
  const first = keys.find(secret)
  assert.equal(keys.find(secret), first)
  await roles.give(owner, { kind: 'person', id: builder.id }, 'auditor')
  assert.notEqual(keys.find(secret), first)
})
