import type { Clock } from '#server/lib/clock.ts'
import type { Attempt, Reservation } from '#server/metering/accounts.ts'
import type { Deployment } from './routing/target.ts'
import type { ScannedCall } from './scan.ts'

export interface GatewayResponse {
  status: number
  headers: Record<string, string>
  body: AsyncIterable<Buffer>
  /** The whole body, where it is at hand: `body` would bring the same in one piece. */
  whole?: Buffer
  /** True: nothing of it may be remembered, not even for whoever asks the same again. */
  isUnkept?: boolean
}

export interface AttemptOptions {
  call: ScannedCall
  deployment: Deployment
  attempt: Attempt
  reservation: Reservation
  tenantId: string
  requestId: string
  signal: AbortSignal
  clock: Clock
  /** Puts the provider's bytes under the route's limits; absent: there are none. */
  watch?: (body: AsyncIterable<Buffer>) => AsyncIterable<Buffer>
}
