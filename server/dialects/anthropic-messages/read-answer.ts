import { AppError } from '#server/lib/app-error.ts'
import type { Answer, Part } from '../conversation.ts'
import { isObject, listFrom, objectFrom, textFrom, type JsonObject } from '../json-values.ts'
import { markProof } from '../proof.ts'
import { finishFrom } from './stop-reason.ts'
import { addCounts, noCounts, usageOf } from './usage.ts'

/** A whole message. */
export function readAnswer(body: unknown): Answer {
  if (!isObject(body) || !Array.isArray(body.content)) {
    throw new AppError('provider_error', 'The provider sent an answer that is none.')
  }
  const counts = noCounts()
  addCounts(counts, body.usage)
  const stop = textFrom(body.stop_sequence)
  const refusal = explanationOf(body.stop_details)
  const parts = body.content.map(readBlock)
  if (refusal !== '') parts.push({ type: 'refusal', text: refusal })
  return {
    id: textFrom(body.id) || null,
    model: textFrom(body.model) || null,
    created: null,
    choices: [
      {
        index: 0,
        parts,
        finish: finishFrom(textFrom(body.stop_reason)),
        ...(stop !== '' && { stopSequence: stop }),
      },
    ],
    usage: usageOf(counts),
  }
}

/** Why the model would not, where it says so. */
export function explanationOf(details: unknown): string {
  const { type, explanation } = objectFrom(details)
  return type === 'refusal' ? textFrom(explanation) : ''
}

/** A block of an answer; never throws. */
export function readBlock(value: unknown): Part {
  const block = objectFrom(value)
  switch (block.type) {
    case 'text': {
      const citations = listFrom(block.citations)
      const cited = citations.length > 0 && { citations }
      return { type: 'text', text: textFrom(block.text), ...cited }
    }
    case 'thinking':
      return { type: 'reasoning', text: textFrom(block.thinking), ...proofOf(block) }
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', encrypted: mark(textFrom(block.data)) }
    case 'tool_use':
      return {
        type: 'tool-call',
        id: textFrom(block.id),
        name: textFrom(block.name),
        arguments: JSON.stringify(block.input ?? {}),
      }
    default:
      return { type: 'foreign', dialect: 'anthropic-messages', value: block }
  }
}

function proofOf({ signature }: JsonObject) {
  return typeof signature === 'string' && signature !== '' && { signature: mark(signature) }
}

/** Marks what Anthropic proved. */
export function mark(proof: string): string {
  return markProof('anthropic-messages', proof)
}
