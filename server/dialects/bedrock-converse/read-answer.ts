import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import type { Answer, FinishReason, Part } from '../conversation.ts'
import { asRecord, listIn, textIn } from '../lenient.ts'
import { markProof } from '../proof.ts'
import { usageFrom } from './usage.ts'
import { lookup } from '#server/lib/lookup.ts'

/** A whole `ConverseResponse`. Throws `provider_error` where it is none. */
export function readAnswer(body: unknown): Answer {
  const message = asRecord(fieldOf(fieldOf(body, 'output'), 'message'))
  const stopReason = textIn(body, 'stopReason')
  if (!message || stopReason === undefined) {
    throw new AppError('provider_error', 'The provider sent an answer that is none.')
  }
  const parts = listIn(message, 'content').flatMap((block) => readBlock(block) ?? [])
  return {
    id: null,
    model: null,
    created: null,
    choices: [{ index: 0, parts, finish: finishFrom(stopReason) }],
    usage: usageFrom(fieldOf(body, 'usage')),
  }
}

/** What a content block says; undefined: nothing that another dialect knows. */
function readBlock(block: unknown): Part | undefined {
  const text = textIn(block, 'text')
  if (text !== undefined) return { type: 'text', text }
  const toolUse = fieldOf(block, 'toolUse')
  if (toolUse !== undefined) {
    const id = textIn(toolUse, 'toolUseId') ?? ''
    const input = fieldOf(toolUse, 'input') ?? {}
    return {
      type: 'tool-call',
      id,
      name: textIn(toolUse, 'name') ?? '',
      arguments: JSON.stringify(input),
    }
  }
  const reasoning = fieldOf(block, 'reasoningContent')
  if (reasoning !== undefined) return readReasoning(reasoning)
  const cited = fieldOf(block, 'citationsContent')
  if (cited !== undefined) {
    const pieces = listIn(cited, 'content').map((piece) => textIn(piece, 'text') ?? '')
    return { type: 'text', text: pieces.join(''), citations: listIn(cited, 'citations') }
  }
  return { type: 'foreign', dialect: 'bedrock-converse', value: block }
}

function readReasoning(reasoning: unknown): Part {
  const thought = fieldOf(reasoning, 'reasoningText')
  const signature = textIn(thought, 'signature')
  const redacted = textIn(reasoning, 'redactedContent')
  return {
    type: 'reasoning',
    text: textIn(thought, 'text') ?? '',
    ...(signature !== undefined && { signature: markProof('bedrock-converse', signature) }),
    ...(redacted !== undefined && { encrypted: markProof('bedrock-converse', redacted) }),
  }
}

const FINISHES: Readonly<Record<string, FinishReason | undefined>> = lookup({
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool-calls',
  content_filtered: 'content-filter',
  guardrail_intervened: 'content-filter',
  model_context_window_exceeded: 'context-length',
  malformed_model_output: 'error',
  malformed_tool_use: 'error',
})

export function finishFrom(stopReason: string): FinishReason {
  return FINISHES[stopReason] ?? 'other'
}
