import type { Log } from '#server/lib/log.ts'
import type { DrawnPage } from '../reader/draw-pages.ts'
import { READER_LIMITS, toRequest } from './file-reader.ts'
import { runReader, type ReaderLimits } from './reader-process.ts'

/** Of A4 at 300 dots an inch four fit into what a reader may say. */
export const PAGES_AT_A_TIME = 4
const HEAD_BYTES = 12

export type DrawPages = (
  name: string,
  bytes: readonly Buffer[],
  numbers: readonly number[],
) => Promise<DrawnPage[]>

/** Draws pages, at most PAGES_AT_A_TIME, in a process of its own. What could not be drawn is not among them. */
export function createPageDrawer(log: Log, limits: ReaderLimits = READER_LIMITS): DrawPages {
  return async (name, bytes, draw) => {
    const run = await runReader([...toRequest({ name, draw }), ...bytes], limits)
    if (run.exceeded !== null || run.code !== 0) {
      log.warn('attachments.drawing_ended', { code: run.code, exceeded: run.exceeded })
    }
    return toPages(run.output)
  }
}

/** As far as it came, and no further than what is really there. */
function toPages(output: Buffer): DrawnPage[] {
  const pages: DrawnPage[] = []
  for (let at = 0; at + HEAD_BYTES <= output.length;) {
    const [number, width, height] = [0, 4, 8].map((from) => output.readUInt32BE(at + from))
    const start = at + HEAD_BYTES
    if (!number || !width || !height || start + width * height > output.length) break
    at = start + width * height
    pages.push({ number, width, height, grey: output.subarray(start, at) })
  }
  return pages
}
