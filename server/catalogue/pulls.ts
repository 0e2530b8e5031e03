import type { Download, Machine, Pull } from '#wire/catalogue.ts'
import { stat } from 'node:fs/promises'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { describeMachine } from '#server/models/machine.ts'
import { createModelFolder } from '#server/models/model-folder.ts'
import { createMeter } from '#server/models/progress.ts'
import type { ListedModel } from '#server/models/list-models.ts'
import type { ModelStore } from '#server/models/store.ts'

/** The models that this machine can fetch for itself, and the fetching. */
export interface Pulls {
  list(): Promise<{ machine: Machine; models: Download[] }>
  /** Begins, or goes on where an earlier pull stopped. Throws `conflict` where it does not fit. */
  start(id: string): Promise<void>
  /** What has come is kept for the next time. */
  stop(id: string): void | Promise<void>
  close(): Promise<void>
}

export interface PullsOptions {
  store: ModelStore
  /** Called when a model has come, so that it can be used. */
  onInstalled: () => Promise<void>
  clock: Clock
  log: Log
}

interface Running {
  pull: Pull
  stopping: AbortController
  ending: Promise<void>
}

export function createPulls(options: PullsOptions): Pulls {
  const { store } = options
  const running = new Map<string, Running>()
  const folder = createModelFolder(store.folder)

  async function describe({ id, catalogue, installed, lacks }: ListedModel) {
    if (!catalogue) return []
    const partial = installed ? null : await stat(folder.partialPath(id)).catch(() => null)
    const { name, kind, sizeBytes, memoryBytes, contextTokens, languages, licence, notes } =
      catalogue
    return [
      {
        id,
        name,
        kind,
        sizeBytes: sizeBytes ?? 0,
        memoryBytes,
        contextTokens,
        languages,
        licence,
        notes,
        isInstalled: installed !== undefined,
        lacks,
        partialBytes: partial?.size ?? 0,
        pull: running.get(id)?.pull ?? null,
      } satisfies Download,
    ]
  }

  return {
    async list() {
      const [models, machine] = await Promise.all([store.list(), describeMachine(store.folder)])
      return { machine, models: (await Promise.all(models.map(describe))).flat() }
    },
    async start(id) {
      const found = (await store.list()).find((model) => model.id === id && model.catalogue)
      if (!found) throw new AppError('model_not_found', `The catalogue has no model “${id}”.`)
      const isUnderWay = running.get(id)?.pull.stage.match(/^(?:waiting|pulling|verifying)$/)
      if (found.installed || isUnderWay) return
      if (found.lacks) throw new AppError('conflict', `${found.id} ${found.reason}.`)
      running.set(id, run(id, options))
    },
    stop(id) {
      const one = running.get(id)
      if (!one) throw new AppError('not_found', `“${id}” is not being fetched.`)
      one.stopping.abort()
    },
    async close() {
      for (const { stopping } of running.values()) stopping.abort()
      await Promise.all([...running.values()].map(({ ending }) => ending))
    },
  }
}

function run(id: string, { store, onInstalled, clock, log }: PullsOptions): Running {
  const stopping = new AbortController()
  const meter = createMeter(clock)
  const state: Running = {
    pull: {
      stage: 'waiting',
      receivedBytes: 0,
      totalBytes: null,
      bytesPerSecond: null,
      reason: null,
    },
    stopping,
    ending: Promise.resolve(),
  }
  const onProgress: Parameters<ModelStore['pull']>[1] = ({ stage, receivedBytes, totalBytes }) => {
    if (stage !== state.pull.stage) meter.reset()
    meter.add(receivedBytes)
    const bytesPerSecond = meter.bytesPerSecond()
    state.pull = { stage, receivedBytes, totalBytes, bytesPerSecond, reason: null }
  }
  const end = (stage: Pull['stage'], reason: string | null) => {
    state.pull = { ...state.pull, stage, bytesPerSecond: null, reason }
  }
  state.ending = (async () => {
    try {
      await store.pull(id, onProgress, stopping.signal)
      await onInstalled()
      end('done', null)
    } catch (error) {
      if (stopping.signal.aborted) return end('stopped', null)
      log.warn('catalogue.not_pulled', { model: id, error })
      end('failed', messageOf(error))
    }
  })()
  return state
}
