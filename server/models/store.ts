import { stat } from 'node:fs/promises'
import { AppError } from '../lib/app-error.ts'
import type { Log } from '../lib/log.ts'
import type { CatalogueModel, PullableModel } from './catalogue-model.ts'
import { createInstalledModels, type InstalledModel, type StoredFile } from './installed-models.ts'
import { listModels, type ListedModel } from './list-models.ts'
import { describeMachine } from './machine.ts'
import { checkModelId, createModelFolder } from './model-folder.ts'
import type { ModelManifest } from './model-manifest.ts'
import { takePullLock } from './pull-lock.ts'
import { pullModel, type PullProgress } from './pull-model.ts'
import type { ModelSource } from './sources/source.ts'

export interface ModelStoreOptions {
  folder: string
  catalogue: CatalogueModel[]
  /** In the order in which they are tried. */
  sources: ModelSource[]
  log: Log
  /** Free space on the disk of a folder, in bytes; for tests. */
  freeBytes?: (folder: string) => Promise<number>
}

/** Models on this machine. Safe for any number of processes on one folder. */
export interface ModelStore {
  folder: string
  /** Everything in the catalogue and everything pulled, with whether it fits this machine. */
  list(): Promise<ListedModel[]>
  /** Those that can be used now: their file is there and untouched. */
  listInstalled(): Promise<InstalledModel[]>
  /**
   * Makes the model be here: by id from the catalogue, or one described by the caller. Returns at once where it is
   * already; waits where another process is pulling it.
   */
  pull(
    wanted: string | PullableModel,
    onProgress?: (progress: PullProgress) => void,
    signal?: AbortSignal,
  ): Promise<StoredFile>
  /** Forgets a model, its file and what an unfinished pull left. Refused while it is being pulled. */
  remove(id: string): Promise<{ freedBytes: number }>
  /** Computes the digest again. A damaged file is removed, and an AppError says so. */
  verify(id: string): Promise<ModelManifest>
  /** The file, if it is here and its size and time are still those that were verified. */
  findFile(id: string): Promise<StoredFile | undefined>
}

/** A store over one folder: each file addressed by its SHA-256 and checked against it, whatever source it came from. */
export function createModelStore(options: ModelStoreOptions): ModelStore {
  const { catalogue, log } = options
  const folder = createModelFolder(options.folder)
  const installed = createInstalledModels(folder, log)
  const never = new AbortController().signal

  return {
    folder: options.folder,
    listInstalled: installed.list,
    verify: installed.verify,
    findFile: installed.find,

    async list() {
      await folder.prepare()
      const machine = await describeMachine(options.folder)
      return listModels(catalogue, await folder.listManifests(), machine)
    },

    async remove(id) {
      checkModelId(id)
      await folder.prepare()
      const lock = await takePullLock(folder.lockPath(id), {
        signal: never,
        onWait: (pid) => {
          const what = `${id} is being pulled by process ${pid}.`
          throw new AppError('conflict', `${what} Stop that, or wait for its end.`)
        },
      })
      return installed.remove(id).finally(() => lock.release())
    },

    async pull(wanted, onProgress = () => {}, signal = never) {
      const model = typeof wanted === 'string' ? getFrom(catalogue, wanted) : wanted
      checkModelId(model.id)
      checkModelId(model.id)
      await folder.prepare()
      const lock = await takePullLock(folder.lockPath(model.id), {
        signal,
        onWait: () => void tellWaiting(folder.partialPath(model.id), model, onProgress),
      })
      try {
        const present = await installed.find(model.id)
        if (present && [null, present.sha256].includes(model.sha256)) return present
        const manifest = await pullModel({ ...options, model, folder, onProgress, signal })
        await folder.writeManifest(manifest)
        const { source, sha256, sizeBytes } = manifest
        log.info('model pulled', { model: model.id, source, sha256 })
        return { path: folder.blobPath(sha256), sha256, sizeBytes }
      } finally {
        await lock.release()
      }
    },
  }
}

async function tellWaiting(
  partialPath: string,
  { sizeBytes }: PullableModel,
  onProgress: (progress: PullProgress) => void,
): Promise<void> {
  const partial = await stat(partialPath).catch(() => null)
  const receivedBytes = partial?.size ?? 0
  onProgress({ stage: 'waiting', receivedBytes, totalBytes: sizeBytes, source: null })
}

function getFrom(catalogue: CatalogueModel[], id: string): CatalogueModel {
  const model = catalogue.find((each) => each.id === checkModelId(id))
  if (model) return model
  throw new AppError(
    'model_not_found',
    `There is no model "${id}" in the catalogue. See them all: galerne models list`,
  )
}
