import type { PolicyDocument, PublishPolicy } from '#wire/policy.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Principal } from '../principal.ts'
import { compilePolicies, type CompiledPolicies } from './compile.ts'
import { askExamples } from './examples.ts'
import { PolicyRefused } from './expert-rules.ts'
import type { StoredVersion } from './policy-store.ts'
import type { Policies } from './policy.ts'
import { createRules } from './rules.ts'

export interface Wish extends PublishPolicy {
  /** The version that it brings back; null: none. */
  restores: number | null
}

export interface Trying {
  tenantId: string
  clock: Clock
}

/** Makes the next version, which decides at once. Throws `conflict` where another one has been made meanwhile. */
export function createPublishing({ policies, clock }: { policies: Policies; clock: Clock }) {
  const { store } = policies
  return async (principal: Principal, expected: number, wish: Wish): Promise<void> => {
    const { tenantId, kind, id, name } = principal
    const { version, hash } = policies.currentOf(tenantId)
    if (version !== expected) throw overtaken(expected, version)
    const compiled = compile(wish.document)
    requireExamples(wish.document, compiled, { tenantId, clock })
    const added: StoredVersion = {
      version: expected + 1,
      document: JSON.stringify(wish.document),
      hash: compiled.hash,
      note: wish.note,
      restores: wish.restores,
      author: { kind, id, name },
      createdAt: new Date(clock.now()),
    }
    const isFirst = await store.insert(tenantId, added, hash)
    await policies.load(tenantId)
    if (!isFirst) throw overtaken(expected, policies.currentOf(tenantId).version)
  }
}

function overtaken(expected: number, now: number): AppError {
  return new AppError(
    'conflict',
    `Somebody else has changed the policies in the meantime: version ${now} decides now, and yours was made from version ${expected}. Look at what changed, and make your changes to that.`,
  )
}

/** What is wrong with the expert rules is told with its line. */
export function compile(document: PolicyDocument): CompiledPolicies {
  try {
    return compilePolicies(document)
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error
    throw new AppError('invalid_request', `The expert rules cannot be used. ${error.message}`, {
      param: 'document.expert',
      cause: error,
    })
  }
}

export function tryExamples(
  { examples }: PolicyDocument,
  compiled: CompiledPolicies,
  { tenantId, clock }: Trying,
) {
  const rules = createRules(compiled, clock)
  try {
    return askExamples(examples, rules, tenantId)
  } finally {
    rules.close()
  }
}

function requireExamples(document: PolicyDocument, compiled: CompiledPolicies, trying: Trying) {
  const failed = tryExamples(document, compiled, trying).filter(
    ({ expected, answered }) => expected !== answered,
  )
  if (failed.length === 0) return
  const told = failed.map(({ name, expected, reason }) => {
    const wanted = expected === 'allow' ? 'allowed' : 'denied'
    return `“${name}” should be ${wanted}, and is not: ${reason}`
  })
  throw new AppError(
    'invalid_request',
    `These rules do not do what their examples say. ${told.join(' ')}`,
    { param: 'document.examples' },
  )
}
