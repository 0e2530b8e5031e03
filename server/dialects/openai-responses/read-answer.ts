import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import type { Answer, FinishReason, Part } from '../conversation.ts'
import { asRecord, listIn, numberIn, textIn } from '../lenient.ts'
import { markProof } from '../proof.ts'
import { usageIn } from './usage.ts'

/** A response object. Throws `provider_error` where it is none. */
export function readAnswer(body: unknown): Answer {
  const output = fieldOf(body, 'output')
  if (!Array.isArray(output)) {
    throw new AppError('provider_error', 'The provider sent an answer that is none.')
  }
  const parts = output.flatMap(readItem)
  return {
    id: textIn(body, 'id') ?? null,
    model: textIn(body, 'model') ?? null,
    created: numberIn(body, 'created_at') ?? null,
    choices: [{ index: 0, parts, finish: finishOf(body, parts) }],
    usage: usageIn(body),
  }
}

function readItem(item: unknown): Part[] {
  switch (textIn(item, 'type') ?? '') {
    case 'message':
      return listIn(item, 'content').flatMap(readContent)
    case 'reasoning': {
      const encrypted = textIn(item, 'encrypted_content')
      const id = textIn(item, 'id')
      const content = listIn(item, 'content')
      const said = content.length > 0 ? content : listIn(item, 'summary')
      const text = said.map((part) => textIn(part, 'text') ?? '').join('\n\n')
      const proof = encrypted ? { encrypted: markProof('openai-responses', encrypted) } : {}
      if (text === '' && !encrypted) return []
      return [{ type: 'reasoning', text, ...proof, ...(id !== undefined && { id }) }]
    }
    case 'function_call':
      return [
        {
          type: 'tool-call',
          id: textIn(item, 'call_id') ?? '',
          name: textIn(item, 'name') ?? '',
          arguments: textIn(item, 'arguments') ?? '',
        },
      ]
    default:
      return [{ type: 'foreign', dialect: 'openai-responses', value: item }]
  }
}

function readContent(part: unknown): Part[] {
  const refusal = textIn(part, 'refusal')
  if (refusal !== undefined) return [{ type: 'refusal', text: refusal }]
  const text = textIn(part, 'text')
  if (text === undefined) return []
  const citations = listIn(part, 'annotations')
  return [{ type: 'text', text, ...(citations.length > 0 && { citations }) }]
}

/** Why a response ended, of its object and what it held. */
export function finishOf(response: unknown, parts: Pick<Part, 'type'>[]): FinishReason {
  const status = textIn(response, 'status')
  if (status === 'incomplete') {
    const reason = textIn(asRecord(fieldOf(response, 'incomplete_details')), 'reason')
    if (reason === 'content_filter') return 'content-filter'
    return reason === 'max_output_tokens' ? 'length' : 'other'
  }
  if (status === 'failed' || status === 'cancelled') return 'error'
  if (parts.some(({ type }) => type === 'tool-call')) return 'tool-calls'
  if (parts.some(({ type }) => type === 'refusal')) return 'refusal'
  return 'stop'
}
