import { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import { findNearest } from '#server/lib/nearest.ts'
import type { ScannedCall } from '../scan.ts'

const Names = z.array(z.string().min(1).max(200)).max(100)
const Amount = z.coerce.number().nonnegative()
/** One number, or one for each percentile: of those, the strictest that we measure is the average. */
const Preference = z.union([z.number().positive(), z.record(z.string(), z.number().positive())])

const Sort = z.enum(['price', 'throughput', 'latency'])
const Quantization = z.enum('int4 int8 fp4 mxfp4 nvfp4 fp6 fp8 fp16 bf16 fp32 unknown'.split(' '))

/**
 * What a request may say about its own routing, in OpenRouter's words (openrouter.ai/docs, provider routing). All of it
 * narrows, or orders, what policy and route allow.
 */
const ProviderOverrides = z.strictObject({
  order: Names.nullish(),
  only: Names.nullish(),
  ignore: Names.nullish(),
  allow_fallbacks: z.boolean().nullish(),
  require_parameters: z.boolean().nullish(),
  data_collection: z.enum(['allow', 'deny']).nullish(),
  zdr: z.boolean().nullish(),
  /** Deployments of each model for itself: over several models (`partition: none`) nothing is sorted here. */
  sort: z
    .union([Sort, z.strictObject({ by: Sort, partition: z.literal('model').nullish() })])
    .nullish(),
  /** For a million tokens, and for one request and one picture, in the currency of the price. */
  max_price: z
    .strictObject({
      prompt: Amount.nullish(),
      completion: Amount.nullish(),
      request: Amount.nullish(),
      image: Amount.nullish(),
    })
    .nullish(),
  quantizations: z.array(Quantization).max(20).nullish(),
  preferred_min_throughput: Preference.nullish(),
  preferred_max_latency: Preference.nullish(),
})
type ProviderOverrides = z.infer<typeof ProviderOverrides>

export interface Overrides extends ProviderOverrides {
  /** Further names, tried in this order where the first cannot answer. */
  models: string[]
}

const MAX_MODELS = 10
const Models = z.array(z.string().min(1).max(200)).max(MAX_MODELS)
const OVERRIDES = new Set(['models', 'provider'])

/** Undefined: the request says nothing of the kind, which costs one look at its names. Throws `invalid_request`. */
export function readOverrides({ bytes, members }: ScannedCall): Overrides | undefined {
  if (!members.some(({ name }) => OVERRIDES.has(name))) return undefined
  const valueOf = (wanted: string): unknown => {
    const member = members.find(({ name }) => name === wanted)
    return member ? JSON.parse(bytes.toString('utf8', member.start, member.end)) : undefined
  }
  const models = Models.safeParse(valueOf('models') ?? [])
  if (!models.success) {
    throw wrong('models', `must be a list of at most ${MAX_MODELS} names of models`)
  }
  const provider = ProviderOverrides.safeParse(valueOf('provider') ?? {})
  if (!provider.success) throw describe(provider.error)
  return { ...provider.data, models: models.data }
}

/** Names that no provider must see. */
export function isOverride(name: string): boolean {
  return OVERRIDES.has(name)
}

function describe({ issues }: z.ZodError): AppError {
  const [issue] = issues
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = Object.keys(ProviderOverrides.shape)
    const nearest = findNearest(key, known)
    const hint = nearest ? `Did you mean ${nearest}?` : `Known here: ${known.join(', ')}.`
    return wrong(
      ['provider', ...issue.path.map(String), key].join('.'),
      `is not known here. ${hint}`,
    )
  }
  const param = ['provider', ...(issue?.path ?? []).map(String)].join('.')
  return wrong(param, (issue?.message ?? 'is wrong').replace(/^Invalid (?:input|option): /, ''))
}

function wrong(param: string, why: string): AppError {
  const shown = param.replaceAll(/[^\w.]/g, '?').slice(0, 100)
  return new AppError('invalid_request', `“${shown}” ${why}`, { param: shown })
}
