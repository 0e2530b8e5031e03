import { PolicyDocument } from '#wire/policy.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { messageOf } from '#server/lib/thrown.ts'
import type { Rules } from '../authorize.ts'
import { compilePolicies } from './compile.ts'
import { DEFAULT_DOCUMENT } from './default-document.ts'
import { createPolicyStore, type PolicyStore, type StoredVersion } from './policy-store.ts'
import { createRules, type SwappableRules } from './rules.ts'

/** The policies of all organisations, in memory. */
export interface Policies {
  /** The same object for as long as the process lives: its content is replaced. */
  rulesOf(tenantId: string): Rules
  /** Reads what decides now: before anybody works in the organisation, and whenever another process changed it. */
  load(tenantId: string): Promise<void>
  /** What decides now; version 0: nobody has written any yet. */
  currentOf(tenantId: string): { version: number; document: PolicyDocument; hash: string }
  readonly store: PolicyStore
}

export interface PoliciesOptions {
  database: Database
  clock: Clock
  log: Log
}

export function createPolicies({ database, clock, log }: PoliciesOptions): Policies {
  const store = createPolicyStore(database)
  const initial = compilePolicies(DEFAULT_DOCUMENT)
  const known = new Map<string, { rules: SwappableRules; version: number }>()

  const entryOf = (tenantId: string) => {
    let entry = known.get(tenantId)
    if (!entry) {
      const onStray = (hash: string) => log.error('policies.strayed', { tenantId, hash })
      entry = { rules: createRules(initial, clock, onStray), version: -1 }
      entry.rules.refuseAll('The policies of this organisation have not been read yet. Try again.')
      known.set(tenantId, entry)
    }
    return entry
  }
  return {
    rulesOf: (tenantId) => entryOf(tenantId).rules,

    async load(tenantId) {
      const entry = entryOf(tenantId)
      const stored = await store.findNewest(tenantId)
      // What was read later counts, whichever answer came first.
      if ((stored?.version ?? 0) < entry.version) return
      try {
        entry.rules.swap(stored ? compilePolicies(readDocument(stored), true) : initial)
        entry.version = stored?.version ?? 0
      } catch (error) {
        // Nothing is allowed rather than something that nobody has decided.
        log.error('policies.unreadable', { tenantId, version: stored?.version, error })
        entry.rules.refuseAll(
          `Version ${stored?.version} of the policies cannot be read, so nothing is allowed: ${messageOf(error)} An administrator must go back to another version.`,
        )
        entry.version = stored?.version ?? 0
      }
    },

    currentOf(tenantId) {
      const { rules, version } = entryOf(tenantId)
      const { document, hash } = rules.policies
      return { version: Math.max(0, version), document, hash }
    },
    store,
  }
}

/** Throws where it is none of ours. */
export function readDocument({ document }: Pick<StoredVersion, 'document'>): PolicyDocument {
  return PolicyDocument.parse(JSON.parse(document))
}
