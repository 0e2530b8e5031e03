import { randomBytes } from 'node:crypto'
import {
  close,
  fdatasync,
  ftruncateSync,
  openSync,
  readSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '#server/lib/log.ts'
import { makeFolder } from '#server/lib/make-folder.ts'
import { readFrames, toFrame } from './ledger-frames.ts'

/** A place in the file: what was written there may go once it is in the database. */
export interface LedgerMark {
  /** It need not be kept any longer. */
  done(): void
  /** What was written there, as long as it is kept. */
  read(): string
}

/**
 * The write-ahead file of one process. What `append` has taken survives the death of the process at any moment, and that
 * of the machine `syncAfterMs` later.
 */
export interface LedgerFile {
  /** Hands a line to the operating system before it returns. Throws where it cannot be written, of which nothing then stays. */
  append(text: string): LedgerMark
  /** The same with the next `append`, or at the end of this turn of the event loop: for what may be lost. */
  appendSoon(text: string): LedgerMark
  /** Writes and syncs all that was taken. */
  flush(): Promise<void>
  /** Removes the file where nothing in it is needed any more. */
  close(): Promise<void>
}

export interface LedgerFileOptions {
  /** Of this process alone. */
  folder: string
  log: Log
  /** The most that a crash of the machine (not of the process) can take. */
  syncAfterMs?: number
  /** A file this large is followed by a new one, so that old ones can go. */
  maxSegmentBytes?: number
  /** For tests of full disks. */
  write?: typeof writeSync
}

interface Segment {
  path: string
  fd: number
  bytes: number
  /** Marks that are not done yet. */
  pending: number
  isSealed: boolean
}

export function createLedgerFile(options: LedgerFileOptions): LedgerFile {
  const { folder, log, syncAfterMs = 20, maxSegmentBytes = 4 * 1024 * 1024 } = options
  const write = options.write ?? writeSync
  makeFolder(folder)
  let current = openSegment(folder)
  let soon: { text: string; hold: Hold }[] = []
  let isScheduled = false
  const sync = createSync({ syncAfterMs, log, fd: () => current.fd })

  /** All of it or none: a frame that was cut off would be taken for damage. */
  const put = (text: string) => {
    if (current.bytes > maxSegmentBytes) current = follow(current, folder)
    const bytes = toBytes(text)
    try {
      let written = 0
      while (written < bytes.length) written += write(current.fd, bytes, written)
    } catch (error) {
      ftruncateSync(current.fd, current.bytes)
      throw error
    }
    current.bytes += bytes.length
    sync.ask()
  }
  /** What waits, and this after it, in one write. */
  const putSoon = (last = '') => {
    isScheduled = false
    const waiting = soon
    soon = []
    if (waiting.length === 0 && last === '') return
    put(waiting.length === 0 ? last : `${waiting.map(({ text }) => text).join('')}${last}`)
    for (const { hold } of waiting) hold.take(current, 0)
  }
  const tryPutSoon = () => {
    try {
      putSoon()
    } catch (error) {
      log.warn('ledger.note_not_written', { error })
    }
  }
  return {
    append(text) {
      const frame = toFrame(text)
      putSoon(frame)
      const hold = new Hold()
      hold.take(current, Buffer.byteLength(frame))
      return hold
    },
    appendSoon(text) {
      const hold = new Hold()
      soon.push({ text: toFrame(text), hold })
      if (!isScheduled) {
        isScheduled = true
        setImmediate(tryPutSoon)
      }
      return hold
    },
    async flush() {
      tryPutSoon()
      await sync.now()
    },
    async close() {
      tryPutSoon()
      await sync.now()
      current.isSealed = true
      release(current)
      await Promise.all(removals)
      removeIfEmpty(folder)
    },
  }
}

/** Where lines are made bytes, one after the other: memory of its own for each would be the collector's work. */
const SCRATCH = Buffer.allocUnsafe(64 * 1024)

function toBytes(text: string): Buffer {
  // A character has three bytes at most.
  if (text.length * 3 > SCRATCH.length) return Buffer.from(text)
  return SCRATCH.subarray(0, SCRATCH.write(text))
}

/** A class, since there may be hundreds of thousands. */
class Hold implements LedgerMark {
  #segment: Segment | undefined
  #isDone = false
  #start = 0
  #bytes = 0

  /** It was the last that was written there. */
  take(where: Segment, bytes: number): void {
    if (this.#isDone) return
    this.#segment = where
    this.#start = where.bytes - bytes
    this.#bytes = bytes
    where.pending += 1
  }

  read(): string {
    const bytes = Buffer.allocUnsafe(this.#bytes)
    if (this.#segment) readSync(this.#segment.fd, bytes, 0, this.#bytes, this.#start)
    const [text] = readFrames(bytes).texts
    if (text === undefined) throw new Error('The write-ahead file is not what was written.')
    return text
  }

  done(): void {
    if (this.#isDone) return
    this.#isDone = true
    if (!this.#segment) return
    this.#segment.pending -= 1
    release(this.#segment)
  }
}

let opened = 0

function openSegment(folder: string): Segment {
  opened += 1
  const name = `${String(Date.now()).padStart(15, '0')}-${String(opened).padStart(6, '0')}`
  const path = join(folder, `${name}-${randomBytes(2).toString('hex')}.log`)
  return { path, fd: openSync(path, 'ax+', 0o600), bytes: 0, pending: 0, isSealed: false }
}

/** What was written last into the old one is synced before anybody relies on it: its descriptor is kept until then. */
function follow(old: Segment, folder: string): Segment {
  const next = openSegment(folder)
  old.isSealed = true
  fdatasync(old.fd, () => release(old))
  return next
}

function release(segment: Segment): void {
  if (!segment.isSealed || segment.pending > 0 || segment.fd < 0) return
  close(segment.fd)
  segment.fd = -1
  // Megabytes take a file system a while, for which no answer should wait.
  const gone = rm(segment.path, { force: true }).catch(() => {})
  removals.add(gone)
  void gone.then(() => removals.delete(gone))
}

/** Files that are being removed. */
const removals = new Set<Promise<void>>()

function removeIfEmpty(folder: string): void {
  const rest = readdirSync(folder).filter((name) => name.endsWith('.log'))
  if (rest.length === 0) rmSync(folder, { recursive: true, force: true })
}

/** One sync at a time, for all that was written since the one before. */
function createSync(options: { syncAfterMs: number; log: Log; fd: () => number }) {
  const { syncAfterMs, log, fd } = options
  let isDirty = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  const run = (): Promise<void> => {
    isDirty = false
    const { promise, resolve } = Promise.withResolvers<void>()
    fdatasync(fd(), (error) => {
      if (error && error.code !== 'EBADF') log.error('ledger.not_synced', { error })
      running = undefined
      if (isDirty) ask()
      resolve()
    })
    running = promise
    return promise
  }
  const ask = () => {
    isDirty = true
    if (timer || running) return
    timer = setTimeout(() => {
      timer = undefined
      void run()
    }, syncAfterMs)
    timer.unref()
  }
  return {
    ask,
    async now() {
      clearTimeout(timer)
      timer = undefined
      await running
      clearTimeout(timer)
      timer = undefined
      if (isDirty) await run()
    },
  }
}
