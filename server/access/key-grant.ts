import type { KeyOwner } from '#wire/access.ts'
import type { Classification } from '#wire/classification.ts'
import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Principal } from './principal.ts'

/** Whose a key is and what it may do, ready for the path of every call. Null: whatever keys may. */
export interface KeyGrant {
  owner: KeyOwner
  /** The owner as they are now: what they may not do, their key may not. Absent: made by the process for itself. */
  holder?: Principal
  /** A group whose budgets and limits count this key too. */
  group: string | null
  /** Operations and actions. */
  scopes: ReadonlySet<string> | null
  models: ModelPatterns | null
  /** What deployments must be like: routing narrows by it, and never widens. */
  tags: DeploymentRequirements | null
  /** How carefully its calls are to be handled; null or absent: as the organisation says. */
  classification?: Classification | null
}

export interface ModelPatterns {
  has(model: string): boolean
}

/** Ids of models, where `*` stands for any part of one. */
export function createModelPatterns(patterns: readonly string[]): ModelPatterns {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')))
  const wild = patterns.filter((pattern) => pattern.includes('*')).map((one) => one.split('*'))
  return { has: (model) => exact.has(model) || wild.some((parts) => matches(parts, model)) }
}

/** Without a regular expression, which a pattern could make slow. */
function matches([first = '', ...rest]: string[], model: string): boolean {
  const last = rest.pop() ?? ''
  if (!model.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = model.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return model.length - last.length >= at && model.endsWith(last)
}

/** What is not among the scopes is not allowed; counting the tokens of a conversation goes with holding it. */
export function allowsOperation({ scopes }: KeyGrant, operation: string): boolean {
  if (scopes === null || scopes.has(operation)) return true
  return operation === 'count-tokens' && scopes.has('chat')
}
