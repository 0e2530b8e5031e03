import { createHash } from 'node:crypto'
import type { Attachment } from '#wire/attachments.ts'
import { classificationOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { stricter, type Classification } from '#wire/classification.ts'
import { AppError } from '#server/lib/app-error.ts'
import { ownerOf, requireMayUpload, toAttachment } from './attachments.ts'
import type { AttachmentsStore, FileOwner, StoredFile } from './attachments-store.ts'
import { estimateTokens } from './fence.ts'
import type { FilesStore, Quotas } from './files-store.ts'
import { createPieceCipher, type PieceCipher } from './piece-cipher.ts'
import type { PieceStore } from './pieces-store.ts'
import { refusedFile } from './problems.ts'
import type { Recognition } from './ocr/recognition.ts'
import type { FileReading, ReadFile } from './reading/file-reader.ts'
import type { ReaderTurns } from './reading/reader-turns.ts'
import { receiveFile, type Received } from './receive.ts'
import type { MalwareScanner } from './scan/malware-scanner.ts'
import type { StoredFiles } from './stored-files.ts'

export interface UploadOptions {
  store: AttachmentsStore
  fileStore: FilesStore
  pieces: PieceStore
  files: StoredFiles
  readFile: ReadFile
  turns: ReaderTurns
  /** Each has to let it pass. */
  scanners: readonly MalwareScanner[]
  maxFileBytes: number
  quotas: Quotas
  unsentMs: number
  clock: Clock
  createId: () => string
  log: Log
  /** What recognises text in pictures of it; absent: nothing does. */
  recognition?: Recognition
}

export interface Upload {
  name: string
  /** That it is for: handled as carefully as that, also while it is read. Absent: as the organisation says. */
  conversationId?: string
  /** Where it is for none that is there yet: at least so careful. */
  classification?: Classification
  body: AsyncIterable<Uint8Array>
  signal: AbortSignal
}

/** The first word of what the same bytes are read as. */
type Readable = Exclude<FileReading, { outcome: 'problem' }>

/**
 * Takes a file in: received, looked at by the scanner, read in a process of its own, then stored. Whatever goes wrong before
 * the end, nothing is there. Throws AppError, which names the file, why, and what to do.
 */
export function createUpload(options: UploadOptions) {
  const { store, scanners, turns, clock, createId, maxFileBytes, quotas, unsentMs, log } = options

  const checkForMalware = async ({ spool }: Received, { name, signal }: Upload) => {
    for (const scanner of scanners) {
      const isClean = await scanner.isClean(spool.read(), signal).catch((error: unknown) => {
        log.error('attachments.scanner_failed', { error })
        throw refusedFile(name, 'scan_unavailable', error)
      })
      if (isClean) continue
      log.warn('attachments.malware', { bytes: spool.bytes })
      throw refusedFile(name, 'malware')
    }
  }

  const take = async (principal: Principal, upload: Upload): Promise<Attachment> => {
    const { name, signal } = upload
    const received = await receiveFile(upload.body, { name, maxBytes: maxFileBytes, signal })
    const { spool, sha256 } = received
    try {
      await checkForMalware(received, upload)
      const owner = ownerOf(principal)
      const fingerprint = fingerprintOf(owner, name, `${sha256}${options.recognition?.id ?? ''}`)
      const work = { owner, fingerprint, received, upload, principal }
      const fileId = await readAndKeep(options, work)
      const id = createId()
      const at = new Date(clock.now())
      const expiresAt = new Date(clock.now() + unsentMs)
      const { bytes: sizeBytes } = spool
      const hanging = { id, fileId, name, at, expiresAt, sizeBytes, mediaType: '' }
      if (!(await store.insert(owner, hanging, quotas.waiting))) {
        throw refusedFile(name, 'too_many_waiting')
      }
      const [stored] = await store.find(owner, [id])
      if (!stored) throw new AppError('internal', 'The file is not where it was put.')
      return toAttachment(stored)
    } catch (error) {
      if (signal.aborted && !(error instanceof AppError)) {
        throw new AppError('cancelled', 'The upload broke off. Nothing of it was kept.')
      }
      throw error
    } finally {
      await spool.close()
    }
  }

  return async (principal: Principal, given: Upload): Promise<Attachment> => {
    requireMayUpload(principal)
    const upload = { ...given, name: toFileName(given.name) }
    // Before its first byte: what comes in is somewhere until it was read.
    const leave = turns.enter(turnOf(ownerOf(principal)))
    if (!leave) throw refusedFile(upload.name, 'busy')
    try {
      return await take(principal, upload)
    } finally {
      leave()
    }
  }
}

function turnOf({ tenantId, ownerId }: FileOwner): string {
  return `${tenantId} ${ownerId}`
}

interface Incoming extends Pick<Keeping, 'owner' | 'fingerprint'> {
  received: Received
  upload: Upload
  principal: Principal
}

/** Gives the id under which the file is kept; its bytes are in memory only when it is its turn. */
async function readAndKeep(options: UploadOptions, incoming: Incoming): Promise<string> {
  const { owner, fingerprint, received, upload, principal } = incoming
  const { turns, recognition, fileStore } = options
  const { name, signal } = upload
  const { spool } = received
  const keepRead = (reading: FileReading) => {
    signal.throwIfAborted()
    if (reading.outcome === 'problem') throw refusedFile(name, reading.problem)
    return keep(options, { owner, fingerprint, name, reading, spool })
  }
  const first = await turns.take(turnOf(owner), signal, async () => {
    const known = await fileStore.findFile(owner, fingerprint)
    if (known !== undefined) return known
    const reading = await options.readFile(name, await Array.fromAsync(spool.read()))
    return recognition?.wants(reading, name) ? reading : keepRead(reading)
  })
  if (typeof first === 'string') return first
  const { conversationId } = upload
  const ofPlace = conversationId && (await options.store.classOf(owner, conversationId))
  if (conversationId && !ofPlace) {
    throw new AppError('not_found', 'This conversation does not exist.')
  }
  const usual = classificationOf(principal)
  const classification = stricter(usual, ofPlace || (upload.classification ?? usual))
  const about = { name, principal, classification, signal, read: () => spool.read() }
  const reading = await recognition?.add(first, about)
  return turns.take(turnOf(owner), signal, () => keepRead(reading ?? first))
}

interface Keeping {
  owner: FileOwner
  fingerprint: string
  name: string
  reading: Readable
  spool: Received['spool']
}

/** Gives the id under which the file is kept. */
async function keep(options: UploadOptions, keeping: Keeping): Promise<string> {
  const { fileStore, quotas, files, createId } = options
  const { owner, name, reading, fingerprint } = keeping
  // Of a picture only what draws it.
  const content = reading.outcome === 'picture' ? [reading.bytes] : keeping.spool.read()
  const cipher = createPieceCipher()
  const id = createId()
  const file: StoredFile = {
    id,
    fingerprint,
    sizeBytes: reading.outcome === 'picture' ? reading.bytes.length : keeping.spool.bytes,
    mediaType: reading.mediaType,
    kind: reading.outcome,
    outline: outlineOf(reading),
    sealedKey: files.seal(cipher.key, id),
  }
  const problem = await fileStore.beginFile(owner, file, quotas)
  if (problem !== null) throw refusedFile(name, problem)
  try {
    await writePieces(options, { tenantId: owner.tenantId, id, cipher, content, reading })
    return await fileStore.endFile(owner, file)
  } catch (error) {
    await fileStore.dropFile(owner, id).catch(() => undefined)
    throw error
  }
}

interface Writing extends Pick<Keeping, 'reading'> {
  tenantId: string
  id: string
  cipher: PieceCipher
  content: AsyncIterable<Buffer> | Iterable<Buffer>
}

async function writePieces({ pieces }: UploadOptions, writing: Writing): Promise<void> {
  const { tenantId, id: fileId, cipher, content, reading } = writing
  const place = { tenantId, fileId, cipher }
  await pieces.write({ ...place, what: 'content' }, content)
  if (!reading.sections) return
  const texts = Buffer.from(JSON.stringify(reading.sections.map(({ text }) => text)))
  await pieces.write({ ...place, what: 'text' }, [texts])
}

function outlineOf(reading: Readable): StoredFile['outline'] {
  const { notes } = reading
  const sections = (reading.sections ?? []).map(({ text, ...section }) => ({
    ...section,
    tokens: estimateTokens(text),
  }))
  const { width, height } = reading.outcome === 'picture' ? reading : { width: null, height: null }
  return { sections, notes, width, height }
}

/** What it is read as goes by its ending as well, so that is part of what is the same. */
function fingerprintOf({ ownerId }: FileOwner, name: string, sha256: string): string {
  const ending = /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? ''
  return createHash('sha256').update(`${ownerId} ${ending} ${sha256}`).digest('hex')
}

/** The last part of whatever path, without what a name cannot have. */
function toFileName(name: string): string {
  const last = name.toWellFormed().normalize().split(/[/\\]/).at(-1) ?? ''
  const clean = last.replaceAll(/[\p{Cc}\p{Cf}]+/gu, '').trim()
  if (clean === '' || /^\.+$/.test(clean)) return 'file'
  const ending = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? ''
  return clean.length > 200 ? `${clean.slice(0, 200 - ending.length)}${ending}` : clean
}
