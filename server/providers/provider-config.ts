import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { DialectName } from '#server/dialects/conversation.ts'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock, type Clock } from '#server/lib/clock.ts'
import { createAuth } from './create-auth.ts'
import { createHttpProvider, type HttpProviderOptions } from './http-provider.ts'
import { findPreset, type Preset } from './presets.ts'
import { describePlace, tagsFor } from './place-tags.ts'
import { createProviderModel } from './provider-model.ts'
import type { ModelSettings, ProviderSettings, ProvidersSettings } from './provider-settings.ts'
import type {
  DeploymentTags,
  ModelCapabilities,
  Operation,
  Provider,
  ProviderModel,
} from './provider.ts'
import { OPEN_SERVER_QUIRKS } from './quirks.ts'

/** The providers of the configuration, in its order. Throws AppError where a file that it names cannot be read. */
export function createProviders(
  providers: z.infer<typeof ProvidersSettings>,
  clock: Clock = systemClock,
): Provider[] {
  return Object.entries(providers).map(([id, settings]) => {
    const ca = settings.caFile === undefined ? undefined : readCertificates(id, settings.caFile)
    return createHttpProvider({ ...httpOptionsFor(id, settings, clock), ...(ca && { ca }) })
  })
}

/** What the settings and the preset mean together. Nothing is called yet, but for the key file of a Google account. */
export function httpOptionsFor(
  id: string,
  settings: ProviderSettings,
  clock: Clock = systemClock,
): HttpProviderOptions {
  const presetName = settings.preset ?? id
  const preset = findPreset(presetName)
  const tags = tagsFor(settings, preset)
  const baseUrl = baseUrlFor(settings, preset)
  const auth = createAuth({
    providerId: id,
    clock,
    settings,
    keyHeader: settings.keyHeader ?? preset?.keyHeader ?? 'authorization',
    entraScope: preset?.entraScope,
    origin: new URL(baseUrl).origin,
  })
  const { paths, operations, wire, modelList } = preset ?? {}
  const protocols = settings.protocol ?? preset?.protocols ?? ['openai-chat']
  return {
    id,
    ...(settings.organisations && { organisations: settings.organisations }),
    presetName: preset ? presetName : null,
    protocols,
    ...(wire && { wire }),
    endpoint: {
      baseUrl,
      auth,
      apiVersion: settings.apiVersion ?? null,
      headers: { ...preset?.headers, ...exposed(settings.headers) },
      ...(paths && { paths }),
    },
    quirks: overlay(preset?.quirks ?? OPEN_SERVER_QUIRKS, settings.quirks),
    place: describePlace(tags),
    models: settings.models.map((model) =>
      modelFrom(model, { tags, protocols, isChecker: wire !== undefined }),
    ),
    ...(operations && { operations }),
    ...(modelList !== undefined && { modelList }),
    limits: settings.limits,
    maxConnections: settings.maxConnections,
  }
}

function exposed(headers: ProviderSettings['headers']): Record<string, string> {
  const pairs = Object.entries(headers)
  return Object.fromEntries(pairs.map(([name, value]) => [name, value.expose()]))
}

function readCertificates(id: string, path: string): string[] {
  try {
    return [readFileSync(path, 'utf8')]
  } catch (cause) {
    const message = `providers.${id}.caFile: ${path} cannot be read.`
    throw new AppError('invalid_request', message, { cause })
  }
}

function baseUrlFor(settings: ProviderSettings, preset: Preset | undefined): string {
  const { baseUrl, apiVersion, region } = settings
  const place = region === undefined ? undefined : preset?.regions?.[region]
  const address = baseUrl ?? place?.baseUrl ?? preset?.baseUrl ?? preset?.template ?? ''
  const url = address
    .replaceAll(/\{(resource|region|project)\}/g, (_, name: Part) => settings[name] ?? '')
    .replace(/\/+$/, '')
  const usual = preset?.template && new URL(preset.template.replaceAll(/[{}]/g, '')).pathname
  // Azure's older addresses begin at the resource.
  if (apiVersion !== undefined && usual === '/openai/v1') return url.replace(/\/openai\/v1$/, '')
  // A resource alone: the rest of the address is the same for everyone.
  const isResource = preset?.auth.includes('entra') && new URL(url).pathname === '/'
  return isResource && usual ? `${url}${usual}` : url
}

type Part = 'resource' | 'region' | 'project'

interface ModelContext {
  tags: DeploymentTags
  protocols: readonly DialectName[]
  /** A service that looks at texts and says nothing of its own. */
  isChecker: boolean
}

function modelFrom(
  settings: ModelSettings,
  { tags, protocols, isChecker }: ModelContext,
): ProviderModel {
  const { upstreamName, id = upstreamName, name = id, kind, status, retiresOn } = settings
  const { thinking, refuses } = settings
  const isChat = kind === 'chat' && !isChecker
  const usual: Partial<ModelCapabilities> = {
    operations: isChecker ? ['moderations'] : operationsOf(isChat, protocols),
    tools: isChat,
    jsonSchema: isChat,
  }
  return createProviderModel({
    id,
    upstreamName,
    name,
    contextTokens: settings.contextTokens,
    maxOutputTokens: settings.maxOutputTokens,
    languages: settings.languages,
    price: settings.price,
    lifecycle:
      status === undefined && retiresOn === undefined
        ? null
        : { status: status ?? 'active', retiresOn: retiresOn ?? null },
    tags: overlay(tags, settings.tags),
    ...(thinking && { thinking }),
    ...(refuses && { refuses }),
    capabilities: overlay(usual, settings.capabilities),
  })
}

/** Everyone who speaks Anthropic's dialect counts tokens too. */
function operationsOf(isChat: boolean, protocols: readonly DialectName[]): Operation[] {
  if (!isChat) return ['embeddings']
  return protocols.includes('anthropic-messages') ? ['chat', 'count-tokens'] : ['chat']
}

/** What is known, with what was said in its place: `undefined` was not said. */
function overlay<T extends object>(known: T, said: { [K in keyof T]?: T[K] | undefined }): T {
  const result = { ...known }
  for (const name in said) {
    const value = said[name]
    if (value !== undefined) result[name] = value
  }
  return result
}
