import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorize, type Action } from './authorize.ts'
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

test('whoever is there may see what is stored about them, and ask, whatever their role', () => {
  for (const [role, rights] of Object.entries(RIGHTS)) assert.ok(rights.has('rights.ask'), role)
})
