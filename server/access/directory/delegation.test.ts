import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { AppError } from '#server/lib/app-error.ts'
import { LOCAL_OWNER } from '../principal.ts'
import { openTestDirectory } from './directory-testing.ts'

const database = await openTestDatabase()
after(() => database.close())
const { directory, people, groups, roles, programs, add, now, tenantId } =
  await openTestDirectory(database)
const owner = directory.findPerson(tenantId, LOCAL_OWNER.id) ?? assert.fail()

const person = ({ id }: { id: string }) => ({ kind: 'person', id }) as const
const refusedAs = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code

test('an administrator makes members and administrators, and neither makes nor unmakes an owner', async () => {
  const admin = await add('Admin', 'administrator')
  const someone = await add('Someone', 'guest')
  await roles.give(admin, person(someone), 'administrator')
  assert.deepEqual(now(someone)?.roles, ['administrator', 'guest'])
  for (const role of ['owner', 'data-protection-officer'] as const) {
    await assert.rejects(() => roles.give(admin, person(someone), role), refusedAs('forbidden'))
    await assert.rejects(() => roles.give(admin, person(admin), role), refusedAs('forbidden'))
  }
  const second = await add('Second', 'owner')
  for (const work of [
    () => roles.take(admin, person(second), 'owner'),
    () => roles.give(admin, person(second), 'member'),
    () => people.update(admin, second.id, { status: 'suspended' }),
    // A new address is a new password.
    () => people.update(admin, second.id, { email: 'mine@example.org' }),
  ]) {
    await assert.rejects(work, refusedAs('forbidden'))
  }
  await roles.take(owner, person(second), 'owner')
})

test('the last owner cannot be removed, suspended or lose the role, not even by two at once', async () => {
  await assert.rejects(() => roles.take(owner, person(owner), 'owner'), refusedAs('conflict'))
  const second = await add('Deputy', 'owner')
  const outcomes = await Promise.allSettled([
    roles.take(owner, person(second), 'owner'),
    roles.take(second, person(owner), 'owner'),
  ])
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const left = [owner, second].filter((one) => now(one)?.roles?.includes('owner'))
  assert.equal(left.length, 1)
  const [one = owner] = left
  await assert.rejects(
    () => people.update(one, one.id, { status: 'suspended' }),
    refusedAs('conflict'),
  )
  await roles.give(one, person(owner), 'owner')
})

test('an owner through a group counts, until the group is what would go', async () => {
  const group = await groups.create(owner, { name: 'Board', description: '' })
  await roles.give(owner, { kind: 'group', id: group.id }, 'owner')
  await groups.addMember(owner, group.id, { personId: owner.id })
  for (const each of ['Deputy', 'Second']) {
    const found = [...directory.snapshot(tenantId).people.values()].filter(
      ({ name, roles: held }) => name === each && held.includes('owner'),
    )
    for (const { id } of found) await roles.take(owner, person({ id }), 'owner')
  }
  await roles.take(owner, person(owner), 'owner')
  const asNow = now(owner) ?? assert.fail()
  assert.deepEqual(asNow.roles, ['owner'])
  for (const work of [
    () => groups.remove(asNow, group.id),
    () => groups.removeMember(asNow, group.id, owner.id),
    () => roles.take(asNow, { kind: 'group', id: group.id }, 'owner'),
  ]) {
    await assert.rejects(work, refusedAs('conflict'))
  }
  await roles.give(asNow, person(owner), 'owner')
  await groups.remove(asNow, group.id)
})

test('whoever administers a group says who is in it, and sees nothing else', async () => {
  const lead = await add('Lead', 'member')
  const other = await add('Other', 'member')
  const mine = await groups.create(owner, { name: 'Mine', description: '' })
  const theirs = await groups.create(owner, { name: 'Theirs', description: '' })
  await groups.addMember(owner, mine.id, { personId: lead.id, isAdministrator: true })
  const asLead = now(lead) ?? assert.fail()
  const email = directory.snapshot(tenantId).people.get(other.id)?.email ?? ''
  await groups.addMember(asLead, mine.id, { email })
  assert.deepEqual(now(other)?.groups, [mine.id])
  assert.deepEqual(
    (await groups.list(asLead)).map(({ name }) => name),
    ['Mine'],
  )
  const search = { limit: 50 }
  assert.equal((await groups.members(asLead, mine.id, search)).total, 2)
  for (const work of [
    () => groups.addMember(asLead, theirs.id, { email }),
    () => groups.get(asLead, theirs.id),
    // One that does not exist looks the same.
    () => groups.get(asLead, lead.id),
    () => groups.members(asLead, theirs.id, search),
    () => people.list(asLead, search),
    () => people.get(asLead, other.id),
    () => groups.update(asLead, mine.id, { name: 'Ours' }),
    () => groups.remove(asLead, mine.id),
    () => groups.addMember(asLead, mine.id, { email, isAdministrator: true }),
    () => roles.give(asLead, { kind: 'group', id: mine.id }, 'member'),
  ]) {
    await assert.rejects(work, refusedAs('forbidden'))
  }
  await groups.removeMember(asLead, mine.id, other.id)
  assert.deepEqual(now(other)?.groups, [])
})

test('a group with a role takes in nobody by the hand of somebody who lacks its rights', async () => {
  const lead = await add('Lead', 'member')
  const group = await groups.create(owner, { name: 'Operators', description: '' })
  await groups.addMember(owner, group.id, { personId: lead.id, isAdministrator: true })
  const friend = await add('Friend', 'guest')
  await groups.addMember(now(lead) ?? assert.fail(), group.id, { personId: friend.id })
  await roles.give(owner, { kind: 'group', id: group.id }, 'data-protection-officer')
  const admin = await add('Admin', 'administrator')
  await assert.rejects(
    () => groups.addMember(admin, group.id, { personId: admin.id }),
    refusedAs('forbidden'),
  )
  await assert.rejects(() => groups.remove(admin, group.id), refusedAs('forbidden'))
  assert.deepEqual(now(friend)?.roles, ['data-protection-officer', 'guest'])
})

test('somebody suspended is nobody at once, without sessions, and comes back as they were', async () => {
  const someone = await add('Someone', 'builder')
  await people.update(owner, someone.id, { status: 'suspended' })
  assert.equal(now(someone), undefined)
  await people.update(owner, someone.id, { status: 'active' })
  assert.deepEqual(now(someone)?.roles, ['builder'])
})

test('a disabled service account is nobody; an administrator cannot give one more than they have', async () => {
  const admin = await add('Admin', 'administrator')
  const account = await programs.create(admin, {
    name: 'Nightly report',
    description: '',
    roles: ['auditor'],
  })
  assert.deepEqual(directory.findService(tenantId, account.id)?.roles, ['auditor'])
  await programs.update(admin, account.id, { isDisabled: true })
  assert.equal(directory.findService(tenantId, account.id), undefined)
  const wish = { name: 'Too much', description: '' }
  await assert.rejects(
    () => programs.create(admin, { ...wish, roles: ['data-protection-officer'] }),
    refusedAs('forbidden'),
  )
  await assert.rejects(
    () => programs.create(owner, { ...wish, roles: ['owner'] }),
    refusedAs('invalid_request'),
  )
  const dpo = await programs.create(owner, {
    ...wish,
    name: 'Erasure',
    roles: ['data-protection-officer'],
  })
  await programs.update(admin, dpo.id, { isDisabled: true })
  await assert.rejects(
    () => programs.update(admin, dpo.id, { isDisabled: false }),
    refusedAs('forbidden'),
  )
})

test('what another process changes is known after its revision', async () => {
  const elsewhere = await openTestDirectory(database)
  const someone = await add('Someone', 'member')
  await elsewhere.directory.load(tenantId)
  assert.ok(elsewhere.now(someone))
  await people.update(owner, someone.id, { status: 'suspended' })
  await elsewhere.directory.load(tenantId)
  assert.equal(elsewhere.now(someone), undefined)
})
