import { createId } from '#server/lib/ids.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { messageOf } from '#server/lib/thrown.ts'
import type { KeysStore } from '../keys-store.ts'
import type { ReadStore } from '../read-store.ts'
import type { Delivery, Sink } from './sink.ts'
import type { SinkPosition, SinksStore } from './sinks-store.ts'

/** How far a trail is. */
export interface TrailSize {
  tenantId: string
  size: number
  signedSize: number
}

export interface Deliverer {
  /** Sends what each sink does not have of this trail. Never throws; what does not arrive comes again, later and later. */
  bring(trail: TrailSize): Promise<void>
  close(): Promise<void>
}

export interface DelivererOptions {
  sinks: readonly Sink[]
  store: SinksStore
  read: ReadStore
  keys: Pick<KeysStore, 'list'>
  clock: Clock
  log: Log
}

const BATCH = 1000
const HOLD_MS = 60_000
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 300_000

export function createDeliverer(options: DelivererOptions): Deliverer {
  const { sinks, store, clock, log } = options
  const holder = createId()
  const positions = new Map<string, SinkPosition>()
  const waits = new Map<string, { ms: number; untilMs: number }>()
  const held = new Map<string, Set<string>>()
  const closing = new AbortController()

  const bringTo = async (sink: Sink, trail: TrailSize) => {
    const { tenantId, size, signedSize } = trail
    if (sink.isDue?.(tenantId) === false) return
    const name = `${sink.id} ${tenantId}`
    const until = sink.isSignedOnly ? signedSize : size
    const isThere = (at: SinkPosition) => at.entries >= until && at.checkpoints >= signedSize
    const known = positions.get(name)
    if ((known && isThere(known)) || clock.now() < (waits.get(name)?.untilMs ?? 0)) return
    const taken = await store.take(tenantId, sink.id, { holder, holdMs: HOLD_MS })
    if (!taken) return
    held.set(tenantId, (held.get(tenantId) ?? new Set()).add(sink.id))
    let at = taken
    try {
      while (!closing.signal.aborted && !isThere(at)) {
        const before = at
        at = await deliverSome(options, sink, { tenantId, until, at })
        positions.set(name, at)
        await store.advance(tenantId, sink.id, at)
        if (at.entries === before.entries && at.checkpoints === before.checkpoints) break
        await store.take(tenantId, sink.id, { holder, holdMs: HOLD_MS })
      }
      waits.delete(name)
    } catch (error) {
      const ms = Math.min((waits.get(name)?.ms ?? FIRST_WAIT_MS / 2) * 2, LONGEST_WAIT_MS)
      if (!waits.has(name)) log.warn('audit.sink_failed', { sink: sink.id, error })
      waits.set(name, { ms, untilMs: clock.now() + ms })
      positions.delete(name)
      await store.fail(tenantId, sink.id, messageOf(error))
    }
  }

  return {
    async bring(trail) {
      for (const sink of sinks) {
        if (closing.signal.aborted) return
        await bringTo(sink, trail).catch((error: unknown) => {
          log.error('audit.sink_not_noted', { sink: sink.id, error })
        })
      }
    },
    async close() {
      closing.abort()
      for (const [tenantId, ids] of held) {
        for (const id of ids) await store.release(tenantId, id, holder).catch(() => undefined)
      }
      for (const sink of sinks) await sink.close()
    },
  }
}

/** One batch to one sink. Resolves with where it is then. */
async function deliverSome(
  { read, keys }: DelivererOptions,
  sink: Sink,
  { tenantId, until, at }: { tenantId: string; until: number; at: SinkPosition },
): Promise<SinkPosition> {
  const head = await read.head(tenantId)
  const first = await read.trailFrom(tenantId, 0, 1)
  const trail = {
    tenantId,
    origin: head?.origin ?? '',
    from: first.from,
    prefix: first.prefix,
    keys: (await keys.list(tenantId)).map(({ verifier }) => verifier),
  }
  const own = sink.findEnd?.(trail) ?? at
  const wanted = Math.min(BATCH, Math.max(0, until - own.entries))
  const part = await read.trailFrom(tenantId, own.entries, Math.max(1, wanted))
  const records = part.records.slice(0, wanted)
  const entries = Math.max(own.entries, part.from) + records.length
  const waiting = (await read.checkpointsAfter(tenantId, own.checkpoints)).checkpoints
  const checkpoints = waiting.filter(({ size }) => size <= entries)
  const delivery: Delivery = { ...trail, from: part.from, records, checkpoints }
  if (records.length > 0 || checkpoints.length > 0) await sink.deliver(delivery)
  return { entries, checkpoints: checkpoints.at(-1)?.size ?? own.checkpoints }
}
