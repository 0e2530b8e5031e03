import type { z } from 'zod'
import { createKeyAuth, NO_AUTH } from './auth/auth.ts'
import { createHttpProvider, type HttpProviderOptions } from './http-provider.ts'
import { findPreset, type Preset } from './presets.ts'
import { createProviderModel, UNKNOWN_TAGS } from './provider-model.ts'
import type { ModelSettings, ProviderSettings, ProvidersSettings } from './provider-settings.ts'
import type { DeploymentTags, ModelCapabilities, Provider, ProviderModel } from './provider.ts'
import { OPEN_SERVER_QUIRKS, type Quirks } from './quirks.ts'

/** The providers of the configuration, in its order. */
export function createProviders(providers: z.infer<typeof ProvidersSettings>): Provider[] {
  return Object.entries(providers).map(([id, settings]) =>
    createHttpProvider(httpOptionsFor(id, settings)),
  )
}

/** What the settings and the preset mean together. */
export function httpOptionsFor(id: string, settings: ProviderSettings): HttpProviderOptions {
  const presetName = settings.preset ?? id
  const preset = findPreset(presetName)
  const tags = overlay({ ...UNKNOWN_TAGS, ...preset?.tags }, settings.tags)
  const keyHeader = settings.keyHeader ?? preset?.keyHeader ?? 'authorization'
  return {
    id,
    presetName: preset ? presetName : null,
    protocols: settings.protocol ?? preset?.protocols ?? ['openai-chat'],
    endpoint: {
      baseUrl: baseUrlFor(settings, preset),
      auth: settings.apiKey ? createKeyAuth(settings.apiKey, keyHeader) : NO_AUTH,
      apiVersion: settings.apiVersion ?? null,
      headers: settings.headers,
    },
    quirks: quirksFor(settings, preset),
    place: describePlace(tags),
    models: settings.models.map((model) => modelFrom(model, tags)),
    limits: settings.limits,
  }
}

/** A place for people to read: `EU (swedencentral), Microsoft`; null: nothing was declared. */
export function describePlace(tags: DeploymentTags): string | null {
  const { region, operator, isOwnHardware } = tags
  const area = tags.dataZone ?? tags.jurisdiction
  const where = area && region ? `${area} (${region})` : (area ?? region)
  const who = operator ?? (isOwnHardware ? 'own hardware' : null)
  return [where, who].filter((text) => text !== null).join(', ') || null
}

function baseUrlFor({ baseUrl, apiVersion }: ProviderSettings, preset: Preset | undefined): string {
  const url = (baseUrl ?? preset?.baseUrl ?? '').replace(/\/+$/, '')
  // An Azure resource alone: the rest of the address is the same for everyone.
  const isResource = preset?.baseUrl === null && new URL(url).pathname === '/'
  return isResource && apiVersion === undefined ? `${url}/openai/v1` : url
}

function quirksFor({ quirks }: ProviderSettings, preset: Preset | undefined): Quirks {
  return overlay(preset?.quirks ?? OPEN_SERVER_QUIRKS, quirks)
}

function modelFrom(settings: ModelSettings, tags: DeploymentTags): ProviderModel {
  const { upstreamName, id = upstreamName, name = id, kind, status, retiresOn } = settings
  const isChat = kind === 'chat'
  const usual: Partial<ModelCapabilities> = {
    operations: [isChat ? 'chat' : 'embeddings'],
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
    capabilities: overlay(usual, settings.capabilities),
  })
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
