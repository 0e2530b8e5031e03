import { AppError } from '#server/lib/app-error.ts'
import type { Gateway, GatewayCall } from '#server/gateway/gateway.ts'

export interface GatewayWatch {
  /** The same gateway, whose calls are counted as they come and go. */
  watch(gateway: Gateway): Gateway
  /** The request is over and was recorded. */
  settle(requestId: string): void
  inFlight(): number
}

/** Only a leak could make it so many. */
const MAX_IN_FLIGHT = 200_000

/** Sees what no record tells: calls under way, and calls that were turned away before an account was opened for them. */
export function createGatewayWatch(
  onRefused: (call: GatewayCall, error: AppError) => void,
): GatewayWatch {
  const underWay = new Set<string>()
  return {
    watch: (gateway) => ({
      ...gateway,
      async call(call) {
        if (underWay.size >= MAX_IN_FLIGHT) underWay.clear()
        underWay.add(call.requestId)
        try {
          return await gateway.call(call)
        } catch (error) {
          // Whoever has a record is gone from here already.
          if (underWay.delete(call.requestId) && error instanceof AppError) onRefused(call, error)
          throw error
        }
      },
    }),
    settle: (requestId) => void underWay.delete(requestId),
    inFlight: () => underWay.size,
  }
}
