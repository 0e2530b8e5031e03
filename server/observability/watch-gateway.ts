import { AppError } from '#server/lib/app-error.ts'
import type { Gateway, GatewayCall } from '#server/gateway/gateway.ts'
import { readTraceParent, spanIdOf, writeTraceParent, type TraceParent } from './trace-context.ts'

export interface GatewayWatch {
  /** The same gateway, whose calls are counted as they come and go. */
  watch(gateway: Gateway): Gateway
  /** The request is over and was recorded. What is above it in a trace; undefined: nothing. */
  settle(requestId: string): TraceParent | undefined
  inFlight(): number
}

/** Only a leak could make it so many. */
const MAX_IN_FLIGHT = 200_000

/** Sees what no record tells: calls under way, and calls that were turned away before an account was opened for them. */
export function createGatewayWatch(
  onRefused: (call: GatewayCall, error: AppError) => void,
): GatewayWatch {
  const underWay = new Map<string, TraceParent | undefined>()
  return {
    watch: (gateway) => ({
      ...gateway,
      async call(call) {
        if (underWay.size >= MAX_IN_FLIGHT) underWay.clear()
        const parent = readTraceParent(call.traceparent)
        underWay.set(call.requestId, parent)
        try {
          const said = await gateway.call(parent ? withOwnSpan(call, parent) : call)
          // An answer that another call of the same key got has no record of its own.
          if (call.idempotencyKey === undefined) return said
          if (said.whole) underWay.delete(call.requestId)
          else return { ...said, body: ending(said.body, () => underWay.delete(call.requestId)) }
          return said
        } catch (error) {
          // Whoever has a record is gone from here already.
          if (underWay.delete(call.requestId) && error instanceof AppError) onRefused(call, error)
          throw error
        }
      },
    }),
    settle(requestId) {
      const parent = underWay.get(requestId)
      underWay.delete(requestId)
      return parent
    },
    inFlight: () => underWay.size,
  }
}

/** What is below sees our span above it, not the caller's. */
function withOwnSpan(call: GatewayCall, { traceId, isSampled }: TraceParent): GatewayCall {
  const spanId = spanIdOf(call.requestId, 0)
  return { ...call, traceparent: writeTraceParent({ traceId, spanId, isSampled }) }
}

async function* ending(body: AsyncIterable<Buffer>, end: () => void): AsyncGenerator<Buffer> {
  try {
    yield* body
  } finally {
    end()
  }
}
