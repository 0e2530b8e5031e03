import { z } from 'zod'
import { DeploymentRequirements } from '#wire/routing.ts'
import { findNearest } from '#server/lib/nearest.ts'
import { DEFAULT_RETRIES, DEFAULT_ROUTE_LIMITS, STRATEGIES } from './target.ts'

/** A route keeps what it tried in the bits of one number. */
export const MAX_TARGETS = 30

const Name = z.string().min(1).max(200)
const TargetName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}\/.+$/, 'must be provider/model, such as mistral/mistral-large')
const Milliseconds = z.int().min(1).max(86_400_000)

/** A deployment by its name, or a group with what else is said of it. */
const TargetSettings = z.preprocess(
  (value) => (typeof value === 'string' ? { deployment: value } : value),
  z.strictObject({
    deployment: TargetName,
    /** Share of calls with `strategy: weight`, against the sum of all; 0: only where the others fail. */
    weight: z.number().min(0).max(1_000_000).default(1),
  }),
)

const LimitSettings = z.strictObject({
  /** Until the first content; beyond it the next deployment is asked. */
  firstContentMs: Milliseconds.nullable().default(DEFAULT_ROUTE_LIMITS.firstContentMs),
  /** Between two pieces of an answer. */
  idleMs: Milliseconds.nullable().default(DEFAULT_ROUTE_LIMITS.idleMs),
  /** The whole of one attempt. */
  totalMs: Milliseconds.default(DEFAULT_ROUTE_LIMITS.totalMs),
  minTokensPerSecond: z
    .number()
    .positive()
    .nullable()
    .default(DEFAULT_ROUTE_LIMITS.minTokensPerSecond),
})

const RetrySettings = z.strictObject({
  attempts: z.int().min(1).max(10).default(DEFAULT_RETRIES.attempts),
  here: z.int().min(0).max(5).nullable().default(DEFAULT_RETRIES.here),
  waitMs: z.int().min(0).max(60_000).nullable().default(DEFAULT_RETRIES.waitMs),
  queueMs: z.int().min(0).max(60_000).default(DEFAULT_RETRIES.queueMs),
})

const RouteSettings = z.strictObject({
  to: z
    .array(TargetSettings)
    .min(1, 'must name at least one deployment')
    .max(MAX_TARGETS)
    .meta({ examples: [['mistral/mistral-large', 'azure/mistral-large']] }),
  strategy: z
    .enum(STRATEGIES)
    .meta({ examples: ['order'] })
    .default('order'),
  require: DeploymentRequirements.optional(),
  limits: LimitSettings.meta({ examples: [{ firstContentMs: 10_000 }] }).prefault({}),
  retries: RetrySettings.meta({ examples: [{ attempts: 3, here: 1 }] }).prefault({}),
  hedge: z
    .strictObject({ afterMs: Milliseconds, share: z.number().positive().max(0.5).default(0.05) })
    .meta({ examples: [{ afterMs: 2000, share: 0.05 }] })
    .nullable()
    .default(null),
  /** Routes or models to go on with where the first cannot: never for what a provider refuses to answer. */
  fallbacks: z
    .strictObject({
      contextLength: z.array(Name).default([]),
      capability: z.array(Name).default([]),
    })
    .meta({ examples: [{ contextLength: ['mistral-large'] }] })
    .prefault({}),
  delivery: z
    .enum(['streamed', 'whole'])
    .meta({ examples: ['streamed'] })
    .default('streamed'),
})
export type RouteSettings = z.infer<typeof RouteSettings>

/** The `routes:` section of galerne.yaml: names that callers use, and where their calls go. */
export const RoutesSettings = z
  .record(Name, RouteSettings)
  .superRefine((routes, context) => {
    for (const [name, { to, strategy }] of Object.entries(routes)) {
      const names = to.map(({ deployment }) => deployment)
      const twice = names.find((one, index) => names.indexOf(one) !== index)
      if (twice !== undefined) {
        context.addIssue({ code: 'custom', path: [name, 'to'], message: `names ${twice} twice` })
      }
      if (strategy === 'weight' && to.every(({ weight }) => weight === 0)) {
        const message = 'needs at least one weight above 0'
        context.addIssue({ code: 'custom', path: [name, 'to'], message })
      }
    }
  })
  .meta({
    examples: [{ 'chat-default': { to: ['mistral/mistral-large', 'azure/mistral-large'] } }],
  })
export type RoutesSettings = z.infer<typeof RoutesSettings>

export interface RouteProblem {
  path: PropertyKey[]
  message: string
}

/**
 * What only the providers can tell: a deployment that none of them has. A provider that is not configured may have been added
 * in the administration, so only names close to a configured one are taken for mistakes.
 */
export function findRouteProblems(
  routes: RoutesSettings,
  modelsOf: ReadonlyMap<string, readonly string[]>,
): RouteProblem[] {
  const problems: RouteProblem[] = []
  for (const [name, { to }] of Object.entries(routes)) {
    for (const [index, { deployment }] of to.entries()) {
      const problem = describe(deployment, modelsOf)
      if (problem !== undefined) problems.push({ path: [name, 'to', index], message: problem })
    }
  }
  return problems
}

function describe(deployment: string, modelsOf: ReadonlyMap<string, readonly string[]>) {
  const [providerId, modelId] = splitTarget(deployment)
  const models = modelsOf.get(providerId)
  if (!models) {
    const nearest = findNearest(providerId, [...modelsOf.keys()])
    if (nearest === undefined) return undefined
    return `names the provider ${providerId}, which is not configured; perhaps ${nearest} is meant`
  }
  if (models.includes(modelId)) return undefined
  const nearest = findNearest(modelId, [...models])
  const hint = nearest === undefined ? `it has ${models.join(', ')}` : `perhaps ${nearest} is meant`
  return `names the model ${modelId}, which the provider ${providerId} does not have; ${hint}`
}

/** Ids of providers have no slash, names of models may. */
export function splitTarget(name: string): [providerId: string, modelId: string] {
  const slash = name.indexOf('/')
  return [name.slice(0, slash), name.slice(slash + 1)]
}
