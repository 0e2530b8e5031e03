import { isIP } from 'node:net'
import {
  Agent,
  buildConnector,
  fetch as undiciFetch,
  type RequestInit,
  type Response,
} from 'undici'
import { createLookup, ForbiddenAddress, mayConnect, type Reach, type Resolve } from './address.ts'

export interface GuardedFetchOptions {
  /** Whom addresses may name, those of redirects too. */
  reach: Reach
  /** For the whole of one exchange. */
  timeoutMs?: number
  /** A longer answer is cut off, and is an error. */
  maxBytes?: number
  /** PEM certificates to trust beside the usual ones. */
  ca?: readonly string[]
  resolve?: Resolve
}

export interface GuardedFetch {
  (url: string | URL, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

const DEFAULTS = { timeoutMs: 10_000, maxBytes: 1_000_000 }

/**
 * `fetch` that looks at each address in the moment of connecting, also at those that redirects name: what was checked is what
 * is dialled. Throws ForbiddenAddress (as the cause of a TypeError, as `fetch` does) for what may not be called.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { reach, timeoutMs, maxBytes, ca, resolve } = { ...DEFAULTS, ...options }
  const connect = buildConnector({
    timeout: Math.min(timeoutMs, 5000),
    ...(ca && { ca: [...ca] }),
    ...(reach !== 'anywhere' && { lookup: createLookup(reach, resolve) }),
  })
  const agent = new Agent({
    maxResponseSize: maxBytes,
    connect: (target, done) => {
      if (mayDial(target, reach)) connect(target, done)
      else done(new ForbiddenAddress(), null)
    },
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one standard, typed by two packages
  const send = undiciFetch as unknown as (
    url: string | URL,
    init: RequestInit & { dispatcher: Agent },
  ) => Promise<Response>
  const guarded = (url: string | URL, init: RequestInit = {}) => {
    const within = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, within]) : within
    return send(url, { ...init, signal, dispatcher: agent })
  }
  return Object.assign(guarded, { close: () => agent.destroy() })
}

/** Names are for the lookup to check; an address is not looked up. Strangers are called encrypted or not at all. */
function mayDial({ hostname, protocol }: buildConnector.Options, reach: Reach): boolean {
  if (reach === 'public' && protocol !== 'https:') return false
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(host) === 0 || mayConnect(host, reach)
}
