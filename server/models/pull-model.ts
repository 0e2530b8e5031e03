import { open, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../lib/app-error.ts'
import type { Log } from '../lib/log.ts'
import { messageOf } from '../lib/thrown.ts'
import type { PullableModel, SourceName } from './catalogue-model.ts'
import { ensureDiskSpace, isDiskFull, refuseFullDisk } from './disk-space.ts'
import { readGgufHeader } from './gguf-header.ts'
import { hashFile } from './hash-file.ts'
import type { ModelFolder } from './model-folder.ts'
import { describeFile, type ModelManifest } from './model-manifest.ts'
import { openPartialFile, removePartialFile } from './partial-file.ts'
import type { ModelSource, Pulled } from './sources/source.ts'

export interface PullProgress {
  /** `waiting`: another process is pulling the same model, and we will use what it gets. */
  stage: 'waiting' | 'pulling' | 'verifying'
  receivedBytes: number
  totalBytes: number | null
  source: SourceName | null
}

export interface PullTask {
  model: PullableModel
  folder: ModelFolder
  /** In the order in which they are tried. */
  sources: ModelSource[]
  freeBytes?: (folder: string) => Promise<number>
  onProgress: (progress: PullProgress) => void
  signal: AbortSignal
  log: Log
}

/** Pulls one model, whose lock the caller holds: the sources in their order, the digest, its place in the store. */
export async function pullModel(task: PullTask): Promise<ModelManifest> {
  const present = await findBlob(task)
  if (present) return present

  const failures: string[] = []
  for (const source of task.sources) {
    if (!task.model.sources.some((location) => location.source === source.name)) continue
    try {
      return await pullFrom(source, task)
    } catch (error) {
      failures.push(`- ${source.name}: ${await reasonOf(error, task)}`)
      task.log.warn('a model source failed', { model: task.model.id, reason: failures.at(-1) })
    }
  }
  throw noSourceLeft(task, failures)
}

/** What came is not what was asked for. */
class WrongFileError extends Error {}

/** The bytes may be here already, under another name or from before a manifest was lost. */
async function findBlob(task: PullTask): Promise<ModelManifest | undefined> {
  const { sha256 } = task.model
  const path = sha256 && task.folder.blobPath(sha256)
  if (!path || !(await stat(path).catch(() => null))) return undefined
  if ((await hashOf(path, task)) === sha256) return manifestOf(task, { sha256, source: 'file' })
  task.log.warn('a damaged model file is thrown away', { model: task.model.id, path })
  await removePartialFile(path)
  return undefined
}

async function pullFrom(source: ModelSource, task: PullTask): Promise<ModelManifest> {
  const partial = task.folder.partialPath(task.model.id)
  const before = await stat(partial).catch(() => null)
  try {
    return await pullOnce(source, task)
  } catch (error) {
    if (!(error instanceof WrongFileError)) throw error
    await removePartialFile(partial)
    // The fault may lie in what an earlier attempt had left; a fresh one decides.
    if (!before?.size) throw error
    return pullOnce(source, task)
  }
}

async function pullOnce(source: ModelSource, task: PullTask): Promise<ModelManifest> {
  const { folder, model } = task
  const partial = folder.partialPath(model.id)
  const { claimedSha256 } = await fetchInto(partial, source, task)
  const sha256 = await hashOf(partial, task)
  const expected = model.sha256 ?? claimedSha256 ?? sha256
  if (sha256 !== expected) {
    throw new WrongFileError(
      `what it sent is not the expected file, and was removed: its SHA-256 is ${sha256}, not ${expected}`,
    )
  }
  await readGgufHeader(partial).catch((error: unknown) => {
    throw new WrongFileError(`what it sent is no GGUF model, and was removed: ${messageOf(error)}`)
  })
  const blob = folder.blobPath(sha256)
  await rename(partial, blob)
  await removePartialFile(partial)
  await syncFolder(dirname(blob))
  return manifestOf(task, { sha256, source: source.name })
}

async function fetchInto(partial: string, source: ModelSource, task: PullTask): Promise<Pulled> {
  const { model, onProgress, signal } = task
  const location = model.sources.find((each) => each.source === source.name)
  if (!location) throw new TypeError(`${model.id} is not offered by ${source.name}`)
  const file = await openPartialFile(partial)
  try {
    await ensureDiskSpace(task, (model.sizeBytes ?? 0) - file.sizeBytes)
    const pulled = await source.pull({
      location,
      file,
      expectedBytes: model.sizeBytes,
      isPinned: model.sha256 !== null,
      onBytes: (receivedBytes, totalBytes) =>
        onProgress({ stage: 'pulling', receivedBytes, totalBytes, source: source.name }),
      ensureSpace: (bytes) => ensureDiskSpace(task, bytes),
      signal,
    })
    // Too short is kept: the next source, or the next attempt, goes on from there.
    if (file.sizeBytes < (model.sizeBytes ?? 0)) {
      throw new Error(`it ended after ${file.sizeBytes} of ${model.sizeBytes} bytes`)
    }
    await file.flush()
    return pulled
  } finally {
    await file.close()
  }
}

/** Why a source failed; throws where no other can do better. */
async function reasonOf(error: unknown, task: PullTask): Promise<string> {
  const { model, folder, signal } = task
  if (signal.aborted)
    throw new AppError(
      'cancelled',
      `The pull of ${model.id} was stopped. The same command goes on from here.`,
    )
  if (error instanceof AppError) throw error
  if (isDiskFull(error)) {
    // What we have would keep the disk full, for the database beside it too.
    await removePartialFile(folder.partialPath(model.id))
    throw refuseFullDisk(task, error)
  }
  return messageOf(error)
}

async function manifestOf(
  { model, folder }: PullTask,
  arrived: { sha256: string; source: SourceName },
): Promise<ModelManifest> {
  const path = folder.blobPath(arrived.sha256)
  const [header, { size, mtimeMs }] = await Promise.all([readGgufHeader(path), stat(path)])
  const verified = { sizeBytes: size, mtimeMs, verifiedAt: new Date().toISOString() }
  return { ...describeFile(model, header, size), ...arrived, ...verified }
}

async function hashOf(path: string, task: PullTask): Promise<string> {
  const { size: totalBytes } = await stat(path)
  return hashFile(path, (receivedBytes) => {
    task.signal.throwIfAborted()
    task.onProgress({ stage: 'verifying', receivedBytes, totalBytes, source: null })
  })
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

function noSourceLeft({ model, sources }: PullTask, failures: string[]): AppError {
  const tried = sources.map(({ name }) => name).join(', ')
  const has = model.sources.map(({ source }) => source).join(', ')
  const reasons = failures.length > 0 ? failures.join('\n') : `- it is offered only by: ${has}`
  return new AppError(
    'provider_unavailable',
    `${model.id} could not be had from any source (configured: ${tried}):\n${reasons}\n` +
      'Check the network and the proxy; or get the file elsewhere and give it here: ' +
      `galerne models pull ${model.id} --from file:/path/to/model.gguf`,
  )
}
