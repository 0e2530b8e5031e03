import type { ErrorCode } from '#wire/errors.ts'
import type { SamplerOptions } from './adapter.ts'

/** One answer to one prompt, ready for the scheduler: everything is tokens by now. */
export interface GenerationRequest {
  id: string
  tenantId: string
  prompt: number[]
  sampling: SamplerOptions
  /** null: until the model or the context ends. */
  maxTokens: number | null
  stop: string[]
  /** Once the answer ends in this text, what follows must match the grammar: how a tool call is kept valid. */
  trigger: { text: string; grammar: string } | null
  /** For benchmarks: go on past the model's own end. */
  ignoresEnd: boolean
}

export type GenerationEvent = { id: string } & (
  | { type: 'started'; cachedTokens: number }
  | { type: 'text'; text: string; logprobs: TextLogprob[] }
  | { type: 'finished'; reason: 'stop' | 'length'; usage: GenerationUsage }
  | { type: 'failed'; error: EngineFailure }
)

export interface GenerationUsage {
  promptTokens: number
  /** Of the prompt, those whose state was still there from an earlier request of the same tenant. */
  cachedTokens: number
  outputTokens: number
}

export interface TokenText {
  text: string
  bytes: number[]
  logprob: number
}

export interface TextLogprob extends TokenText {
  top: TokenText[]
}

/** An AppError that crosses a process. */
export interface EngineFailure {
  code: ErrorCode
  message: string
  param?: string
  retryAfterMs?: number
}
