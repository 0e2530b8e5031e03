/** Who is above a request in a trace: W3C Trace Context, https://www.w3.org/TR/trace-context/. */
export interface TraceParent {
  /** 32 hex digits. */
  traceId: string
  /** 16 hex digits. */
  spanId: string
  isSampled: boolean
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** What the header `traceparent` says; undefined: nothing, or nothing that the standard allows. */
export function readTraceParent(header: unknown): TraceParent | undefined {
  if (typeof header !== 'string' || header.length > 512) return undefined
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(header) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  // Later versions may add to the end; version 00 may not, and ff is none.
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export function writeTraceParent({ traceId, spanId, isSampled }: TraceParent): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
}

/** A request's own ids follow from the request id, a UUID: nothing needs to be remembered between its spans. */
export function traceIdOf(requestId: string): string {
  return requestId.replaceAll('-', '')
}

/** The span of the request (0), and those of its attempts (1, 2…). */
export function spanIdOf(requestId: string, number: number): string {
  const tail = BigInt(`0x${traceIdOf(requestId).slice(16)}`)
  return (tail ^ BigInt(number)).toString(16).padStart(16, '0')
}

/** Whether a trace is among the share that is kept: the same answer wherever the same trace is asked about. */
export function isInShare(traceId: string, share: number): boolean {
  if (share >= 1) return true
  return Number.parseInt(traceId.slice(-8), 16) / 2 ** 32 < share
}
