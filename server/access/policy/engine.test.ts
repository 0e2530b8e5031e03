import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { authorize } from '../authorize.ts'
import { LOCAL_OWNER } from '../principal.ts'
import { cedar, forgetEngine, type EngineUse } from './cedar.ts'
import { compilePolicies } from './compile.ts'
import { DEFAULT_DOCUMENT } from './default-document.ts'
import { PolicyRefused, readExpertRules } from './expert-rules.ts'
import { createRules } from './rules.ts'

/** Each is within what the wire lets through. */
const BREAKING = [
  `forbid (principal, action, resource) when { ${'('.repeat(20_000)}true${')'.repeat(20_000)} };`,
  `forbid (principal, action, resource) when { ${'if true then '.repeat(4000)}true${' else false'.repeat(4000)} };`,
  `forbid (principal, action, resource) when { ${'true && '.repeat(12_000)}true };`,
]

/** What somebody may do in an organisation that has one rule, which Cedar alone can evaluate, and not about that. */
function mayCall(): boolean {
  const expert =
    'forbid (principal, action in [Action::"playground.write", Action::"model.call"], resource) when { decimal("1.5").greaterThan(decimal("1.0")) && resource is Thing };'
  const document = { ...DEFAULT_DOCUMENT, expert }
  const person = {
    ...LOCAL_OWNER,
    rules: createRules(compilePolicies(document), createManualClock()),
  }
  const { tenantId } = person
  const read = authorize(person, 'playground.write', { kind: 'playground', tenantId })
  return (
    authorize(person, 'model.call', { kind: 'model', tenantId }).isAllowed &&
    read.rule === 'expert.1'
  )
}

test('whoever may read policies tries one that breaks the engine, and nobody anywhere may do anything', () => {
  const attack = (text: string, use: EngineUse) => {
    try {
      cedar(use).policySetTextToParts(text)
    } catch {
      // The engine has broken: what follows shows for whom.
    }
    return mayCall()
  }
  const [deep = ''] = BREAKING
  assert.equal(mayCall(), true)
  assert.equal(attack(deep, 'deciding'), false)
  forgetEngine('deciding')
  forgetEngine('reading')
  assert.equal(mayCall(), true)
  for (const text of BREAKING) {
    try {
      readExpertRules(text)
    } catch (error) {
      assert.ok(error instanceof PolicyRefused, String(error))
    }
    assert.equal(mayCall(), true)
  }
})
