import { z } from 'zod'
import { Tags } from './providers.ts'

/** Micro-units of the currency for a million tokens, integers; null: not billed apart. */
export const CataloguePrice = z.object({
  currency: z.enum(['EUR', 'USD']),
  inputMicros: z.int().nonnegative(),
  cachedInputMicros: z.int().nonnegative().nullable(),
  outputMicros: z.int().nonnegative(),
  /** Where it was read, and from which day it holds. */
  source: z.string(),
  date: z.string(),
})
export type CataloguePrice = z.infer<typeof CataloguePrice>

export const Lifecycle = z.object({
  status: z.enum(['active', 'deprecated', 'retired']),
  /** `2026-12-31`; null: not announced. */
  retiresOn: z.string().nullable(),
})
export type Lifecycle = z.infer<typeof Lifecycle>

/** How a deployment is doing, as measured by the calls that went there. */
export const CatalogueHealth = z.object({
  state: z.enum(['closed', 'open', 'half-open', 'cooling', 'quarantined']),
  /** When that may change by itself; null: it is well. */
  until: z.iso.datetime().nullable(),
  /** Until the first content, a moving average; null: not measured yet. */
  latencyMs: z.number().nonnegative().nullable(),
  tokensPerSecond: z.number().nonnegative().nullable(),
  /** 0 to 1. */
  errorRate: z.number().min(0).max(1),
})
export type CatalogueHealth = z.infer<typeof CatalogueHealth>

/** One place where a model can be called. */
export const CatalogueDeployment = z.object({
  providerId: z.string(),
  preset: z.string().nullable(),
  upstreamName: z.string(),
  /** For a person to read: "EU (fr-par), Scaleway"; null: not declared. */
  place: z.string().nullable(),
  /** In this very server: nothing leaves it. */
  isEmbedded: z.boolean(),
  tags: Tags,
  contextTokens: z.int().positive().nullable(),
  maxOutputTokens: z.int().positive().nullable(),
  /** Null: not known, which is not the same as free. */
  price: CataloguePrice.nullable(),
  lifecycle: Lifecycle.nullable(),
  /** Whether a call would be answered now, and why not. */
  state: z.enum(['ready', 'loading', 'unavailable']),
  reason: z.string().nullable(),
  /** Null: nothing has been measured. */
  health: CatalogueHealth.nullable(),
})
export type CatalogueDeployment = z.infer<typeof CatalogueDeployment>

export const CatalogueCapabilities = z.object({
  operations: z.array(z.string()),
  tools: z.boolean(),
  jsonSchema: z.boolean(),
  vision: z.boolean(),
  reasoning: z.boolean(),
  audioInput: z.boolean(),
  documents: z.boolean(),
})
export type CatalogueCapabilities = z.infer<typeof CatalogueCapabilities>

/** A name that can be called, and all that is known of what stands behind it. */
export const CatalogueModel = z.object({
  id: z.string(),
  name: z.string(),
  isDefault: z.boolean(),
  capabilities: CatalogueCapabilities,
  contextTokens: z.int().positive().nullable(),
  maxOutputTokens: z.int().positive().nullable(),
  /** BCP 47; empty: not declared. */
  languages: z.array(z.string()),
  licence: z.object({ name: z.string(), url: z.string().nullable() }).nullable(),
  /** Null: the model's own name. Else a route of the configuration, and how it chooses among its deployments. */
  route: z.object({ strategy: z.string() }).nullable(),
  /** In the order in which they are tried; never empty. */
  deployments: z.array(CatalogueDeployment),
})
export type CatalogueModel = z.infer<typeof CatalogueModel>

/** How the fetching of a model is going. */
export const Pull = z.object({
  stage: z.enum(['waiting', 'pulling', 'verifying', 'failed', 'stopped', 'done']),
  receivedBytes: z.number().nonnegative(),
  totalBytes: z.number().nonnegative().nullable(),
  /** Over the last seconds; null: not known. */
  bytesPerSecond: z.number().nonnegative().nullable(),
  /** Why it failed, in the server's words. */
  reason: z.string().nullable(),
})
export type Pull = z.infer<typeof Pull>

/** A model that can be fetched to this machine, or was. */
export const Download = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['chat', 'embedding']),
  sizeBytes: z.number().nonnegative(),
  memoryBytes: z.number().nonnegative(),
  contextTokens: z.int().positive(),
  languages: z.array(z.string()),
  licence: z.object({ name: z.string(), url: z.string().nullable(), isOpenSource: z.boolean() }),
  notes: z.string(),
  isInstalled: z.boolean(),
  /** What this machine has too little of; null: it fits. */
  lacks: z.enum(['memory', 'disk']).nullable(),
  /** What an unfinished pull has left: the next one goes on from there. */
  partialBytes: z.number().nonnegative(),
  pull: Pull.nullable(),
})
export type Download = z.infer<typeof Download>

export const Machine = z.object({
  memoryBytes: z.number().nonnegative(),
  freeDiskBytes: z.number().nonnegative(),
})
export type Machine = z.infer<typeof Machine>

export const Catalogue = z.object({
  models: z.array(CatalogueModel),
  /** Null: this server computes nothing itself (`--no-model`). */
  downloads: z.object({ machine: Machine, models: z.array(Download) }).nullable(),
})
export type Catalogue = z.infer<typeof Catalogue>
