import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { LOCAL_OWNER } from './access/principal.ts'
import { createAccess, type Access } from './access/access.ts'
import type { ApiEnv } from './access/api-env.ts'
import { createApp } from './app.ts'
import { createAssistant } from './assistant/assistant.ts'
import { createAssistantRoutes } from './assistant/routes.ts'
import { loadSecretKeys } from './catalogue/secret-keys.ts'
import type { Config } from './config.ts'
import { openEmbeddedModel, type EmbeddedModel } from './embedded-model.ts'
import { createCatalogue, openStoredProviders } from './catalogue/catalogue.ts'
import { createReceipts } from './catalogue/receipts.ts'
import { createCatalogueRoutes } from './catalogue/routes.ts'
import { openDependence } from './dependence/dependence.ts'
import { createDependenceRoutes } from './dependence/routes.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import { createSeal } from './gateway/kept/seal.ts'
import { openResources } from './gateway/resources/open-resources.ts'
import type { Resources } from './gateway/resources/resources.ts'
import { createModelRoutes } from './gateway/routes.ts'
import { createRouting } from './gateway/routing/routing.ts'
import { sendError } from './gateway/v1-answer.ts'
import { createV1Handler } from './gateway/v1-handlers.ts'
import { toErrorResponse } from './http/errors.ts'
import { createHostCheck } from './http/host-check.ts'
import { listen, type HttpServerOptions } from './http/server.ts'
import { createStaticFiles } from './http/static.ts'
import { AppError } from './lib/app-error.ts'
import { systemClock } from './lib/clock.ts'
import { prepareDataFolder, removeLocalToken, writeLocalToken } from './lib/data-folder.ts'
import { openDatabase, type Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { findNearest } from './lib/nearest.ts'
import type { RecordUsage } from './metering/accounts.ts'
import { createMetering } from './metering/metering.ts'
import { createMeteringRoutes } from './metering/routes.ts'
import { toPriceRows } from './metering/settings.ts'
import { createAlertRoutes } from './observability/alerts/routes.ts'
import type { Observability } from './observability/observability.ts'
import { openAlerts, openObservability } from './observing.ts'
import { createMetricsRoute, createObservabilityRoutes } from './observability/routes.ts'
import { createFakeProvider } from './providers/fake.ts'
import { createProviders } from './providers/provider-config.ts'

export interface Galerne {
  url: string
  signInUrl: string
  /** What a person should know about the models. */
  modelNote: string
  /** When each stage was done, in milliseconds since the process began. */
  timings: Record<string, number>
  close(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..')
/** A model that takes longer goes on loading while people sign in. */
const MODEL_WAIT_MS = 20_000
/** What answers in flight get when Galerne stops; the whole of stopping takes less than two seconds. */
const GRACE_MS = 700

/** Builds everything, each part handed what it needs. Throws AppError with what to do where it cannot start. */
export async function startGalerne(config: Config, log: Log): Promise<Galerne> {
  const closers: Closers = []
  try {
    return await build(config, log, closers)
  } catch (error) {
    await closeAll(closers, log)
    throw error
  }
}

type Closers = (() => Promise<void> | void)[]

async function build(config: Config, log: Log, closers: Closers): Promise<Galerne> {
  const { server: settings, dataFolder } = config
  const timings: Record<string, number> = {}
  const done = (stage: string) => (timings[stage] = Math.round(performance.now()))
  done('modules')
  prepareDataFolder(dataFolder)
  // First of all, so that a taken port is told at once; until the rest is there, the answer is "not ready".
  const front = await openFront(config, log)
  closers.push(() => front.http.close(0))
  done('port')

  // What takes time takes it together. Both are closed also where one of them fails.
  const embeddedOpening = config.model.isEnabled ? openEmbeddedModel(config, log) : undefined
  const closeEmbedded = once(async () => (await embeddedOpening?.catch(() => undefined))?.close())
  closers.push(closeEmbedded)
  const warming = warmUp(embeddedOpening).finally(() => done('model'))
  warming.catch(() => undefined)
  const database = await openDatabase({
    url: config.database.url?.expose() ?? null,
    folder: join(dataFolder, 'db'),
    log,
  })
  closers.push(() => database.close())
  done('database')
  closers.push(() => front.http.close(GRACE_MS))

  const url = (settings.publicUrl ?? front.http.url).replace(/\/$/, '')
  const access = await createAccess({
    database,
    clock: systemClock,
    log,
    port: front.http.port,
    publicUrl: settings.publicUrl,
    trustedProxies: settings.trustedProxies,
    url: () => url,
    version: readVersion(),
  })
  closers.push(() => access.close())

  const warmed = await warming
  const core = await createCore({
    config,
    database,
    embedded: await embeddedOpening,
    closeEmbedded,
    keys: access.keys,
    url,
    log,
    closers,
  })
  const modelNote = findModelProblem(config.model.default, core.gateway) ?? warmed
  done('assistant')
  front.answerWith({ ...core, access })
  closers.push(() => front.refuse())
  closers.push(() => core.closing.abort())
  writeLocalToken(dataFolder, front.http.url, access.localToken)
  closers.push(() => removeLocalToken(dataFolder))
  done('ready')
  return {
    url,
    signInUrl: access.createSignInUrl(),
    modelNote,
    timings,
    close: () => closeAll(closers, log),
  }
}

/** In the opposite order of building; one that fails does not keep the others open. */
async function closeAll(closers: Closers, log: Log): Promise<void> {
  for (const closer of closers.splice(0).toReversed()) {
    try {
      await closer()
    } catch (error) {
      log.error('close.failed', { error })
    }
  }
}

/** What to tell people about the model. One that takes long goes on loading behind it. */
async function warmUp(opening: Promise<EmbeddedModel> | undefined): Promise<string> {
  const embedded = await opening
  if (!embedded) return 'none (--no-model)'
  const late = new Promise<'late'>((resolve) => {
    setTimeout(resolve, MODEL_WAIT_MS, 'late').unref()
  })
  return describeModel(await Promise.race([embedded.warm(), late]), embedded)
}

function describeModel(
  warm: Awaited<ReturnType<EmbeddedModel['warm']>> | 'late',
  embedded: EmbeddedModel,
): string {
  if (warm === 'late') return 'still loading'
  if (warm) return warm.problem === null ? warm.name : `${warm.name}: ${warm.problem}`
  const [provider] = embedded.providers()
  const [model] = provider?.listModels() ?? []
  if (!provider || !model) return `${embedded.defaultModelId ?? 'none'}, from its provider`
  return provider.stateOf(model.upstreamName).reason ?? model.name
}

/** A default that nobody offers: the first model answers in its place, and that must not go unnoticed. */
function findModelProblem(id: string | null, gateway: Gateway): string | undefined {
  const ids = gateway.listModels(LOCAL_OWNER).map(({ model }) => model.id)
  if (id === null || ids.includes(id)) return undefined
  const nearest = findNearest(id, ids)
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `model.default is ${id}, which neither this machine nor a provider has.${hint} The first model answers in its place.`
}

interface Core {
  gateway: Gateway
  resources: Resources
  capabilities: Hono<ApiEnv>[]
  closing: AbortController
  observability: Observability
}

interface CoreParts {
  config: Config
  database: Database
  embedded: EmbeddedModel | undefined
  closeEmbedded: () => Promise<void>
  keys: Access['keys']
  /** How people reach this Galerne. */
  url: string
  log: Log
  closers: Closers
}

/** The gateway and what stands on it. */
async function createCore(parts: CoreParts): Promise<Core> {
  const { config, database, embedded, closeEmbedded, log, closers } = parts
  const configured = [
    ...createProviders(config.providers),
    ...(config.development.fakeProvider ? [createFakeProvider()] : []),
  ]
  closers.push(async () => {
    await Promise.all(configured.map((provider) => provider.close()))
  })
  const stored = await openStoredProviders({ database, configured, config, log })
  closers.push(() => stored.running.close())
  const metering = await openMetering(parts, (record) => {
    observability.record(record)
    receipts.note(record)
  })
  const { accounts, prices } = metering
  closers.push(() => metering.close())
  const providers = () => [
    ...configured,
    ...stored.running.list(),
    ...(embedded?.providers() ?? []),
  ]
  const version = readVersion()
  const observability = openObservability({ ...parts, version, metering, providers })
  // After the assistant, whose answers are then interrupted, not failed; before the ledger, which takes what it still says.
  closers.push(closeEmbedded)
  const receipts = createReceipts({ providers, prices })
  const secretKeys = loadSecretKeys(config.dataFolder, config.secrets.keys)
  const seal = createSeal(secretKeys)
  const routing = createRouting({ providers, clock: systemClock, routes: config.routes, prices })
  const gateway = observability.watch(
    createGateway({ providers, accounts, clock: systemClock, log, routing, seal }),
  )
  const resources = openResources({ database, routing, accounts, clock: systemClock, log })
  closers.push(() => resources.idle())
  const alerts = openAlerts({ ...parts, secretKeys, observability, gateway, metering })
  const dependence = await openDependence({ ...parts, routing, metering, clock: systemClock })
  closers.push(() => dependence.close())
  const defaultModelId = () => config.model.default ?? embedded?.defaultModelId ?? null
  const assistant = createAssistant({ database, gateway, clock: systemClock, log, defaultModelId })
  await assistant.start()
  closers.push(() => assistant.close())
  const catalogue = createCatalogue({
    database,
    config,
    stored,
    configured,
    embedded,
    gateway,
    accounts,
    prices,
    receipts,
    listKeys: (principal) => parts.keys.list(principal),
    defaultModelId,
    clock: systemClock,
    log,
  })
  closers.push(() => catalogue.close())
  return {
    gateway,
    resources,
    capabilities: [
      createCatalogueRoutes(catalogue),
      createAssistantRoutes(assistant),
      createMeteringRoutes(metering),
      createAlertRoutes(alerts),
      createDependenceRoutes(dependence),
      createModelRoutes({ gateway, defaultModelId }),
    ],
    closing: new AbortController(),
    observability,
  }
}

function openMetering({ config, database, log }: CoreParts, observe: RecordUsage) {
  return createMetering({
    database,
    log,
    observe,
    clock: systemClock,
    settings: config.money,
    priceRows: toPriceRows(config.prices),
    folder: join(config.dataFolder, 'ledger'),
  })
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}

async function openFront({ server }: Config, log: Log) {
  const refusal: Pick<HttpServerOptions, 'fetch' | 'v1'> = {
    fetch: () => toErrorResponse(notReady(), { requestId: createId(), log }),
    v1: (request, response) => {
      const headers = { 'x-request-id': createId() }
      sendError(request, response, { error: notReady(), headers })
    },
  }
  let { fetch, v1 } = refusal
  const http = await listen({
    host: server.host,
    port: server.port,
    isHostAllowed: createHostCheck(server),
    fetch: (request, bindings) => fetch(request, bindings),
    v1: (request, response) => v1(request, response),
    log,
  })
  return {
    http,
    refuse() {
      ;({ fetch, v1 } = refusal)
      http.stopAccepting()
    },
    answerWith(core: Core & { access: Access }) {
      const { access, gateway, resources, capabilities, closing, observability } = core
      const { keys } = access
      const app = createApp({
        guard: access.guard,
        access: access.routes,
        capabilities: [
          ...capabilities,
          createObservabilityRoutes({ observability, clock: systemClock, keys }),
        ],
        open: [createMetricsRoute({ observability, keys })],
        staticFiles: createStaticFiles(join(ROOT, 'web', 'dist')),
        closing: closing.signal,
        log,
      })
      fetch = (request, bindings) => app.fetch(request, bindings)
      v1 = createV1Handler({
        gateway,
        resources,
        keys: access.keys,
        log,
        closing: closing.signal,
      })
    },
  }
}

function notReady(): AppError {
  return new AppError('not_ready', 'Galerne is starting or stopping. Try again in a moment.', {
    retryAfterMs: 1000,
  })
}

function readVersion(): string {
  const text: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const hasVersion = typeof text === 'object' && text !== null && 'version' in text
  return hasVersion ? String(text.version) : ''
}
