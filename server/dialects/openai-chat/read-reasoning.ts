import type { ReasoningPart } from '../conversation.ts'
import { listFrom, objectFrom, textFrom, type JsonObject } from '../json-values.ts'

/** Marks a proof with whose it is, which depends on who sent it. */
export type Mark = (proof: string) => string

/** The fields of a message in which servers say what was thought. */
export const REASONING_FIELDS = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking_blocks',
] as const

/**
 * What a message says of how it was thought up: `reasoning_content` (DeepSeek, older vLLM) or `reasoning` (vLLM,
 * OpenRouter); with proofs `reasoning_details` (OpenRouter) and `thinking_blocks` (LiteLLM).
 */
export function readReasoning(message: JsonObject, mark: Mark): ReasoningPart[] {
  const details = listFrom(message.reasoning_details).flatMap((one) => readDetail(one, mark))
  if (details.length > 0) return details
  const blocks = listFrom(message.thinking_blocks).flatMap((one) => readBlock(one, mark))
  if (blocks.length > 0) return blocks
  const text = reasoningText(message)
  return text === '' ? [] : [{ type: 'reasoning', text }]
}

export function reasoningText(message: JsonObject): string {
  return textFrom(message.reasoning_content) || textFrom(message.reasoning)
}

/** One of OpenRouter's: a text, a summary, or what only the provider can read. */
export function readDetail(value: unknown, mark: Mark): ReasoningPart[] {
  const { type, text, summary, data, signature, id } = objectFrom(value)
  const name = typeof id === 'string' && { id }
  if (type === 'reasoning.encrypted') {
    return [{ type: 'reasoning', text: '', encrypted: mark(textFrom(data)), ...name }]
  }
  const proof = proofOf(signature, mark)
  return [{ type: 'reasoning', text: textFrom(text) || textFrom(summary), ...proof, ...name }]
}

function readBlock(value: unknown, mark: Mark): ReasoningPart[] {
  const { type, thinking, data, signature } = objectFrom(value)
  if (type === 'redacted_thinking') {
    return [{ type: 'reasoning', text: '', encrypted: mark(textFrom(data)) }]
  }
  return [readThinking({ thinking, signature }, mark)]
}

/** Mistral's: an array of texts, among which references may stand. Others have a text. */
export function readThinking({ thinking, signature }: JsonObject, mark: Mark): ReasoningPart {
  const texts = typeof thinking === 'string' ? [thinking] : listFrom(thinking).map(thoughtText)
  return { type: 'reasoning', text: texts.join(''), ...proofOf(signature, mark) }
}

function thoughtText(value: unknown): string {
  return typeof value === 'string' ? value : textFrom(objectFrom(value).text)
}

function proofOf(signature: unknown, mark: Mark) {
  return typeof signature === 'string' && signature !== '' && { signature: mark(signature) }
}
