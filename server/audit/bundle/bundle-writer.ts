import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { makeFolder } from '#server/lib/make-folder.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { HASH_BYTES, leafHash } from '../trail/merkle.ts'
import { BundleHead, FILES, FORMAT, writeHead } from './bundle-format.ts'

export interface BundleStart {
  origin: string
  from: number
  /** Base64. */
  prefix: readonly string[]
}

/** Appends to a trail in a folder. What `sync` has returned for survives the loss of power. */
export interface BundleWriter {
  /** The number of the entry that comes next. */
  readonly next: number
  /** Size of the last checkpoint that is in it; 0: none. */
  readonly signed: number
  addEntries(records: readonly string[]): void
  addCheckpoint(size: number, note: string): void
  addTimeStamp(size: number, token: string): void
  /** Those that are in it already are left alone. */
  addKeys(verifiers: readonly string[]): void
  sync(): void
  close(): void
}

/**
 * Opens the folder, made where it is missing, where it was left: half a line that a crash left is cut off.
 * @param start Of a folder that is new; that of one that exists is kept. Throws AppError where it holds another trail.
 */
export function openBundleWriter(folder: string, start: BundleStart): BundleWriter {
  try {
    makeFolder(folder)
    const head = openHead(folder, start)
    const entries = openAppending(join(folder, FILES.entries))
    const hashes = openAppending(join(folder, FILES.hashes))
    const checkpoints = openAppending(join(folder, FILES.checkpoints))
    const stamps = openAppending(join(folder, FILES.timeStamps))
    const keys = openAppending(join(folder, FILES.keys))
    for (const file of [entries, checkpoints, stamps, keys]) file.cutToLine()
    hashes.cutTo(hashes.size() - (hashes.size() % HASH_BYTES))
    let next = head.from + mendHashes(entries, hashes, head.from)
    let signed = lastSigned(checkpoints)
    const known = new Set(readFileSync(join(folder, FILES.keys), 'utf8').split('\n'))
    const all = [entries, hashes, checkpoints, stamps, keys]
    return {
      get next() {
        return next
      },
      get signed() {
        return signed
      },
      addEntries(records) {
        if (records.length === 0) return
        entries.append(Buffer.from(records.map((record) => `${record}\n`).join('')))
        // Before their hashes: what is missing of these can be made anew.
        entries.sync()
        hashes.append(Buffer.concat(records.map(leafHash)))
        next += records.length
      },
      addCheckpoint(size, note) {
        checkpoints.append(Buffer.from(`${JSON.stringify({ note })}\n`))
        signed = size
      },
      addTimeStamp: (size, token) =>
        stamps.append(Buffer.from(`${JSON.stringify({ size, token })}\n`)),
      addKeys(verifiers) {
        for (const verifier of verifiers) {
          if (!known.has(verifier)) keys.append(Buffer.from(`${verifier}\n`))
          known.add(verifier)
        }
      },
      sync: () => all.forEach((file) => file.sync()),
      close: () => all.forEach((file) => file.close()),
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('not_ready', `${folder} cannot be written: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function openHead(folder: string, { origin, from, prefix }: BundleStart): BundleHead {
  const path = join(folder, FILES.trail)
  if (!existsSync(path)) {
    const head: BundleHead = { format: FORMAT, origin, from, prefix: [...prefix] }
    writeFileSync(path, writeHead(head), { mode: 0o600 })
    return head
  }
  const parsed = BundleHead.safeParse(parseJson(readFileSync(path, 'utf8')))
  if (parsed.success && parsed.data.origin === origin) return parsed.data
  throw new AppError('conflict', `${folder} holds another trail. Name another folder.`)
}

interface Appending {
  size(): number
  append(bytes: Buffer): void
  /** The last bytes, at most so many. */
  tail(bytes: number): Buffer
  cutTo(size: number): void
  cutToLine(): void
  sync(): void
  close(): void
}

const TAIL_BYTES = 16 * 1024 * 1024

function openAppending(path: string): Appending {
  const file = openSync(path, 'a+', 0o600)
  const size = () => fstatSync(file).size
  const tail = (most: number) => {
    const bytes = Buffer.alloc(Math.min(most, size()))
    readSync(file, bytes, 0, bytes.length, size() - bytes.length)
    return bytes
  }
  const cutTo = (length: number) => {
    if (length !== size()) ftruncateSync(file, length)
  }
  return {
    size,
    tail,
    cutTo,
    append(bytes) {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    },
    cutToLine() {
      const bytes = tail(TAIL_BYTES)
      cutTo(size() - (bytes.length - 1 - bytes.lastIndexOf(10)))
    },
    sync: () => fsyncSync(file),
    close: () => closeSync(file),
  }
}

/** Hashes of entries that were written before a crash and theirs were not. Answers with how many entries there are. */
function mendHashes(entries: Appending, hashes: Appending, from: number): number {
  const lines = entries.tail(TAIL_BYTES).toString('utf8').split('\n').slice(0, -1)
  const last = seqOf(lines.at(-1))
  const count = last === undefined ? 0 : last + 1 - from
  const hashed = hashes.size() / HASH_BYTES
  if (hashed > count) hashes.cutTo(count * HASH_BYTES)
  const missing = hashed < count ? lines.slice(-(count - hashed)) : []
  hashes.append(Buffer.concat(missing.map(leafHash)))
  return count
}

function seqOf(line: string | undefined): number | undefined {
  const seq = fieldOf(parseJson(line ?? ''), 'seq')
  return typeof seq === 'number' ? seq : undefined
}

function lastSigned(checkpoints: Appending): number {
  const line = checkpoints
    .tail(64 * 1024)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .at(-1)
  const note = fieldOf(parseJson(line ?? ''), 'note')
  return typeof note === 'string' ? Number(note.split('\n')[1] ?? 0) : 0
}
