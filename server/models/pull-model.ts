import { open, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../lib/app-error.ts'
import type { Log } from '../lib/log.ts'
import type { CatalogueModel, SourceName } from './catalogue-model.ts'
import { errorCodeOf } from './error-code.ts'
import { hashFile } from './hash-file.ts'
import { freeBytesAt } from './machine.ts'
import type { ModelFolder, ModelManifest } from './model-folder.ts'
import { openPartialFile, removePartialFile, type OpenPartialFile } from './partial-file.ts'
import type { ModelSource } from './sources/source.ts'

export interface PullProgress {
  /** `waiting`: another process is pulling the same model, and we will use what it gets. */
  stage: 'waiting' | 'pulling' | 'verifying'
  receivedBytes: number
  totalBytes: number | null
  source: SourceName | null
}

export interface PullTask {
  model: CatalogueModel
  folder: ModelFolder
  sources: ModelSource[]
  freeBytes?: (folder: string) => Promise<number>
  onProgress: (progress: PullProgress) => void
  signal: AbortSignal
  log: Log
}

/** Pulls one model, whose lock the caller holds: the sources in their order, then the digest, then its place. */
export async function pullModel(task: PullTask): Promise<ModelManifest> {
  const { model, folder } = task
  const present = await findBlob(task)
  if (present) return present

  const partial = folder.partialPath(model.id)
  const source = await fetchFromAnySource(task, partial)
  const { size: sizeBytes } = await stat(partial)
  const sha256 = await hashOf(partial, task, sizeBytes)
  await refuseWrong(task, partial, { sha256, sizeBytes, source })

  const blob = folder.blobPath(sha256)
  await rename(partial, blob)
  await removePartialFile(partial)
  await syncFolder(dirname(blob))
  return manifestOf(task, { sha256, sizeBytes, source })
}

/** The bytes may be here already, under another name or from before a manifest was lost. */
async function findBlob(task: PullTask): Promise<ModelManifest | undefined> {
  const { sha256 } = task.model
  if (!sha256) return undefined
  const path = task.folder.blobPath(sha256)
  const found = await stat(path).catch(() => null)
  if (!found) return undefined
  if ((await hashOf(path, task, found.size)) === sha256) {
    return manifestOf(task, { sha256, sizeBytes: found.size, source: 'file' })
  }
  task.log.warn('a damaged model file is thrown away', { model: task.model.id, path })
  await removePartialFile(path)
  return undefined
}

async function fetchFromAnySource(task: PullTask, partial: string): Promise<SourceName> {
  const { model, sources, signal } = task
  const failures: string[] = []
  for (const source of sources) {
    const location = model.sources.find((each) => each.source === source.name)
    if (!location) continue
    try {
      await fetchFrom(source, location, task)
      return source.name
    } catch (error) {
      if (signal.aborted) throw new AppError('cancelled', `The pull of ${model.id} was stopped.`)
      if (error instanceof AppError) throw error
      if (isDiskFull(error)) await refuseFullDisk(task, partial, error)
      const reason = error instanceof Error ? error.message : String(error)
      task.log.warn('a model source failed', { model: model.id, source: source.name, reason })
      failures.push(`- ${source.name}: ${reason}`)
    }
  }
  throw noSourceLeft(model, failures, sources)
}

async function fetchFrom(
  source: ModelSource,
  location: CatalogueModel['sources'][number],
  task: PullTask,
): Promise<void> {
  const { model, folder, onProgress, signal } = task
  const file = await openPartialFile(folder.partialPath(model.id))
  try {
    if (model.sizeBytes !== null) await ensureSpace(task, model.sizeBytes - file.sizeBytes)
    await source.pull({
      location,
      file,
      expectedBytes: model.sizeBytes,
      isPinned: model.sha256 !== null,
      onBytes: (receivedBytes, totalBytes) =>
        onProgress({ stage: 'pulling', receivedBytes, totalBytes, source: source.name }),
      ensureSpace: (bytes) => ensureSpace(task, bytes),
      signal,
    })
    await file.flush()
    refuseShort(model, file)
  } finally {
    await file.close()
  }
}

/** A file that is too short is kept: the next source, or the next attempt, goes on from there. */
function refuseShort(model: CatalogueModel, file: OpenPartialFile): void {
  if (model.sizeBytes === null || file.sizeBytes >= model.sizeBytes) return
  throw new Error(`it ended after ${file.sizeBytes} of ${model.sizeBytes} bytes`)
}

/** What must stay free, for the database that may share the disk. */
const RESERVE_BYTES = 256_000_000

async function ensureSpace({ model, folder, freeBytes = freeBytesAt }: PullTask, bytes: number) {
  const free = await freeBytes(folder.root)
  if (bytes <= 0 || free >= bytes + RESERVE_BYTES) return
  throw new AppError(
    'not_ready',
    `Not enough disk space for ${model.id}: ${megabytes(bytes + RESERVE_BYTES)} are needed in ` +
      `${folder.root} and ${megabytes(free)} are free. Free some, or name another folder in GALERNE_MODELS.`,
  )
}

async function refuseFullDisk(task: PullTask, partial: string, cause: unknown): Promise<never> {
  // What we have would keep the disk full, for the database beside it too.
  await removePartialFile(partial)
  const { model, folder } = task
  throw new AppError(
    'not_ready',
    `The disk became full while ${model.id} was being pulled into ${folder.root}; what had come was ` +
      'removed. Free some space, or name another folder in GALERNE_MODELS, and pull again.',
    { cause },
  )
}

const isDiskFull = (error: unknown) => ['ENOSPC', 'EDQUOT'].includes(errorCodeOf(error) ?? '')

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`

interface Arrived {
  sha256: string
  sizeBytes: number
  source: SourceName
}

async function refuseWrong({ model }: PullTask, partial: string, arrived: Arrived): Promise<void> {
  if (model.sha256 === null || arrived.sha256 === model.sha256) return
  await removePartialFile(partial)
  throw new AppError(
    'provider_error',
    `What ${arrived.source} sent for ${model.id} is not the expected file, and was removed: its SHA-256 is ` +
      `${arrived.sha256}, not ${model.sha256}. Do not use that source until you know why.`,
  )
}

async function manifestOf(task: PullTask, arrived: Arrived): Promise<ModelManifest> {
  const { model, folder } = task
  const { mtimeMs } = await stat(folder.blobPath(arrived.sha256))
  const { id, name, kind, languages, contextTokens, memoryBytes, licence } = model
  return {
    version: 1,
    id,
    name,
    kind,
    languages,
    contextTokens,
    memoryBytes,
    licence,
    ...arrived,
    isPinned: model.sha256 !== null,
    mtimeMs,
    verifiedAt: new Date().toISOString(),
  }
}

async function hashOf(path: string, task: PullTask, totalBytes: number): Promise<string> {
  return hashFile(path, (receivedBytes) =>
    task.onProgress({ stage: 'verifying', receivedBytes, totalBytes, source: null }),
  )
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

function noSourceLeft(model: CatalogueModel, failures: string[], sources: ModelSource[]): AppError {
  const tried = sources.map(({ name }) => name).join(', ')
  const has = model.sources.map(({ source }) => source).join(', ')
  const reasons = failures.length > 0 ? failures.join('\n') : `- it is offered by: ${has}`
  return new AppError(
    'provider_unavailable',
    `${model.id} could not be had from any source (configured: ${tried}):\n${reasons}\n` +
      'Check the network and the proxy, or pull it on another machine and give the file: ' +
      `galerne models pull ${model.id} --from file:/path/to/model.gguf`,
  )
}
