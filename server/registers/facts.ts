import type { FormAnswers, UseCase } from '#wire/registers.ts'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import type { Deployment } from '#server/gateway/routing/target.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'
import type { StoredVersion, Subject } from './versions-store.ts'
import type { DeploymentUse, FailureKind } from './traffic-store.ts'

/** What is known of one place where models are called. */
export interface DeploymentFacts {
  /** `provider/model`. */
  name: string
  providerId: string
  modelId: string
  /** As declared; null: it is not configured any more. */
  tags: DeploymentTags | null
  calls: number
  failures: number
  tokens: number
  /** Of all calls, 0 to 1. */
  share: number
  lastUsedAt: string | null
  state: DeploymentHealth['state'] | null
  failureKinds: { code: string; count: number; lastAt: string }[]
  said: FormAnswers
}

export interface UseCaseFacts extends UseCase {
  description: FormAnswers
  answers: FormAnswers
  dpia: FormAnswers
  algorithm: FormAnswers
}

/** How this Galerne is set, as far as registers speak of it. */
export interface RegisterSettings {
  requestLogDays: number
  /** Null: contents of calls are not kept. */
  bodiesDays: number | null
  /** How long conversations are kept without use; null: until somebody deletes them. */
  conversationDays: number | null
  isHttps: boolean
  isFourEyes: boolean
}

/** Everything that registers are written from. */
export interface RegisterFacts {
  organisation: string
  said: FormAnswers
  madeAt: string
  from: string
  until: string
  calls: number
  /** The most used first; those that are configured and were not used after them. */
  deployments: DeploymentFacts[]
  useCases: UseCaseFacts[]
  settings: RegisterSettings
}

export interface DeploymentSources {
  targets: readonly Deployment[]
  uses: readonly DeploymentUse[]
  failures: readonly FailureKind[]
  health: readonly DeploymentHealth[]
  versions: readonly (StoredVersion & Subject)[]
}

/** What was used and what is configured, each once. */
export function toDeployments(sources: DeploymentSources): DeploymentFacts[] {
  const { targets, uses } = sources
  const total = uses.reduce((sum, { calls }) => sum + calls, 0)
  const found = uses.map((use) => {
    const target = targets.find((one) => isSame(one, use))
    return describe(sources, { use, target, total })
  })
  const unused = targets
    .filter((target) => !uses.some((use) => isSame(target, use)))
    .map((target) => describe(sources, { use: undefined, target, total }))
  return [...found.toSorted((a, b) => b.calls - a.calls), ...unused]
}

interface Described {
  use: DeploymentUse | undefined
  target: Deployment | undefined
  total: number
}

function describe(sources: DeploymentSources, { use, target, total }: Described): DeploymentFacts {
  const providerId = target?.provider.id ?? use?.providerId ?? ''
  const modelId = target?.model.id ?? use?.upstreamModel ?? ''
  const name = `${providerId}/${modelId}`
  const health = sources.health.find(
    (one) => one.providerId === providerId && one.modelId === modelId,
  )
  const failures = use ? sources.failures.filter((one) => isSameUse(one, use)) : []
  return {
    name,
    providerId,
    modelId,
    tags: target?.model.tags ?? null,
    calls: use?.calls ?? 0,
    failures: use?.failures ?? 0,
    tokens: use?.tokens ?? 0,
    share: use && total > 0 ? use.calls / total : 0,
    lastUsedAt: use?.lastUsedAt.toISOString() ?? null,
    state: health?.state ?? null,
    failureKinds: failures.map(({ code, count, lastAt }) => ({
      code,
      count,
      lastAt: lastAt.toISOString(),
    })),
    said: answersOf(sources.versions, { form: 'deployment', subject: name }),
  }
}

function isSame({ provider, model }: Deployment, use: DeploymentUse): boolean {
  return provider.id === use.providerId && model.upstreamName === use.upstreamModel
}

function isSameUse(a: FailureKind, b: DeploymentUse): boolean {
  return a.providerId === b.providerId && a.upstreamModel === b.upstreamModel
}

/** What was said last; nothing where nobody has. */
export function answersOf(
  versions: readonly (StoredVersion & Subject)[],
  { form, subject }: Subject,
): FormAnswers {
  return versions.find((one) => one.form === form && one.subject === subject)?.answers ?? {}
}

const EEA = new Set(
  'EU EEA AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO'.split(
    ' ',
  ),
)

/** Whether what is sent there goes to a third country (GDPR, Chapter V). What is not declared may. */
export function isThirdCountry(tags: DeploymentTags | null): boolean {
  if (tags?.isOwnHardware) return false
  return !EEA.has((tags?.jurisdiction ?? '').toUpperCase())
}
