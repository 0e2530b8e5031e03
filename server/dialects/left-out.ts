import { lookup } from '#server/lib/lookup.ts'
import type { ChatCall, DialectName, Message, Part, Sampling } from './conversation.ts'

/** What one dialect cannot say of a call, by the caller's words for it; each is named once. */
export interface LeftOut {
  names: Set<string>
  add(name: string): void
}

export function createLeftOut(dialect: DialectName): LeftOut {
  const names = new Set<string>()
  return { names, add: (name) => names.add(WORDS[dialect]?.[name] ?? name) }
}

/** Where callers have another word than OpenAI's chat completions. */
const WORDS: Partial<Record<DialectName, Record<string, string | undefined>>> = {
  'anthropic-messages': lookup({
    stop: 'stop_sequences',
    user: 'metadata.user_id',
    response_format: 'output_format',
    reasoning_effort: 'thinking',
    parallel_tool_calls: 'tool_choice.disable_parallel_tool_use',
  }),
  'openai-responses': lookup({
    response_format: 'text.format',
    reasoning_effort: 'reasoning',
    logprobs: 'include',
  }),
}

const SAMPLING: readonly (readonly [keyof Sampling, string])[] = [
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['minP', 'min_p'],
  ['stop', 'stop'],
  ['seed', 'seed'],
  ['presencePenalty', 'presence_penalty'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['choices', 'n'],
  ['hasLogprobs', 'logprobs'],
  ['topLogprobs', 'top_logprobs'],
  ['logitBias', 'logit_bias'],
]

/** Notes those wishes that were said and that a dialect has no word for. */
export function leaveOutSampling(
  { sampling }: ChatCall,
  known: readonly (keyof Sampling)[],
  left: LeftOut,
): void {
  for (const [name, word] of SAMPLING) {
    if (!known.includes(name) && !isDefault(name, sampling)) left.add(word)
  }
}

function isDefault(name: keyof Sampling, sampling: Sampling): boolean {
  const value = sampling[name]
  if (value === undefined || value === false) return true
  return name === 'choices' && value === 1
}

/** Notes what only the caller's own dialect knows of a call, its messages and their parts. */
export function leaveOutExtras({ extra, messages, tools }: ChatCall, left: LeftOut): void {
  for (const name of Object.keys(extra)) left.add(name)
  for (const tool of tools) leaveOutMarks(tool, left)
  for (const message of messages) {
    leaveOutMarks(message, left)
    for (const part of message.parts) leaveOutPart(part, left)
  }
}

function leaveOutPart(part: Part, left: LeftOut): void {
  leaveOutMarks(part, left)
  if (part.type === 'text' && part.citations) left.add('citations')
  if (part.type === 'tool-result') for (const one of part.parts) leaveOutPart(one, left)
}

type Marked = { cache?: unknown; extra?: Record<string, unknown> } | Part | Message

function leaveOutMarks(marked: Marked, left: LeftOut): void {
  if ('cache' in marked && marked.cache) left.add('cache_control')
  if ('extra' in marked && marked.extra)
    for (const name of Object.keys(marked.extra)) left.add(name)
}
