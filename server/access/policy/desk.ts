import type {
  DryRun,
  PolicyCheck,
  PolicyDocument,
  PolicyRule,
  PolicyState,
  PolicyVersion,
  PolicyVersionDetail,
  PolicyVersionPage,
  PublishPolicy,
} from '#wire/policy.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Principal } from '../principal.ts'
import { listChanges } from './compare.ts'
import { compilePolicies, type CompiledPolicies } from './compile.ts'
import { DEFAULT_DOCUMENT } from './default-document.ts'
import { dryRun, type DryRunInput } from './dry-run.ts'
import { findDoubts, PolicyRefused } from './expert-rules.ts'
import type { StoredVersion } from './policy-store.ts'
import { readDocument, type Policies } from './policy.ts'
import { compile, createPublishing, tryExamples } from './publish.ts'
import { SCHEMA } from './schema.ts'
import type { createTrafficStore } from './traffic-store.ts'

export interface PolicyDeskOptions {
  policies: Policies
  traffic: ReturnType<typeof createTrafficStore>
  /** What there is to call now. */
  deployments: (tenantId: string) => DryRunInput['deployments']
  /** Finds those of the organisation as they are now. */
  principalsOf: (asking: Principal) => DryRunInput['findPrincipal']
  clock: Clock
}

/** Where policies are read, tried and changed. */
export interface PolicyDesk {
  state(principal: Principal): PolicyState
  check(principal: Principal, document: PolicyDocument): PolicyCheck
  /** Throws `invalid_request` for what does not hold water. */
  dryRun(principal: Principal, document: PolicyDocument): Promise<DryRun>
  /** @param expected The version that it was made from. Throws `conflict` where another one decides by now. */
  publish(principal: Principal, expected: number, wish: PublishPolicy): Promise<PolicyState>
  /** Makes a new version of an old one. Throws as `publish`, and `not_found`. */
  restore(
    principal: Principal,
    expected: number,
    wish: { version: number; note: string },
  ): Promise<PolicyState>
  listVersions(principal: Principal, before: number, limit: number): Promise<PolicyVersionPage>
  /** Throws `not_found`. */
  getVersion(principal: Principal, version: number): Promise<PolicyVersionDetail>
}

const WEEK_MS = 7 * 24 * 60 * 60_000

export function createPolicyDesk(options: PolicyDeskOptions): PolicyDesk {
  const { policies, traffic, deployments, principalsOf, clock } = options
  const { store } = policies

  const state = ({ tenantId }: Principal): PolicyState => {
    const { version, document, hash } = policies.currentOf(tenantId)
    return { version, hash, document, rules: listRules(compile(document)), schema: SCHEMA }
  }
  const find = async ({ tenantId }: Principal, version: number) => {
    const found = await store.find(tenantId, version)
    if (found) return found
    throw new AppError('not_found', 'There is no such version of the policies.')
  }
  const save = createPublishing({ policies, clock })

  return {
    state,
    check(principal, document) {
      const { tenantId } = principal
      const changes = listChanges(policies.currentOf(tenantId).document, document)
      const problems = findProblems(document)
      if (problems.length > 0) return { problems, changes, doubts: [], rules: [], examples: [] }
      const compiled = compile(document)
      return {
        problems,
        doubts: findDoubts(document.expert, document.permitsDeployments),
        rules: listRules(compiled),
        examples: tryExamples(document, compiled, { tenantId, clock }),
        changes,
      }
    },

    async dryRun(principal, document) {
      const { tenantId } = principal
      const since = new Date(clock.now() - WEEK_MS)
      return dryRun({
        tenantId,
        before: compile(policies.currentOf(tenantId).document),
        after: compile(document),
        past: await traffic.list(tenantId, since),
        since,
        deployments: deployments(tenantId),
        findPrincipal: principalsOf(principal),
        clock,
      })
    },

    async publish(principal, expected, wish) {
      await save(principal, expected, { ...wish, restores: null })
      return state(principal)
    },

    async restore(principal, expected, { version, note }) {
      const document = readDocument(await find(principal, version))
      await save(principal, expected, { document, note, restores: version })
      return state(principal)
    },

    listVersions: ({ tenantId }, before, limit) =>
      listVersions(policies, tenantId, { before, limit }),

    async getVersion(principal, number) {
      const found = await find(principal, number)
      const previous = await store.find(principal.tenantId, number - 1)
      const document = readDocument(found)
      const changes = listChanges(previous ? readDocument(previous) : DEFAULT_DOCUMENT, document)
      return { version: toVersion(found), document, changes }
    },
  }
}

async function listVersions(
  { store }: Policies,
  tenantId: string,
  { before, limit }: { before: number; limit: number },
): Promise<PolicyVersionPage> {
  const found = await store.list(tenantId, before, limit + 1)
  const versions = found.slice(0, limit)
  const last = versions.at(-1)
  const nextBefore = found.length > limit && last ? last.version : null
  return { versions: versions.map(toVersion), nextBefore }
}

function findProblems(document: PolicyDocument) {
  try {
    compilePolicies(document)
    return []
  } catch (error) {
    if (error instanceof PolicyRefused) return [...error.problems]
    throw error
  }
}

function listRules({ rules }: CompiledPolicies): PolicyRule[] {
  return [...rules.values()].map(({ id, name, reason, effect, text }) => ({
    id,
    name,
    reason,
    effect,
    text,
  }))
}

function toVersion(stored: StoredVersion): PolicyVersion {
  const { document: _document, createdAt, ...rest } = stored
  return { ...rest, createdAt: createdAt.toISOString() }
}
