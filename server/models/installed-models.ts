import { rm, stat } from 'node:fs/promises'
import { AppError } from '../lib/app-error.ts'
import type { Log } from '../lib/log.ts'
import { hashFile } from './hash-file.ts'
import type { ModelFolder } from './model-folder.ts'
import type { ModelManifest } from './model-manifest.ts'
import { removePartialFile } from './partial-file.ts'

export interface StoredFile {
  path: string
  sha256: string
  sizeBytes: number
}

export interface InstalledModel {
  manifest: ModelManifest
  path: string
}

/** The models that are in a folder: found cheaply by size and time, verified by digest. */
export function createInstalledModels(folder: ModelFolder, log: Log) {
  return { find, list, verify, remove }

  /** The file, if it is here and its size and time are still those that were verified. */
  async function find(id: string): Promise<StoredFile | undefined> {
    const manifest = await folder.findManifest(id)
    if (!manifest) return undefined
    const path = folder.blobPath(manifest.sha256)
    const file = { path, sha256: manifest.sha256, sizeBytes: manifest.sizeBytes }
    const found = await stat(path).catch(() => null)
    if (found?.size !== manifest.sizeBytes) {
      log.warn('a model file is missing or cut off', { model: id, sha256: manifest.sha256 })
      return undefined
    }
    // Restored from a backup, perhaps, or changed: only the digest tells.
    const isIntact = found.mtimeMs === manifest.mtimeMs || (await rehash(folder, manifest))
    if (!isIntact) log.warn('a model file is damaged', { model: id, sha256: manifest.sha256 })
    return isIntact ? file : undefined
  }

  /** Those whose file is there and untouched. */
  async function list(): Promise<InstalledModel[]> {
    const manifests = (await folder.listManifests()).toSorted(byId)
    const files = await Promise.all(manifests.map(({ id }) => find(id)))
    return manifests.flatMap((manifest, index) => {
      const path = files[index]?.path
      return path ? [{ manifest, path }] : []
    })
  }

  /** Computes the digest of the whole file. A damaged one is removed, and said to be. */
  async function verify(id: string): Promise<ModelManifest> {
    const manifest = await folder.findManifest(id)
    if (!manifest) throw notPulled(id)
    const verified = await rehash(folder, manifest)
    if (verified) return verified
    await rm(folder.blobPath(manifest.sha256), { force: true })
    await folder.removeManifest(id)
    throw new AppError(
      'conflict',
      `The file of ${id} is damaged or missing, and was removed. ` +
        `Get it again: galerne models pull ${id}`,
    )
  }

  /** Forgets a model, its file (unless another name shares it) and what an unfinished pull left. */
  async function remove(id: string): Promise<{ freedBytes: number }> {
    const manifest = await folder.findManifest(id)
    const partial = await stat(folder.partialPath(id)).catch(() => null)
    if (!manifest && !partial) throw notPulled(id)
    await removePartialFile(folder.partialPath(id))
    const partialBytes = partial?.size ?? 0
    if (!manifest) return { freedBytes: partialBytes }

    await folder.removeManifest(id)
    const others = await folder.listManifests()
    if (others.some(({ sha256 }) => sha256 === manifest.sha256)) return { freedBytes: partialBytes }
    await rm(folder.blobPath(manifest.sha256), { force: true })
    return { freedBytes: manifest.sizeBytes + partialBytes }
  }
}

const byId = (one: ModelManifest, other: ModelManifest) => (one.id < other.id ? -1 : 1)

/** The manifest with the time of this check, or undefined where the digest is another. */
async function rehash(
  folder: ModelFolder,
  manifest: ModelManifest,
): Promise<ModelManifest | undefined> {
  const path = folder.blobPath(manifest.sha256)
  const sha256 = await hashFile(path).catch(() => null)
  if (sha256 !== manifest.sha256) return undefined
  const { mtimeMs } = await stat(path)
  const verified = { ...manifest, mtimeMs, verifiedAt: new Date().toISOString() }
  await folder.writeManifest(verified)
  return verified
}

const notPulled = (id: string) =>
  new AppError('model_not_found', `${id} is not on this machine. See what is: galerne models list`)
