import { isDeepStrictEqual } from 'node:util'
import { classificationOf, handlingOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Outcome, Reservation } from '#server/metering/accounts.ts'
import type { GatewayResponse } from '../attempt.ts'
import type { Plan } from '../routing/plan.ts'
import type { Route, Target } from '../routing/target.ts'
import type { ScannedCall } from '../scan.ts'
import { createAnswerMemory, type AnswerMemory, type KeptAnswer } from './answer-memory.ts'
import type { ModelCache } from './cache-settings.ts'
import { keyOfRequest } from './request-key.ts'

export interface CacheRequest {
  principal: Principal
  call: ScannedCall
  plan: Plan
  /** Whether policy lets this call be computed there. */
  mayUse: (route: Route, target: Target) => boolean
  /** The caller's `cache-control`; absent: none. */
  cacheControl?: string | undefined
}

/** Answers that were given before, to exactly the same request of the same tenant, where that was asked for. */
export interface ResponseCache {
  /** Undefined: this request has nothing to do with the cache. */
  open(request: CacheRequest): CachedCall | undefined
  /** All answers of an organisation. */
  forget(tenantId: string): void
}

/** One request that may be answered from the cache, or fill it. */
export interface CachedCall {
  /** The answer that is at hand; undefined: there is none. */
  hit: KeptAnswer | undefined
  /** Sees how the request ends, so that only whole answers are kept. */
  watch(reservation: Reservation): Reservation
  /** Passes the answer on, and keeps it once it is complete. */
  keep(response: GatewayResponse): GatewayResponse
}

export interface ResponseCacheOptions {
  /** By the names that callers use; asked at each call, and the same object until they change. */
  models: () => Readonly<Record<string, ModelCache>>
  clock: Clock
}

interface Memory {
  settings: ModelCache
  memory: AnswerMemory
}

export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const { clock } = options
  let memories = new Map<string, Memory>()
  let models: Readonly<Record<string, ModelCache>> | undefined
  const memoryOf = (model: string) => {
    if (models !== options.models())
      memories = remembered((models = options.models()), memories, clock)
    return memories.get(model)
  }
  return {
    forget(tenantId) {
      for (const { memory } of memories.values()) memory.forget(`${tenantId} `)
    },
    open(request) {
      const { principal, call, plan, mayUse } = request
      const known = memoryOf(call.model)
      if (!known || call.form || call.nameKept || !isCacheable(request, known.settings)) {
        return undefined
      }
      const wishes = request.cacheControl?.toLowerCase() ?? ''
      if (wishes.includes('no-store') || !mayBeKept({ principal, call, plan })) {
        return undefined
      }
      // An answer from where this caller may not go is none of theirs.
      const deployments = [plan.route, ...plan.others].flatMap((route) =>
        route.targets.filter((target) => mayUse(route, target)).map(({ name }) => name),
      )
      if (deployments.length === 0) return undefined
      const hash = keyOfRequest({
        tenantId: principal.tenantId,
        dialect: call.words ?? call.dialect,
        operation: call.operation,
        body: call.bytes,
        deployments,
        demands: plan.requires,
      })
      if (hash === undefined) return undefined
      const key = `${principal.tenantId} ${hash}`
      const hit = wishes.includes('no-cache') ? undefined : known.memory.find(key)
      return createCachedCall({ hit, call, keep: (answer) => known.memory.keep(key, answer) })
    },
  }
}

/** False for what must not be kept anywhere: of restricted classes, and where providers may keep nothing either. */
export function mayBeKept({
  principal,
  call,
  plan,
}: Pick<CacheRequest, 'principal' | 'call' | 'plan'>): boolean {
  const { classification = classificationOf(principal) } = call
  const { mayCache, retentionDays } = handlingOf(principal, classification)
  return mayCache && retentionDays !== 0 && !isKeptNowhere(plan)
}

/** Whoever demands that nothing is kept at providers does not want it kept here. */
function isKeptNowhere({ requires, route, others }: Plan): boolean {
  return [...requires, ...[route, ...others].flatMap((each) => each.requires)].some(
    ({ maxRetentionDays }) => maxRetentionDays === 0,
  )
}

/** Where chance has a say, the same answer twice is not what was asked for. */
function isCacheable({ call }: CacheRequest, { anyTemperature }: ModelCache): boolean {
  if (call.operation !== 'chat' && call.operation !== 'fim') return !call.isStream
  if (anyTemperature) return true
  const member = call.members.find(({ name }) => name === 'temperature')
  return (
    member !== undefined && Number(call.bytes.toString('latin1', member.start, member.end)) === 0
  )
}

function createCachedCall(about: {
  hit: KeptAnswer | undefined
  call: ScannedCall
  keep: (answer: KeptAnswer) => void
}): CachedCall {
  const { hit, call, keep } = about
  let outcome: Outcome | undefined
  return {
    hit,
    watch: (reservation) => ({
      ...reservation,
      settle(how, errorCode) {
        outcome ??= how
        reservation.settle(how, errorCode)
      },
    }),
    keep(response) {
      const { headers, body, whole } = response
      const kept = { headers: { ...headers }, isStream: call.isStream }
      headers['x-galerne-cache'] = 'miss'
      if (whole) {
        if (outcome === 'complete') keep({ ...kept, body: whole })
        return response
      }
      const taken = gather(body, (bytes) => {
        if (outcome === 'complete') keep({ ...kept, body: bytes })
      })
      return { ...response, body: taken }
    },
  }
}

/** The same chunks, and all of them at the end: nothing where the reader has gone before. */
async function* gather(
  body: AsyncIterable<Buffer>,
  whenWhole: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body) {
    chunks.push(chunk)
    yield chunk
  }
  whenWhole(Buffer.concat(chunks))
}

/** The answer from the cache, a stream as a stream, and into the ledger with it: for nothing. */
export function replay(
  { headers, body, isStream }: KeptAnswer,
  reservation: Reservation,
): GatewayResponse {
  reservation.settle('complete')
  return {
    status: 200,
    headers: { ...headers, ...reservation.headers?.(), 'x-galerne-cache': 'hit' },
    body: one(body),
    ...(!isStream && { whole: body }),
  }
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** What is kept under the same settings as before stays. */
function remembered(
  models: Readonly<Record<string, ModelCache>>,
  before: ReadonlyMap<string, Memory>,
  clock: Clock,
): Map<string, Memory> {
  return new Map(
    Object.entries(models).map(([model, settings]): [string, Memory] => {
      const { ttlSeconds, maxBytes } = settings
      const known = before.get(model)
      if (known && isDeepStrictEqual(known.settings, settings)) return [model, known]
      const memory = createAnswerMemory({ ttlMs: ttlSeconds * 1000, maxBytes, clock })
      return [model, { settings, memory }]
    }),
  )
}
