import type { Destination, ScreeningCount } from '#wire/screening.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { CountsStore, ScreenedCall } from './counts-store.ts'
import type { Noted, ScreenRequest } from './screen.ts'

/** Counts in memory and writes every few seconds: no call waits for it. */
export interface Counts {
  note: (request: ScreenRequest, destination: Destination, noted: readonly Noted[]) => void
  flush: () => Promise<void>
  /** Since the process began, for metrics: by kind and choice. */
  totals: () => ReadonlyMap<string, number>
}

/** Calls that wait for the trail, of one organisation: beyond it they are in the sums alone. */
const MOST_CALLS = 5000

interface Waiting {
  counts: Map<string, ScreeningCount>
  calls: ScreenedCall[]
}

function createWaiting(): Waiting {
  return { counts: new Map(), calls: [] }
}

export function createCounts(
  store: CountsStore,
  { clock, log }: { clock: Clock; log: Log },
): Counts {
  let waiting = new Map<string, Waiting>()
  const totals = new Map<string, number>()
  const waitingOf = (tenantId: string) => {
    const own = waiting.get(tenantId) ?? createWaiting()
    waiting.set(tenantId, own)
    return own
  }
  return {
    note(request, destination, noted) {
      const own = waitingOf(request.principal.tenantId)
      const day = new Date(clock.now()).toISOString().slice(0, 10)
      for (const { kind, choice, count } of noted) {
        addTo(own, { day, kind, destination, choice, count })
        const total = `${kind} ${choice}`
        totals.set(total, (totals.get(total) ?? 0) + count)
      }
      const call = toCall(request, destination, noted)
      if (call && own.calls.length < MOST_CALLS) own.calls.push(call)
    },
    async flush() {
      const taken = waiting
      waiting = new Map()
      for (const [tenantId, { counts, calls }] of taken) {
        try {
          await store.add(tenantId, { counts: [...counts.values()], calls })
        } catch (error) {
          log.warn('screening.counts_not_written', { error })
          const own = waitingOf(tenantId)
          for (const count of counts.values()) addTo(own, count)
          own.calls = [...calls, ...own.calls].slice(0, MOST_CALLS)
        }
      }
    },
    totals: () => totals,
  }
}

function addTo({ counts }: Waiting, more: ScreeningCount): void {
  const { day, kind, destination, choice, count } = more
  const name = `${day} ${kind} ${destination} ${choice}`
  counts.set(name, { ...more, count: (counts.get(name)?.count ?? 0) + count })
}

/** Undefined: nothing was held back, so there is nothing to answer for. */
function toCall(
  request: ScreenRequest,
  destination: Destination,
  noted: readonly Noted[],
): ScreenedCall | undefined {
  const held = noted.filter(({ choice }) => choice !== 'allow' && choice !== 'warn')
  if (held.length === 0) return undefined
  const { principal, requestId, target, classification } = request
  const { kind, id, name } = principal
  return {
    acting: { actor: { kind, id, name }, requestId, address: null },
    target: target.name,
    isBlocked: held.some(({ choice }) => choice === 'block'),
    facts: {
      destination,
      classification,
      ...Object.fromEntries(held.map((one) => [`${one.kind} (${one.choice})`, one.count])),
    },
  }
}
