import type { DialectName } from '#server/dialects/conversation.ts'
import type { DeploymentTags, Operation } from './provider.ts'
import type { Quirks } from './quirks.ts'

/** How we prove who we are: a key in a header, or an account of a cloud (auth/). */
export type AuthKind = 'key' | 'entra' | 'google' | 'aws'

/** Wires of single services. */
export type OwnWire = 'azure-content-safety'

/** All that is known beforehand of a provider, so that the configuration need only say its key and models. */
export interface Preset {
  /** As people know it. */
  title: string
  /** Null: everyone has an address of their own, as `template` has it, or as `exampleUrl` shows. */
  baseUrl: string | null
  /** An address with parts to be filled in: `{resource}`, `{region}`, `{project}`. */
  template?: string
  /** What an own address looks like, for the error that asks for one. */
  exampleUrl?: string
  /** Places that can be asked for by name, with what holds there. */
  regions?: Readonly<Record<string, PresetRegion>>
  /** Any of these will do. */
  auth: readonly AuthKind[]
  /** Without one of `auth` it answers nobody. */
  needsKey: boolean
  /** The header of the key; `authorization` gets it as a bearer token. */
  keyHeader: string
  /** Of `entra`: what the token is for. */
  entraScope?: string
  quirks: Quirks
  /** What holds for all of its deployments; where it has several places, those say more. */
  tags: Partial<DeploymentTags>
  /** Wire protocols that it offers, its own first; absent: `openai-chat`. */
  protocols?: readonly DialectName[]
  /** In place of these: a wire of its own. */
  wire?: OwnWire
  /** Sent along with every request. */
  headers?: Readonly<Record<string, string>>
  /** Operations with an address of their own, from the origin on. */
  paths?: Readonly<Partial<Record<Operation, string>>>
  /**
   * Where its models are listed, from the origin on; absent: where its wire lists them. Null: nowhere that this key opens, or
   * not those that may be called.
   */
  modelList?: string | null
  /** What it offers that belongs to no model: files, batches, agents…; absent: nothing. */
  operations?: readonly Operation[]
  /** Where all this is documented. */
  source: string
}

export interface PresetRegion {
  /** Absent: the preset's template, or its one address. */
  baseUrl?: string
  tags: Partial<DeploymentTags>
}

export const BEARER = {
  auth: ['key'],
  needsKey: true,
  keyHeader: 'authorization',
} as const satisfies Partial<Preset>
