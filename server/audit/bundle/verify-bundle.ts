import { createReadStream, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { AuditFinding } from '#wire/audit.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { codeOf, messageOf } from '#server/lib/thrown.ts'
import { fromBase64, readNoteVerifier, type NoteVerifier } from '../trail/signed-note.ts'
import { HASH_BYTES } from '../trail/merkle.ts'
import {
  createTrailVerifier,
  type TrailReport,
  type TrailVerifier,
} from '../verify/verify-trail.ts'
import { BundleHead, CheckpointLine, FILES, TimeStampLine, writeHead } from './bundle-format.ts'
import { checkTimeStamps, type StampReport } from './check-time-stamps.ts'

export interface BundleCheck {
  folder: string
  /** Notes of checkpoints that were kept elsewhere. */
  elsewhere?: readonly string[]
  /** A key, as notes name it, that is surely the right one. */
  pinnedKey?: string
  /** Root certificates of time-stamping authorities, in PEM; absent: stamps are checked, but nobody says who made them. */
  authorities?: readonly string[]
  onProgress?: (share: number, entries: number) => void
}

export interface BundleReport extends TrailReport {
  origin: string
  keys: string[]
  timeStamps: StampReport
}

/** Checks a trail in a folder, reading it once. Throws Error, in words for people, where it is no such folder. */
export async function verifyBundle(check: BundleCheck): Promise<BundleReport> {
  const { folder, elsewhere = [], pinnedKey } = check
  const head = readHead(folder)
  const verifiers = readVerifiers(folder)
  const pinned = pinnedKey === undefined ? undefined : readNoteVerifier(pinnedKey)
  const lines = readLines(join(folder, FILES.checkpoints))
  const checkpoints = lines.map((line) => exactly(CheckpointLine, line)?.note)
  const known = [...verifiers, ...(pinned ? [pinned] : [])]
  const verifier = createTrailVerifier({
    verifiers: uniqueOf(known),
    origin: head.origin,
    checkpoints: checkpoints.map((note) => note ?? ''),
    elsewhere,
    ...(pinned && { pinnedKey: pinned.text }),
    ...(head.from > 0 && { prefix: prefixOf(head) }),
  })
  const strayed = await readEntries(check, verifier)
  const report = verifier.end()
  const timeStamps = checkTimeStamps({
    stamps: readLines(join(folder, FILES.timeStamps)).map((line) => exactly(TimeStampLine, line)),
    notes: checkpoints,
    authorities: check.authorities ?? [],
  })
  return {
    ...report,
    finding: report.finding ?? strayed ?? timeStamps.finding,
    origin: head.origin,
    keys: [...verifier.signers],
    timeStamps,
  }
}

/** Entries have some hundred bytes. */
const LONGEST_LINE = 8 * 1024 * 1024

/** Entries with their hashes, through the verifier. What is wrong with the files themselves; null: nothing. */
async function readEntries(
  { folder, onProgress }: BundleCheck,
  verifier: TrailVerifier,
): Promise<AuditFinding | null> {
  const hashes = readFileSync(join(folder, FILES.hashes))
  const path = join(folder, FILES.entries)
  const total = readSize(path)
  let count = 0
  let read = 0
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, at)) {
      const leaf = hashes.subarray(count * HASH_BYTES, (count + 1) * HASH_BYTES)
      verifier.add(bytes.subarray(at, end), leaf)
      count += 1
      at = end + 1
    }
    rest = bytes.subarray(at)
    if (rest.length > LONGEST_LINE) {
      const message = `Entry ${count} is no entry of a trail: it is far too long.`
      return { kind: 'unreadable', sequence: count, message }
    }
    read += chunk.length
    onProgress?.(total === 0 ? 1 : read / total, count)
    if (verifier.finding) return null
  }
  if (rest.length > 0) {
    const message = `Entry ${count} is cut off in its middle.`
    return { kind: 'cut-off', sequence: count, message }
  }
  if (hashes.length === count * HASH_BYTES) return null
  const message = `There are ${count} entries and ${Math.floor(hashes.length / HASH_BYTES)} hashes.`
  return {
    kind: 'changed',
    sequence: Math.min(count, Math.floor(hashes.length / HASH_BYTES)),
    message,
  }
}

function readHead(folder: string): BundleHead {
  let text: string
  try {
    text = readFileSync(join(folder, FILES.trail), 'utf8')
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? `it has no ${FILES.trail}` : messageOf(error)
    throw new Error(`${folder} is no exported trail: ${why}.`, { cause: error })
  }
  const parsed = BundleHead.safeParse(parseJson(text))
  if (parsed.success && text === writeHead(parsed.data)) return parsed.data
  throw new Error(`${join(folder, FILES.trail)} is not what an export writes.`)
}

function readVerifiers(folder: string): NoteVerifier[] {
  return readLines(join(folder, FILES.keys)).map(readNoteVerifier)
}

function uniqueOf(verifiers: NoteVerifier[]): NoteVerifier[] {
  return [...new Map(verifiers.map((one) => [one.text, one])).values()]
}

/** What is no base64 has the length of no hash. */
function prefixOf({ from, prefix }: BundleHead) {
  return { size: from, hashes: prefix.map((one) => fromBase64(one) ?? Buffer.alloc(0)) }
}

/** What is written in one way can be changed in none. Undefined: it is not what we write. */
function exactly<Schema extends z.ZodType>(
  schema: Schema,
  line: string,
): z.output<Schema> | undefined {
  const { data } = schema.safeParse(parseJson(line))
  return JSON.stringify(data) === line ? data : undefined
}

/** Each with its newline; what follows the last one is a line too. */
function readLines(path: string): string[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.at(-1) === '' ? lines.slice(0, -1) : [...lines.slice(0, -1), `${lines.at(-1)} `]
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

function readSize(path: string): number {
  return statSync(path).size
}
