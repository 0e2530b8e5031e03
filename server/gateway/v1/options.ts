import type { AddressSource } from '#server/access/client-address.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Log } from '#server/lib/log.ts'
import type { Gateway } from '../gateway.ts'
import type { Resources } from '../resources/resources.ts'

export interface V1Options {
  gateway: Gateway
  /** Files, batches, agents…; absent: there are none. */
  resources?: Resources
  /** Of the key ring: who holds a key, and whether it still holds. */
  keys: {
    find(bearer: string, from: AddressSource): Principal | undefined
    holds(bearer: string, from: AddressSource): boolean
  }
  log: Log
  maxBodyBytes?: number
  /** Of forms with files. */
  maxFormBytes?: number
  /** Aborted when Galerne stops: what is being answered then ends, and says why. */
  closing?: AbortSignal
  /** How long the line of a stream may be silent before it is told that somebody is there; absent: 15 seconds. */
  keepAliveMs?: number
}
