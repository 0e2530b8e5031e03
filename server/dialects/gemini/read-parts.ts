import { createHash } from 'node:crypto'
import { fieldOf } from '#server/lib/field-of.ts'
import type { FinishReason, Part, ToolCallPart } from '../conversation.ts'
import { asRecord, textIn } from '../lenient.ts'
import { markProof } from '../proof.ts'
import { lookup } from '#server/lib/lookup.ts'

/** Where a part stands: calls without an id get one that is the same whenever it is made again, and no other's. */
export interface PartPlace {
  /** `responseId`, which is another for each answer. */
  response: string
  /** How many calls came before this one. */
  calls: number
}

/** One part of an answer; undefined: it says nothing. */
export function readPart(part: unknown, place: PartPlace): Part | undefined {
  const proof = textIn(part, 'thoughtSignature')
  const signature = proof ? { signature: markProof('gemini', proof) } : {}
  const call = asRecord(fieldOf(part, 'functionCall'))
  if (call) return { ...readCall(call, place), ...signature }
  const text = textIn(part, 'text')
  if (text === undefined) {
    return asRecord(part) && { type: 'foreign', dialect: 'gemini', value: part }
  }
  if (fieldOf(part, 'thought') === true) return { type: 'reasoning', text, ...signature }
  // Proof of thoughts that are not shown comes with a text, which may be empty.
  if (text === '') return proof ? { type: 'reasoning', text, ...signature } : undefined
  return { type: 'text', text }
}

function readCall(call: Record<string, unknown>, place: PartPlace): ToolCallPart {
  const name = textIn(call, 'name') ?? ''
  const args = JSON.stringify(call.args ?? {})
  const id = textIn(call, 'id') || nameCall(`${place.response} ${place.calls} ${name} ${args}`)
  return { type: 'tool-call', id, name, arguments: args }
}

function nameCall(seed: string): string {
  return `call_${createHash('sha256').update(seed).digest('hex').slice(0, 24)}`
}

const FINISHES: Record<string, FinishReason | undefined> = lookup({
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MALFORMED_RESPONSE: 'error',
})

/** Why an answer ended; calls end with the word for an ordinary end. */
export function finishFrom(reason: string, hasToolCalls: boolean): FinishReason {
  const finish = FINISHES[reason] ?? 'other'
  return finish === 'stop' && hasToolCalls ? 'tool-calls' : finish
}

/** The prompt itself was refused: there will be no candidates. */
export function isBlocked(body: unknown): boolean {
  const reason = textIn(fieldOf(body, 'promptFeedback'), 'blockReason')
  return reason !== undefined && reason !== 'BLOCKED_REASON_UNSPECIFIED'
}
