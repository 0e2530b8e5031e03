import type { DialectName } from '#server/dialects/conversation.ts'
import type { PlainResponse } from '#server/http/fast/fast-exchange.ts'

/** Proxies cut lines that are silent for 30 to 60 seconds. */
export const KEEP_ALIVE_MS = 15_000

/** What a client of a dialect reads over: its own event where it has one, else a comment of server-sent events. */
const SIGNS: Partial<Record<DialectName, string>> = {
  'anthropic-messages': 'event: ping\ndata: {"type": "ping"}\n\n',
}
const COMMENT = ': keep-alive\n\n'

export interface KeepAlive {
  /** Something was sent: the line was not silent. */
  note(): void
  stop(): void
}

/** Says something now and then on the line of a stream that says nothing. Only for streams that are sent in whole events. */
export function startKeepAlive(
  response: PlainResponse,
  dialect: DialectName,
  afterMs: number,
): KeepAlive {
  const sign = SIGNS[dialect] ?? COMMENT
  const timer = setTimeout(() => {
    if (response.destroyed) return
    // Whoever does not even read what was said needs no sign of life.
    if (!response.writableNeedDrain) response.write(sign)
    timer.refresh()
  }, afterMs).unref()
  return {
    note: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  }
}
