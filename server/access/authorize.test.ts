import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorize, type Action, type Rules } from './authorize.ts'
import { LOCAL_OWNER, type Principal } from './principal.ts'
import { RIGHTS } from './roles.ts'

const { tenantId } = LOCAL_OWNER
const key: Principal = { kind: 'key', id: 'k', name: 'CI', tenantId }

test('the owner may do what there is to do, with what is their own', () => {
  for (const action of ['key.create', 'run.start', 'model.call'] as const) {
    assert.ok(authorize(LOCAL_OWNER, action, { kind: 'run', tenantId }).isAllowed)
  }
})

test('a key may list and call models, and nothing else', () => {
  const may = (action: Action) => authorize(key, action, { kind: 'model', tenantId }).isAllowed
  assert.ok(may('model.call') && may('model.list'))
  // Above all not make another key, or a link that makes it the owner.
  const others: Action[] = ['key.create', 'key.list', 'sign-in-link.create', 'conversation.read']
  for (const action of others) assert.ok(!may(action), action)
})

test('what belongs to another tenant is refused, to the owner too', () => {
  const theirs = { kind: 'conversation', tenantId: 'another' } as const
  assert.ok(!authorize(LOCAL_OWNER, 'conversation.read', theirs).isAllowed)
})

test('an action that no rule knows is denied', () => {
  const unknown = JSON.parse('"everything.destroy"')
  assert.ok(!authorize(LOCAL_OWNER, unknown, { kind: 'run', tenantId }).isAllowed)
})

test('each decision has a reason that a person can read', () => {
  const yes = authorize(key, 'model.call', { kind: 'model', tenantId })
  const no = authorize(key, 'key.create', { kind: 'key', tenantId })
  assert.match(yes.reason, /“CI” may/)
  assert.match(no.reason, /may list and call models.*key\.create/)
})

test('a no to somebody’s roles names those that may, and whom to ask', () => {
  const member: Principal = { ...LOCAL_OWNER, roles: ['member'] }
  const people = { kind: 'person', tenantId } as const
  const no = authorize(member, 'people.read', people)
  assert.match(
    no.reason,
    /None of your roles allows “people\.read”\. Roles that do: owner, administrator/,
  )
  assert.equal(no.askWhom, 'Ask your administrators.')
  assert.equal(no.cause?.code, 'no-role')
  assert.ok(no.cause.roles?.includes('owner') && !no.cause.roles.includes('member'))
  const rules: Rules = {
    decide: () => assert.fail('policies are not asked where no role allows it'),
    mayUse: () => assert.fail(),
    classRulesOf: () => assert.fail(),
    handlingOf: () => assert.fail(),
    defaultClassification: 'internal',
    holdsPastRoutes: false,
    contact: 'Erika, room 12',
    hash: '',
  }
  const named = authorize({ ...member, rules }, 'people.read', people)
  assert.deepEqual([named.askWhom, named.contact], ['Ask Erika, room 12.', 'Erika, room 12'])
})

test('whoever is there may see what is stored about them, and ask, whatever their role', () => {
  for (const [role, rights] of Object.entries(RIGHTS)) assert.ok(rights.has('rights.ask'), role)
})
