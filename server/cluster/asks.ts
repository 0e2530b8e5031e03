import type { Download, Machine } from '#wire/catalogue.ts'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import type { Family } from '#server/observability/exposition.ts'
import type { ProviderCall, ProviderModel } from '#server/providers/provider.ts'

export interface WorkerSettings {
  /** Of the settings file, as all processes have read it; null: there was none. */
  fileText: string | null
  /** The worker's own, from 1. */
  number: number
  /** Where others answer already: whoever comes late opens its door when it can answer too. Null: nobody does yet. */
  door: Door | null
}

export interface Door {
  url: string
  port: number
}

/** What a worker needs to begin with the primary's database and models. */
export interface Start {
  /** Of the embedded database; null: a server's, which the settings name. */
  socketPath: string | null
  localToken: string
  models: ModelsState | null
}

/** The models of this machine, as the process that runs them sees them. */
export interface ModelsState {
  defaultModelId: string | null
  providers: ProviderState[]
}

export interface ProviderState {
  id: string
  place: string | null
  models: ProviderModel[]
  /** By the provider's name of the model. */
  states: Record<string, { state: 'ready' | 'loading' | 'unavailable'; reason: string | null }>
}

/** What one process knows of itself. */
export interface OwnSight {
  health: DeploymentHealth[]
  ledgerWaiting: number
}

export interface EmbeddedCall extends Omit<
  ProviderCall,
  'signal' | 'resource' | 'headers' | 'body'
> {
  providerId: string
  body: Uint8Array
}

export type AnswerPiece = { status: number; headers: Record<string, string> } | Uint8Array

interface Ask<Input, Output, Piece = never> {
  input: Input
  output: Output
  piece: Piece
}

/** All that processes ask of each other. */
export interface Asks {
  /** Of the primary: how to begin. */
  settings: Ask<null, WorkerSettings>
  /** Of the primary; resolves when it is ready. */
  start: Ask<null, Start>
  /** Of the primary: a call of an embedded model. First its head, then its bytes. */
  call: Ask<EmbeddedCall, null, AnswerPiece>
  /** Of the primary: the models that can be fetched, and fetching them. */
  listPulls: Ask<null, { machine: Machine; models: Download[] }>
  startPull: Ask<{ id: string }, null>
  stopPull: Ask<{ id: string }, null>
  /** Of the primary: sign-in links work once, whichever process made them. */
  addLink: Ask<{ token: string }, null>
  redeemLink: Ask<{ token: string }, boolean>
  /** Of the primary: the metrics of all processes, given those of the one that asks; and that the others write what they saw. */
  gatherFamilies: Ask<Family[], Family[]>
  flushOthers: Ask<null, null>
  /** Of a worker: its own. */
  families: Ask<null, Family[]>
  flush: Ask<null, null>
  sight: Ask<null, OwnSight>
  /** Of a worker: takes note of how the models of this machine are, and of what the other processes see. */
  noteModels: Ask<ModelsState, null>
  noteSight: Ask<OwnSight[], null>
  /** Of a worker: ends what it does, and itself. */
  stop: Ask<null, null>
}

export interface ProcessFamilies {
  /** `primary`, `1`, `2`…; those of processes that have ended together: `ended`. */
  name: string
  families: Family[]
}

export type AskName = keyof Asks

export type Answers = {
  [Name in AskName]: (
    input: Asks[Name]['input'],
    context: { signal: AbortSignal; send: (piece: Asks[Name]['piece']) => void },
  ) => Promise<Asks[Name]['output']> | Asks[Name]['output']
}
