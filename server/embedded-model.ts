import { createAbsentModel } from './absent-model.ts'
import type { Config } from './config.ts'
import type { EngineProvider } from './engine/engine-provider.ts'
import type { Log } from './lib/log.ts'
import { messageOf } from './lib/thrown.ts'
import type { PullableModel } from './models/catalogue-model.ts'
import { CATALOGUE, DEFAULT_MODEL_ID } from './models/catalogue.ts'
import { createLocalModelStore } from './models/local-model-store.ts'
import { listLocalModels, type LocalModel } from './models/local-models.ts'
import type { PullProgress } from './models/pull-model.ts'
import type { EmbeddedModel } from './models/embedded-model.ts'
import type { ModelStore } from './models/store.ts'
import type { Provider } from './providers/provider.ts'

/** The models of this machine, behind the engine. What is wanted and absent is fetched in the background. */
export async function openEmbeddedModel(config: Config, log: Log): Promise<EmbeddedModel> {
  const { model: settings } = config
  const store = createLocalModelStore({
    folder: config.modelsFolder,
    environment: config.environment(),
    log,
    ...(settings.sources && { order: settings.sources }),
  })
  const stopped = new AbortController()
  let providers: Provider[] = []
  let engine: EngineProvider | undefined
  const loadEngine = async () => {
    const models = await listLocalModels(store)
    const next = models.length > 0 ? await createEngine(models, config, log) : undefined
    await engine?.close()
    engine = next
    return models
  }

  const models = await loadEngine()
  const { chosen, missing } = chooseModel(settings.default, models)
  const defaultModelId = settings.default ?? chosen?.id ?? missing?.id ?? null
  providers = engine ? [engine] : []
  let pulling = Promise.resolve()
  if (missing) {
    const absent = createAbsentModel(missing, `${missing.name} is not on this machine yet.`)
    providers = [...providers, absent.provider]
    const tell = (reason: string) => absent.setReason(reason)
    pulling = (async () => {
      const isHere = await pull({ store, missing, signal: stopped.signal, log, tell })
      if (isHere) await loadEngine()
      if (isHere && engine) providers = [engine]
    })()
  }

  return {
    providers: () => providers,
    defaultModelId,
    store,
    async adopt() {
      const here = await listLocalModels(store)
      if (engine) engine.add(here)
      else await loadEngine()
      const isStillMissing = missing && !here.some(({ id }) => id === missing.id)
      if (engine) providers = isStillMissing ? [engine, ...providers.slice(-1)] : [engine]
    },
    async warm() {
      if (!engine || !chosen) return null
      try {
        await engine.warm(chosen.id)
        return { name: chosen.name, problem: null }
      } catch (error) {
        log.warn('model.not_loaded', { model: chosen.id, error })
        return { name: chosen.name, problem: messageOf(error) }
      }
    },
    async close() {
      stopped.abort()
      await pulling
      await engine?.close()
    },
  }
}

/** A large library: not read at all where there is no model. */
async function createEngine(models: LocalModel[], config: Config, log: Log) {
  const { createEngineProvider } = await import('./engine/engine-provider.ts')
  const { contextTokens, useGpu } = config.model
  const options = { gpu: useGpu && ('auto' as const), ...(contextTokens && { contextTokens }) }
  return createEngineProvider({ models, options, log })
}

/**
 * `chosen` answers those who chose no model; `missing` should be here and is not. Whoever configures nothing gets what is
 * installed, and our default where nothing is.
 */
function chooseModel(configured: string | null, models: LocalModel[]) {
  const chat = models.filter((model) => model.kind === 'chat')
  const id = configured ?? DEFAULT_MODEL_ID
  const chosen =
    chat.find((model) => model.id === id) ?? (configured === null ? chat[0] : undefined)
  return { chosen, missing: chosen ? undefined : CATALOGUE.find((model) => model.id === id) }
}

interface Pull {
  store: ModelStore
  missing: PullableModel
  signal: AbortSignal
  log: Log
  tell: (reason: string) => void
}

async function pull({ store, missing, signal, log, tell }: Pull): Promise<boolean> {
  const { id, name } = missing
  try {
    tell(`${name} is being fetched.`)
    await store.pull(id, (progress) => tell(`${name} ${describe(progress)}`), signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    log.warn('model.not_fetched', { model: id, error })
    tell(`${name} could not be fetched: ${messageOf(error)} Try “galerne models pull ${id}”.`)
    return false
  }
}

function describe({ stage, receivedBytes, totalBytes }: PullProgress): string {
  if (stage === 'verifying') return 'is here and is being verified.'
  const share = totalBytes ? ` (${Math.floor((100 * receivedBytes) / totalBytes)} %)` : ''
  return `is being fetched${share}.`
}
