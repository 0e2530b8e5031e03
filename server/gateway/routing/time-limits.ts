import type { RouteLimits } from './target.ts'

interface Limited {
  hasContent: () => boolean
  /** Ends the attempt; `what` follows the name of the provider. */
  tooSlow: (what: string) => void
}

/** Starts the limits of one attempt: one timer, whatever their number. Gives back what stops it. */
export function startLimits(
  { firstContentMs, totalMs }: RouteLimits,
  { hasContent, tooSlow }: Limited,
): () => void {
  const outOfTime = () => tooSlow('took too long over its answer')
  const isFirstSooner = firstContentMs !== null && firstContentMs < totalMs
  let timer = setTimeout(
    () => {
      if (!isFirstSooner) return outOfTime()
      if (!hasContent()) return tooSlow('took too long to begin its answer')
      timer = setTimeout(outOfTime, totalMs - firstContentMs)
      timer.unref()
    },
    isFirstSooner ? firstContentMs : totalMs,
  )
  timer.unref()
  return () => clearTimeout(timer)
}

/** The first content of an answer that is not streamed is the whole of it: it has the time of the whole. */
export function withoutFirst(limits: RouteLimits): RouteLimits {
  return { ...limits, firstContentMs: null }
}

/** Speed is judged over so long. */
const SPEED_AFTER_MS = 10_000
/** About so many bytes of stream bring one token. */
const BYTES_PER_TOKEN = 200

interface WatchLimits {
  idleMs: number | null
  minTokensPerSecond: number | null
  tooSlow: (what: string) => void
}

/** The bytes as they come, as long as they come fast enough. */
export async function* watched(
  body: AsyncIterable<Buffer>,
  { idleMs, minTokensPerSecond, tooSlow }: WatchLimits,
): AsyncGenerator<Buffer, void, void> {
  const idle =
    idleMs === null
      ? undefined
      : setTimeout(() => tooSlow('stopped in the middle of its answer'), idleMs)
  let bytes = 0
  const speed =
    minTokensPerSecond === null
      ? undefined
      : setInterval(() => {
          const wanted = minTokensPerSecond * BYTES_PER_TOKEN * (SPEED_AFTER_MS / 1000)
          if (bytes < wanted) tooSlow('answers too slowly')
          bytes = 0
        }, SPEED_AFTER_MS)
  try {
    for await (const piece of body) {
      idle?.refresh()
      bytes += piece.length
      yield piece
      // Time that the caller takes to read is not the provider's.
      idle?.refresh()
    }
  } finally {
    clearTimeout(idle)
    clearInterval(speed)
  }
}
