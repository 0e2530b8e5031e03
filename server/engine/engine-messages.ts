import type { AdapterSettings } from './adapter.ts'
import type { ChatPrompt } from './chat-prompt.ts'
import type { EngineFailure, GenerationEvent, GenerationRequest } from './generation-events.ts'

/** One answer to one conversation, as the server asks its engine for it: not yet tokens. */
export interface ChatJob extends Omit<GenerationRequest, 'prompt'> {
  type: 'chat'
  prompt: ChatPrompt
}

export interface EmbedJob {
  type: 'embed'
  id: string
  tenantId: string
  inputs: string[]
}

/** How many tokens a conversation takes; nothing is computed. */
export interface CountJob {
  type: 'count'
  id: string
  tenantId: string
  prompt: ChatPrompt
}

export type EngineJob = ChatJob | EmbedJob | CountJob

export interface LoadMessage {
  type: 'load'
  kind: 'chat' | 'embedding'
  settings: AdapterSettings
  queueLimit: number
  threads: 'adaptive' | 'fixed'
}

/** What goes to the child process. */
export type ToChild = LoadMessage | { type: 'cancel'; id: string } | { type: 'close' } | EngineJob

/** What comes from it: answers of one step in one message, and a pulse twice a second. */
export type FromChild =
  | { type: 'started' }
  | { type: 'ready'; adapter: string; loadMs: number }
  | { type: 'unloadable'; reason: string }
  | { type: 'events'; events: EngineEvent[] }
  | { type: 'pulse'; rssBytes: number; running: number; steps: number }

export type EngineEvent =
  | GenerationEvent
  | { id: string; type: 'accepted'; promptTokens: number }
  | { id: string; type: 'embedded'; vectors: Float32Array[]; promptTokens: number }
  | { id: string; type: 'counted'; promptTokens: number }
  | { id: string; type: 'failed'; error: EngineFailure }
