import type { Answer, Part } from '../conversation.ts'
import type { About } from '../dialect.ts'
import { said, type JsonObject } from '../json-values.ts'
import { argumentsFrom } from '../lenient.ts'
import { toCitations } from './citations.ts'
import { stopTo } from './stop-reason.ts'
import { usageTo } from './usage.ts'

/** A whole message, as Anthropic's clients read it. Of several answers it is the first: they cannot ask for more. */
export function writeAnswer(answer: Answer, about: About): JsonObject {
  const [choice] = answer.choices
  const { parts = [], finish = 'other', stopSequence } = choice ?? {}
  return {
    ...opening(answer.id, about),
    content: parts.flatMap(writePart),
    ...stopTo(finish, stopSequence),
    usage: usageTo(answer.usage),
  }
}

/** What every message says of itself. */
export function opening(id: string | null, { model, requestId }: About): JsonObject {
  return { id: idTo(id, requestId), type: 'message', role: 'assistant', model }
}

/** Anthropic's ids begin with what they are of. */
function idTo(id: string | null, requestId: string): string {
  if (id?.startsWith('msg_')) return id
  return `msg_${(id ?? requestId).replaceAll(/[^\w-]/g, '')}`
}

function writePart(part: Part): JsonObject[] {
  switch (part.type) {
    case 'text': {
      const citations = (part.citations ?? []).flatMap(toCitations)
      if (part.text === '') return []
      return [
        said({ type: 'text', text: part.text, citations: citations.length ? citations : null }),
      ]
    }
    case 'refusal':
      return [{ type: 'text', text: part.text }]
    case 'reasoning':
      return [thoughtBlock(part)]
    case 'tool-call': {
      const { id, name, arguments: text } = part
      return [{ type: 'tool_use', id, name, input: argumentsFrom(text) }]
    }
    case 'image':
    case 'document':
    case 'audio':
    case 'tool-result':
    case 'foreign':
      break
  }
  return []
}

/** To a caller all proofs go with their mark, so that they come back to whoever made them. */
function thoughtBlock(part: Extract<Part, { type: 'reasoning' }>): JsonObject {
  const { text, signature, encrypted } = part
  if (encrypted !== undefined && text === '') return { type: 'redacted_thinking', data: encrypted }
  return { type: 'thinking', thinking: text, signature: signature ?? '' }
}
