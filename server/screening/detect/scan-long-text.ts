import { setImmediate as turn } from 'node:timers/promises'
import type { Finding } from './finding.ts'
import { encodedRuns } from './encoded-runs.ts'
import { placed, scanText, withoutOverlaps, type ScanOptions } from './scan-text.ts'
import { MOST_LEVELS } from './views.ts'

/** What one piece of a text of nothing but candidates takes is still no pause that anybody notices. */
const PIECE_CHARACTERS = 32 * 1024
/** What a finding needs to see around it: private keys are the longest. */
const AROUND = 8 * 1024

/** As `scanText`, with the event loop's turn in between. */
export async function scanLongText(text: string, options: ScanOptions = {}): Promise<Finding[]> {
  if (text.length <= PIECE_CHARACTERS) return scanText(text, options)
  const { levels = MOST_LEVELS } = options
  const found = await scanPieces(text, { ...options, keepsRuns: true })
  if (levels === 0) return found
  const more: Finding[] = []
  for (const run of encodedRuns(text, [0, text.length])) {
    const inside = await scanLongText(run.text, { ...options, levels: levels - 1 })
    more.push(...placed(inside, run))
  }
  return more.length === 0 ? found : withoutOverlaps([...found, ...more])
}

async function scanPieces(text: string, options: ScanOptions): Promise<Finding[]> {
  const found: Finding[] = []
  for (let from = 0; from < text.length; from += PIECE_CHARACTERS) {
    await turn()
    const to = from + PIECE_CHARACTERS
    const shift = Math.max(0, from - AROUND)
    for (const finding of scanText(text.slice(shift, to + AROUND), options)) {
      const start = finding.start + shift
      const isOfThis = start >= from && start < to && start >= (found.at(-1)?.end ?? 0)
      if (isOfThis) found.push({ ...finding, start, end: finding.end + shift })
    }
  }
  return found
}
