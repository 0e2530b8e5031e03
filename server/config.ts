import { closeSync, openSync, readSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { z } from 'zod'
import { LOG_LEVELS } from './lib/log.ts'
import { findNearest } from './lib/nearest.ts'
import { Secret } from './lib/secret.ts'
import { SecretsSettings } from './lib/unwrap-secrets.ts'
import { codeOf, messageOf } from './lib/thrown.ts'
import { describeIssues, type WhereIs } from './lib/setting-problems.ts'
import { findSecretProblems } from './lib/weak-secrets.ts'
import { readYaml, YamlProblems, type YamlSource } from './lib/yaml-source.ts'
import { AttachmentsSettings } from './attachments/settings.ts'
import { AuditSettings } from './audit/settings.ts'
import { findRouteProblems, RoutesSettings } from './gateway/routing/route-settings.ts'
import { DEFAULT_MODEL_ID } from './models/catalogue.ts'
import { modelFolderFrom } from './models/model-folder.ts'
import { DEFAULT_SOURCE_ORDER } from './models/model-sources.ts'
import { TelemetrySettings } from './observability/settings.ts'
import { CacheSettings } from './gateway/response-cache/cache-settings.ts'
import { MoneySettings, PricesSettings } from './metering/settings.ts'
import { SignInSettings } from './access/sso/settings.ts'
import { PlaceSettings, ProvidersSettings } from './providers/provider-settings.ts'

const Text = z.string().min(1)

/** Everything that `galerne.yaml` may say. An unknown name is refused, with its line. */
export const Settings = z
  .strictObject({
    server: z
      .strictObject({
        host: Text.meta({ examples: ['127.0.0.1'] }).default('127.0.0.1'),
        /** 0 takes any free port. */
        port: z
          .int()
          .min(0)
          .max(65_535)
          .meta({ examples: [4380] })
          .default(4380),
        /** Processes that answer calls, beside one that has database, models and chores; 1: one process does it all. */
        workers: z
          .union([z.int().min(1).max(256), z.literal('auto')], {
            error: 'must be a number of processes, or auto for one a core',
          })
          .meta({ examples: ['auto'] })
          .default(1),
        /** The address that people type where it differs from host and port: behind a reverse proxy. */
        publicUrl: z
          .url({ protocol: /^https?$/, error: 'must be a web address' })
          .meta({ examples: ['https://galerne.example.eu'] })
          .nullable()
          .default(null),
        /** Further names that the `Host` header may carry. */
        allowedHosts: z
          .array(Text)
          .meta({ examples: [['galerne.example.eu']] })
          .default([]),
        /** Reverse proxies whose `X-Forwarded-For` is believed; addresses or ranges. */
        trustedProxies: z
          .array(
            z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
              error: 'must be an IP address or a range of them',
            }),
          )
          .meta({ examples: [['10.0.0.0/8', '::1']] })
          .default([]),
      })
      .prefault({}),
    database: z
      .strictObject({
        url: z
          .url({ protocol: /^postgres(ql)?$/, error: 'must be the address of a Postgres' })
          .meta({ examples: ['postgres://galerne:${DATABASE_PASSWORD}@db.example.eu/galerne'] })
          .transform((url) => new Secret(url))
          .nullable()
          .default(null),
      })
      .prefault({}),
    model: z
      .strictObject({
        /** False: no embedded model, as with `--no-model`. */
        isEnabled: z
          .boolean()
          .meta({ examples: [true] })
          .default(true),
        default: Text.meta({ examples: [DEFAULT_MODEL_ID] })
          .nullable()
          .default(null),
        contextTokens: z
          .int()
          .min(256)
          .meta({ examples: [8192] })
          .nullable()
          .default(null),
        /** Uses a graphics card where a build of the engine for it is installed (docs/guides/gpu.md). */
        useGpu: z
          .boolean()
          .meta({ examples: [true] })
          .default(false),
        /** Where models may come from, tried in this order; null: all of them, in the built-in order. */
        sources: z
          .array(z.enum(DEFAULT_SOURCE_ORDER))
          .meta({ examples: [['file', 'https', 'hugging-face', 'python-package']] })
          .nullable()
          .default(null),
      })
      .prefault({}),
    place: PlaceSettings.prefault({}),
    providers: ProvidersSettings.prefault({}),
    money: MoneySettings.prefault({}),
    prices: PricesSettings.default([]),
    cache: CacheSettings.default({}),
    routes: RoutesSettings.prefault({}),
    secrets: SecretsSettings,
    signIn: SignInSettings.prefault({}),
    log: z
      .strictObject({
        /** null: what went wrong for a person at a terminal, all that happened for whoever collects logs. */
        level: z
          .enum(LOG_LEVELS)
          .meta({ examples: ['info'] })
          .nullable()
          .default(null),
      })
      .prefault({}),
    telemetry: TelemetrySettings.prefault({}),
    audit: AuditSettings.prefault({}),
    attachments: AttachmentsSettings.prefault({}),
    development: z
      .strictObject({
        /** Adds the deterministic stand-in for a model. Never for users. */
        fakeProvider: z
          .boolean()
          .meta({ examples: [true] })
          .default(false),
      })
      .prefault({}),
  })
  .superRefine((settings, context) => {
    for (const { path, message } of findSecretProblems(settings)) {
      context.addIssue({ code: 'custom', path, message })
    }
    const { routes, providers } = settings
    const models = Object.entries(providers).map(([id, provider]): [string, string[]] => [
      id,
      provider.models.map((model) => model.id ?? model.upstreamName),
    ])
    for (const { path, message } of findRouteProblems(routes, new Map(models))) {
      context.addIssue({ code: 'custom', path: ['routes', ...path], message })
    }
  })

/** One immutable snapshot of file, environment and flags. */
export type Config = Readonly<z.infer<typeof Settings>> & {
  readonly dataFolder: string
  /** The model store, shared by all data folders of this user. */
  readonly modelsFolder: string
  /** For programs that we start (pip) and their proxies. A function, so that no log or error prints it. */
  readonly environment: () => Environment
  /** The file that was read; null: there was none. */
  readonly configPath: string | null
  /** What stood in it, for other processes of this Galerne. A function, as above. */
  readonly fileText: () => string | null
  /** The same flags and environment, and what the file says by then. Throws ConfigError. */
  readonly readAgain: () => Config
  readonly shouldOpenBrowser: boolean
  /** `galerne.yaml:12:3` of each provider in it. */
  readonly providerPlaces: Readonly<Record<string, string>>
}

/** Every problem with the settings, one a line, for a person to fix. Exit code 2. */
export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
  }
}

type Environment = Record<string, string | undefined>

/**
 * Reads flags, environment and file once. Flags win over the environment, the environment over the file. Throws ConfigError.
 * @param given What stood in the file when another process read it; absent: it is read here.
 */
export function loadConfig(
  argv: readonly string[],
  environment: Environment = process.env,
  given?: { fileText: string | null },
): Config {
  const flags = readFlags(argv)
  for (const name of ['data', 'config'] as const) {
    // Often a shell's variable that is not set; the folder or file that stands there instead would be a surprise.
    if (flags[name] === '')
      throw new ConfigError([`--${name} is empty. Example: ${EXAMPLES[name]}`])
  }
  const dataFolder = resolve(
    flags.data ?? (environment.GALERNE_DATA || join(import.meta.dirname, '..', 'data')),
  )
  const { path, text } = given
    ? { path: pathOf(dataFolder, flags.config), text: given.fileText }
    : readFile(dataFolder, flags.config)
  const source = parse(text ?? '', basename(path), environment)
  const { raw, origins } = overlay(source.value, flags, environment)
  const parsed = Settings.safeParse(raw)
  if (!parsed.success) {
    const whereIs: WhereIs = (at, name) => origins.get(at.join('.')) ?? source.whereIs(at, name)
    const byPlace = new Intl.Collator('en', { numeric: true }).compare
    throw new ConfigError(describeIssues(parsed.error, Settings, whereIs).toSorted(byPlace))
  }
  return deepFreeze({
    ...parsed.data,
    dataFolder,
    modelsFolder: resolve(modelFolderFrom(environment)),
    environment: () => environment,
    configPath: text === null ? null : path,
    fileText: () => text,
    readAgain: () => loadConfig(argv, environment),
    shouldOpenBrowser: flags.open ?? false,
    providerPlaces: Object.fromEntries(
      Object.keys(parsed.data.providers).map((id) => [id, source.whereIs(['providers'], id)]),
    ),
  })
}

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  workers: { type: 'string' },
  data: { type: 'string' },
  config: { type: 'string' },
  'log-level': { type: 'string' },
  'no-model': { type: 'boolean' },
  open: { type: 'boolean' },
  'fake-provider': { type: 'boolean' },
} as const satisfies ParseArgsConfig['options']

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false })
      .values
  } catch (error) {
    const typed = /Unknown option '(--?[^']+)'/.exec(String(error))?.[1]
    if (typed === undefined) throw new ConfigError([messageOf(error)])
    const known = Object.keys(FLAGS).filter((name) => name !== 'fake-provider')
    const nearest = findNearest(typed.replace(/^-+/, ''), known)
    const hint = nearest
      ? `Did you mean --${nearest}?`
      : `Known: ${known.map((name) => `--${name}`).join(' ')}`
    throw new ConfigError([`${typed} is not an option. ${hint}`])
  }
}

const EXAMPLES = { data: '--data ./data', config: '--config ./galerne.yaml' }

function pathOf(dataFolder: string, given: string | undefined): string {
  return resolve(given ?? join(dataFolder, 'galerne.yaml'))
}

function readFile(dataFolder: string, given: string | undefined) {
  const path = pathOf(dataFolder, given)
  try {
    return { path, text: readBounded(path) }
  } catch (error) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')
    if (isAbsent && given === undefined) return { path, text: null }
    const why = isAbsent ? 'there is no such file' : messageOf(error)
    throw new ConfigError([`${path} cannot be read: ${why}.`])
  }
}

/** Of settings; more is another file, or a device that has no end. */
const MAX_BYTES = 4 * 1024 * 1024

function readBounded(path: string): string {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.allocUnsafe(MAX_BYTES + 1)
    let length = 0
    for (let read = -1; read !== 0 && length <= MAX_BYTES; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null)
    }
    if (length > MAX_BYTES) throw new Error('it is over 4 MB, which settings never are')
    return bytes.toString('utf8', 0, length)
  } finally {
    closeSync(file)
  }
}

function parse(text: string, fileName: string, environment: Environment): YamlSource {
  try {
    return readYaml(text, fileName, environment)
  } catch (error) {
    if (error instanceof YamlProblems) throw new ConfigError(error.problems)
    throw error
  }
}

type Flags = ReturnType<typeof readFlags>

const Sections = z.record(z.string(), z.unknown())

/** Lays flags and environment over the file, and remembers which setting came from where. */
function overlay(fileValue: unknown, flags: Flags, environment: Environment) {
  const origins = new Map<string, string>()
  const sections = Sections.safeParse(fileValue)
  if (!sections.success) return { raw: fileValue, origins }
  // `server:` with all its settings commented out is null: as good as absent.
  const raw = Object.fromEntries(
    Object.entries(sections.data).filter(([, value]) => value !== null),
  )
  const set = (path: string, origin: string, value: unknown) => {
    if (value === undefined || value === '') return
    const [section = '', name = ''] = path.split('.')
    const group = Sections.safeParse(raw[section] ?? {})
    if (!group.success) return
    raw[section] = { ...group.data, [name]: value }
    origins.set(path, origin)
  }
  set('server.host', 'GALERNE_HOST', environment.GALERNE_HOST)
  set('server.port', 'GALERNE_PORT', toNumber(environment.GALERNE_PORT))
  set('server.workers', 'GALERNE_WORKERS', toNumber(environment.GALERNE_WORKERS))
  set('database.url', 'DATABASE_URL', environment.DATABASE_URL)
  set('log.level', 'GALERNE_LOG_LEVEL', environment.GALERNE_LOG_LEVEL)
  set('server.host', '--host', flags.host)
  set('server.port', '--port', toNumber(flags.port))
  set('server.workers', '--workers', toNumber(flags.workers))
  set('log.level', '--log-level', flags['log-level'])
  set('model.isEnabled', '--no-model', flags['no-model'] ? false : undefined)
  set('development.fakeProvider', '--fake-provider', flags['fake-provider'])
  return { raw, origins }
}

/** What is no whole number stays a text, for the schema to refuse in its own words. */
function toNumber(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
