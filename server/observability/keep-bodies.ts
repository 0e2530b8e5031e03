import { classificationOf, handlingOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Gateway, GatewayCall } from '#server/gateway/gateway.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import type { RequestBodiesStore, StoredBody } from './request-bodies-store.ts'
import { sealBody } from './seal-body.ts'
import type { TelemetrySettings } from './settings.ts'

export interface BodyKeeper {
  /** The same gateway; what goes in and comes out is held until it is known whether it is to be kept. */
  watch(gateway: Gateway): Gateway
  /** The request is over: now its model and its caller are known. */
  record(record: UsageRecord): void
  flush(): Promise<void>
  dropped(): number
}

export interface BodyKeeperOptions {
  settings: NonNullable<TelemetrySettings['bodies']>
  store: Pick<RequestBodiesStore, 'write'>
  clock: Clock
  log: Log
}

interface Held {
  request: Buffer
  answer: Buffer[]
  answerBytes: number
  isCut: boolean
  isOver: boolean
  principal: Principal
  /** Known with the record. */
  tenantId: string
  isWanted: boolean | null
}

const DAY_MS = 24 * 60 * 60_000
/** Sealed bodies that wait for the database: at most so many times `maxBytes` twice. */
const MAX_WAITING = 200

/** Keeps what was said where a rule of the configuration wants it, sealed before it leaves this process. */
export function createBodyKeeper(options: BodyKeeperOptions): BodyKeeper {
  const { maxBytes, ...rules } = options.settings
  const models = new Set(rules.models)
  const keys = new Set(rules.keys)
  const held = new Map<string, Held>()
  const queue = createSealedQueue(options)

  const finish = (requestId: string, one: Held) => {
    if (one.isWanted === false) held.delete(requestId)
    if (!one.isOver || one.isWanted !== true) return
    held.delete(requestId)
    queue.add(requestId, one)
  }
  return {
    watch: (gateway) => ({
      ...gateway,
      async call(call) {
        if (call.isUnkept) return gateway.call(call)
        const one = hold(call, maxBytes)
        held.set(call.requestId, one)
        const over = () => {
          one.isOver = true
          finish(call.requestId, one)
        }
        try {
          const said = await gateway.call(call)
          if (!said.whole) return { ...said, body: heard(said.body, { one, maxBytes, over }) }
          take(one, said.whole, maxBytes)
          over()
          return said
        } catch (error) {
          over()
          // Turned away before an account was opened: no record will come.
          if (one.isWanted === null) held.delete(call.requestId)
          throw error
        }
      },
    }),
    record({ requestId, tenantId, model, principalId, handled: how }) {
      const one = held.get(requestId)
      if (!one) return
      one.tenantId = tenantId
      const { classification = classificationOf(one.principal) } = how ?? {}
      const mayKeep = handlingOf(one.principal, classification).mayKeepBodies
      one.isWanted = mayKeep && (has(models, model) || has(keys, principalId))
      finish(requestId, one)
    },
    flush: () => queue.flush(),
    dropped: () => queue.dropped(),
  }
}

function has(names: ReadonlySet<string>, name: string): boolean {
  return names.has('*') || names.has(name)
}

/** Sealed at once; written when there is time. */
function createSealedQueue({ settings, store, clock, log }: BodyKeeperOptions) {
  const { encryptionKey, retentionDays } = settings
  let waiting: (StoredBody & { tenantId: string })[] = []
  let dropped = 0
  return {
    add(requestId: string, { tenantId, request, answer, isCut }: Held): void {
      if (waiting.length >= MAX_WAITING) {
        dropped += 1
        return
      }
      const nowMs = clock.now()
      const text = {
        request: request.toString('utf8'),
        answer: Buffer.concat(answer).toString('utf8'),
        isCut,
      }
      waiting.push({
        tenantId,
        requestId,
        keptAt: new Date(nowMs),
        expiresAt: new Date(nowMs + retentionDays * DAY_MS),
        sealed: sealBody(text, encryptionKey, `${tenantId} ${requestId}`),
      })
    },
    async flush(): Promise<void> {
      const batch = waiting
      waiting = []
      try {
        for (const [tenantId, bodies] of Map.groupBy(batch, (one) => one.tenantId)) {
          await store.write(tenantId, bodies)
        }
      } catch (error) {
        waiting = [...batch, ...waiting].slice(-MAX_WAITING)
        log.error('request_bodies.not_written', { error })
      }
    },
    dropped: () => dropped,
  }
}

function hold({ body, principal }: GatewayCall, maxBytes: number): Held {
  return {
    principal,
    // A copy: what is held must not keep a large request in memory.
    request: Buffer.from(body.subarray(0, maxBytes)),
    answer: [],
    answerBytes: 0,
    isCut: body.length > maxBytes,
    isOver: false,
    tenantId: '',
    isWanted: null,
  }
}

function take(one: Held, bytes: Buffer, maxBytes: number): void {
  const room = maxBytes - one.answerBytes
  if (bytes.length > room) one.isCut = true
  if (room <= 0) return
  one.answer.push(Buffer.from(bytes.subarray(0, room)))
  one.answerBytes += Math.min(room, bytes.length)
}

async function* heard(
  body: AsyncIterable<Buffer>,
  { one, maxBytes, over }: { one: Held; maxBytes: number; over: () => void },
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) {
      take(one, chunk, maxBytes)
      yield chunk
    }
  } finally {
    over()
  }
}
