import { setImmediate as turn } from 'node:timers/promises'
import type { Finding } from './finding.ts'
import { scanText, type ScanOptions } from './scan-text.ts'

/** What one piece of a text of nothing but candidates takes is still no pause that anybody notices. */
const PIECE_CHARACTERS = 32 * 1024
/** What a finding needs to see around it: private keys are the longest. */
const AROUND = 8 * 1024

/** As `scanText`, with the event loop's turn in between. */
export async function scanLongText(text: string, options?: ScanOptions): Promise<Finding[]> {
  if (text.length <= PIECE_CHARACTERS) return scanText(text, options)
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
