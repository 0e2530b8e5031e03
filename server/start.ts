import { join } from 'node:path'
import type { Hono } from 'hono'
import { createAccess, type Access, type AccessSetup } from './access/access.ts'
import type { ApiEnv } from './access/api-env.ts'
import { openSso } from './access/sso/open-sso.ts'
import { loadSecretKeys } from './lib/secret-keys.ts'
import { ALONE, type Others, type OwnProcess, type Surroundings } from './cluster/surroundings.ts'
import type { Config } from './config.ts'
import { createLiveSettings } from './configuration/live-settings.ts'
import { openConfiguration, type Configuration } from './configuration/configuration.ts'
import { createConfigurationRoutes } from './configuration/routes.ts'
import { openEmbeddedModel } from './embedded-model.ts'
import { openFront, type Front } from './front.ts'
import {
  createCatalogue,
  type CatalogueOptions,
  type CatalogueParts,
} from './catalogue/catalogue.ts'
import type { Pulls } from './catalogue/pulls.ts'
import { createReceipts } from './catalogue/receipts.ts'
import { createCatalogueRoutes } from './catalogue/routes.ts'
import { openDependence, type Dependence } from './dependence/dependence.ts'
import { createDependenceRoutes } from './dependence/routes.ts'
import type { Gateway } from './gateway/gateway.ts'
import { openResources } from './gateway/resources/open-resources.ts'
import type { Resources } from './gateway/resources/resources.ts'
import { createModelRoutes } from './gateway/routes.ts'
import { systemClock } from './lib/clock.ts'
import { prepareDataFolder, removeLocalToken, writeLocalToken } from './lib/data-folder.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { unwrapSecretKeys } from './lib/unwrap-secrets.ts'
import { refuseWeakSecrets } from './lib/weak-secrets.ts'
import type { Metering } from './metering/metering.ts'
import { createMeteringRoutes } from './metering/routes.ts'
import { openMetering } from './open-metering.ts'
import { findModelProblem, warmUp } from './model-note.ts'
import { openAssistant } from './open-assistant.ts'
import { openBrandings } from './open-branding.ts'
import { openTrail, type Trail } from './open-audit.ts'
import { openPlainLanguage } from './open-plain-language.ts'
import { checkPersonKeys, openPersonKeys, openSealing } from './open-sealing.ts'
import { openPolicies } from './open-policies.ts'
import type { EmbeddedModel } from './models/embedded-model.ts'
import { createOwnRoutes } from './catalogue/own-routes/own-routes.ts'
import { createOwnRouteRoutes } from './catalogue/own-routes/routes.ts'
import { createAlertRoutes } from './observability/alerts/routes.ts'
import { openProviders, type OpenProviders } from './open-providers.ts'
import type { Observability } from './observability/observability.ts'
import { openAlerts, openObservability } from './observing.ts'
import { openExchange } from './open-exchange.ts'
import type { Routing } from './gateway/routing/routing.ts'
import { openGateway } from './open-gateway.ts'
import { openRecords } from './records.ts'
import { openSharing } from './open-sharing.ts'
import { openRights } from './open-rights.ts'
import { createScreeningRoutes } from './screening/routes.ts'
import { tagsBy } from './screening-tags.ts'
import type { Principal } from './access/principal.ts'
import { readVersion } from './version.ts'

export interface Galerne {
  url: string
  /** Of whoever runs it; works once. */
  createSignInUrl(): string
  /** What a person should know about the models. */
  modelNote: string
  /** Of the settings: reads them anew, and what the file says that holds now. */
  configuration: Configuration
  /** When each stage was done, in milliseconds since the process began. */
  timings: Record<string, number>
  close(): Promise<void>
}

/** What answers in flight get when Galerne stops; the whole of stopping takes less than two seconds. */
const GRACE_MS = 700

/** Builds everything, each part handed what it needs. Throws AppError with what to do where it cannot start. */
export async function startGalerne(
  config: Config,
  log: Log,
  surroundings: Surroundings = ALONE,
): Promise<Galerne> {
  const closers: Closers = []
  try {
    const keys = await unwrapSecretKeys(config.secrets, config.environment())
    const opened = { ...config, secrets: { ...config.secrets, keys } }
    refuseWeakSecrets(opened)
    return await build({ config: opened, log, closers, surroundings })
  } catch (error) {
    await closeAll(closers, log)
    throw error
  }
}

type Closers = (() => Promise<void> | void)[]

interface Building {
  config: Config
  log: Log
  closers: Closers
  surroundings: Surroundings
}

async function build(building: Building): Promise<Galerne> {
  const { config, log, closers, surroundings } = building
  const { server: settings, dataFolder } = config
  const timings: Record<string, number> = {}
  const done = (stage: string) => (timings[stage] = Math.round(performance.now()))
  done('modules')
  prepareDataFolder(dataFolder)
  // First of all, so that a taken port is told at once; until the rest is there, the answer is "not ready".
  const front = await openFront(config, surroundings.listen, log)
  closers.push(() => front.http.close(0))
  done('port')

  // What takes time takes it together. Both are closed also where one of them fails.
  const openModels = surroundings.openModels ?? openEmbeddedModel
  const embeddedOpening = config.model.isEnabled ? openModels(config, log) : undefined
  const closeEmbedded = once(async () => (await embeddedOpening?.catch(() => undefined))?.close())
  closers.push(closeEmbedded)
  const warming = warmUp(embeddedOpening).finally(() => done('model'))
  warming.catch(() => undefined)
  const database = await openSealedDatabase(building)
  done('database')
  closers.push(() => front.http.close(GRACE_MS))

  const url = (settings.publicUrl ?? front.http.url).replace(/\/$/, '')
  const access = await openAccess({ config, database, front, url, surroundings, log })
  closers.push(() => access.close())

  const warmed = await warming
  const embedded = await embeddedOpening
  const { keys, organisations, policies, directory } = access
  const of = { keys, organisations, policies, directory }
  const core = await createCore({ ...building, ...of, database, embedded, closeEmbedded, url })
  const modelNote = findModelProblem(config.model.default, core.gateway) ?? warmed
  done('assistant')
  const sso = await openSso({ config, database, access, clock: systemClock, log, url: () => url })
  closers.push(() => sso.close())
  const { records } = core
  const gateway = records.watch(core.gateway)
  const ruled = openPolicies({ access, database, gateway, clock: systemClock })
  const sharing = openSharing({ database, access, config })
  const branding = await openBrandings({ database, access, log })
  closers.push(() => branding.close())
  const own = [...sso.routes, sharing.routes, branding.routes]
  const capabilities = [...own, ...core.capabilities, ...ruled]
  const open = [...sso.open, ...records.open, sharing.open, branding.open]
  front.answerWith({ ...core, capabilities, gateway, access, open })
  closers.push(() => front.refuse())
  closers.push(() => core.closing.abort())
  if (surroundings.doesChores) {
    writeLocalToken(dataFolder, front.http.url, access.localToken)
    closers.push(() => removeLocalToken(dataFolder))
  }
  await surroundings.others.join(toOwnProcess(core, { access, database, embedded }))
  done('ready')
  return {
    url,
    createSignInUrl: () => access.createSignInUrl(),
    modelNote,
    configuration: core.configuration,
    timings,
    close: () => closeAll(closers, log),
  }
}

/** With the keys of people, whose texts it holds. */
async function openSealedDatabase(building: Building): Promise<Database> {
  const { config, log, closers, surroundings } = building
  const personKeys = openPersonKeys(config)
  const database = await surroundings.openDatabase({
    url: config.database.url?.expose() ?? null,
    folder: join(config.dataFolder, 'db'),
    log,
    personKeys,
  })
  closers.push(() => database.close())
  await checkPersonKeys(personKeys)
  return database
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

interface Core {
  audit: Trail
  gateway: Gateway
  resources: Resources
  capabilities: Hono<ApiEnv>[]
  closing: AbortController
  observability: Observability
  metering: Metering
  configuration: Configuration
  pulls: Pulls | null
  records: Awaited<ReturnType<typeof openRecords>>
}

interface CoreParts {
  config: Config
  database: Database
  embedded: EmbeddedModel | undefined
  closeEmbedded: () => Promise<void>
  keys: Access['keys']
  organisations: Access['organisations']
  policies: Access['policies']
  directory: Access['directory']
  /** How people reach this Galerne. */
  url: string
  log: Log
  closers: Closers
  surroundings: Surroundings
}

/** The gateway and what stands on it. */
async function createCore(parts: CoreParts): Promise<Core> {
  const { config, embedded, closeEmbedded, closers, surroundings } = parts
  const live = createLiveSettings(config)
  const core = { ...parts, live }
  const audit = openTrail(parts)
  const running = await openProviders({ ...parts, prices: () => prices })
  const metering = await openMetering(core, {
    observe(record) {
      observability.record(record)
      receipts.note(record)
    },
    onBudget: ({ tenantId }) => void alerts.noteBudget(tenantId),
  })
  const { accounts, prices } = metering
  const providers = running.everybodys
  const observability = openObservability({ ...core, metering, audit, providers })
  // After the assistant, whose answers are then interrupted, not failed; before the ledger, which takes what it still says.
  closers.push(closeEmbedded)
  const receipts = createReceipts({ providers: running.providersOf, prices })
  const secretKeys = loadSecretKeys(config.dataFolder, config.secrets.keys)
  const opened = await openGateway(core, { ...running, accounts, prices, secretKeys })
  const { routing, purposes } = opened
  const gateway = observability.watch(opened.gateway)
  const { doesChores } = surroundings
  const { checkKept } = opened.screening
  const keeping = { routing, metering, clock: systemClock, doesChores, checkKept }
  const kept = openResources({ ...parts, ...keeping })
  const allEyes = withAllEyes(gateway, surroundings.others)
  const alerts = openAlerts({ ...parts, secretKeys, observability, gateway: allEyes, metering })
  const dependence = await openDependence({ ...parts, routing, metering, clock: systemClock })
  closers.push(() => dependence.close())
  const configuration = await openConfiguration({ ...core, ...running, routing, metering })
  const records = await openRecords({ ...parts, gateway, metering, purposes, secretKeys })
  openSealing(parts)
  const rights = await openRights({ ...parts, gateway, metering, observability, audit, secretKeys })
  const defaultModelId = () => live.now.model.default ?? embedded?.defaultModelId ?? null
  const asking = { ...parts, gateway, receipts, defaultModelId }
  const onWhole = records.noteAnswer
  const assistant = await openAssistant({ ...asking, metering, secretKeys, onWhole })
  const wiring = { accounts, prices, receipts, defaultModelId }
  const catalogue = openCatalogue(parts, { ...running, gateway: allEyes, ...wiring })
  return {
    gateway,
    resources: purposes.guardResources(kept),
    capabilities: [
      createCatalogueRoutes(catalogue),
      ...assistant.capabilities,
      openExchange({ ...parts, ...assistant, secretKeys }),
      openPlainLanguage({ ...asking, ...assistant, noteSigned: records.noteSigned }),
      createMeteringRoutes(metering),
      createAlertRoutes(alerts),
      createDependenceRoutes(dependence),
      openOwnRoutes(running, { routing, dependence }),
      createModelRoutes({ gateway, defaultModelId }),
      createConfigurationRoutes(configuration),
      createScreeningRoutes({ ...opened, tagsOf: tagsBy(gateway, defaultModelId) }),
      ...records.capabilities,
      audit.routes,
      ...rights,
    ],
    closing: new AbortController(),
    observability,
    metering,
    configuration,
    pulls: catalogue.pulls,
    records,
    audit,
  }
}

/** The routes that an organisation makes itself, as a page changes them. */
function openOwnRoutes(
  { ownRoutes }: Pick<OpenProviders, 'ownRoutes'>,
  { routing, dependence }: { routing: Routing; dependence: Dependence },
): Hono<ApiEnv> {
  const describeConfigured = (principal: Principal) => dependence.routes(principal)
  return createOwnRouteRoutes(
    createOwnRoutes({ ...ownRoutes, routing, describeConfigured, clock: systemClock }),
  )
}

/** What other processes of this Galerne may ask of this one. */
function toOwnProcess(
  { observability, metering, gateway, pulls }: Core,
  parts: { access: Access; database: Database; embedded: EmbeddedModel | undefined },
): OwnProcess {
  const { access, database, embedded } = parts
  return {
    families: () => observability.listFamilies(),
    flush: () => observability.flush(),
    sight: () => ({ health: gateway.health(), ledgerWaiting: metering.ledger.waiting() }),
    links: access.routes.links,
    localToken: access.localToken,
    database,
    embedded,
    pulls,
    takeOver: () => metering.takeOver(),
  }
}

/** The gateway, that knows of deployments what all processes have found. */
function withAllEyes(gateway: Gateway, others: Others): Gateway {
  return { ...gateway, health: (tenantId) => others.health(gateway.health(tenantId)) }
}

interface AccessParts extends Omit<Building, 'closers'> {
  database: Database
  front: Front
  url: string
}

function openAccess(parts: AccessParts): Promise<Access> {
  const { config, database, front, url, surroundings, log } = parts
  const { publicUrl, trustedProxies } = config.server
  return createAccess({
    database,
    clock: systemClock,
    log,
    port: front.http.port,
    publicUrl,
    trustedProxies,
    url: () => url,
    version: readVersion(),
    secretKeys: loadSecretKeys(config.dataFolder, config.secrets.keys),
    mailServer: config.telemetry.smtp,
    ...localAccess(surroundings),
  })
}

/** What processes that share a door must share. */
function localAccess({
  localToken,
  links,
}: Surroundings): Pick<AccessSetup, 'localToken' | 'links'> {
  return { ...(localToken && { localToken: localToken() }), ...(links && { links }) }
}

function openCatalogue(
  { database, embedded, surroundings, keys, log, closers }: CoreParts,
  wiring: Pick<
    CatalogueOptions,
    'stored' | 'configured' | 'gateway' | 'accounts' | 'prices' | 'receipts' | 'defaultModelId'
  >,
): CatalogueParts {
  const catalogue = createCatalogue({
    ...wiring,
    database,
    embedded,
    ...(surroundings.pulls && { pulls: surroundings.pulls }),
    listKeys: (principal) => keys.list(principal),
    clock: systemClock,
    log,
  })
  closers.push(() => catalogue.close())
  return catalogue
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}
