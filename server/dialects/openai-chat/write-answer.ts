import type { Answer, AnswerChoice, Part, ReasoningPart, ToolCallPart } from '../conversation.ts'
import type { About } from '../dialect.ts'
import type { JsonObject } from '../json-values.ts'
import { finishTo } from './finish.ts'
import { toAnnotations } from './annotations.ts'
import { usageTo } from './usage.ts'
import { textOf, writeCall, writeReasoning } from './write-parts.ts'

/** A whole chat completion, as OpenAI's clients read it. */
export function writeAnswer(answer: Answer, about: About): JsonObject {
  return {
    id: answer.id ?? `chatcmpl-${about.requestId}`,
    object: 'chat.completion',
    created: answer.created ?? about.created,
    model: about.model,
    choices: answer.choices.map(writeChoice),
    ...(answer.usage && { usage: usageTo(answer.usage) }),
  }
}

function writeChoice({ index, parts, finish, logprobs }: AnswerChoice): JsonObject {
  const refusal = parts.flatMap((part) => (part.type === 'refusal' ? [part.text] : [])).join('')
  const calls = parts.filter((part): part is ToolCallPart => part.type === 'tool-call')
  const text = textOf(parts)
  const isSilent = text === '' && (calls.length > 0 || refusal !== '')
  const annotations = annotationsOf(parts)
  const hasRefusal = refusal !== ''
  return {
    index,
    message: {
      role: 'assistant',
      content: isSilent ? null : text,
      refusal: hasRefusal ? refusal : null,
      // To a caller all proofs go with their mark, so that they come back to whoever made them.
      ...writeReasoning(parts.filter((part): part is ReasoningPart => part.type === 'reasoning')),
      ...(calls.length > 0 && { tool_calls: calls.map((call) => writeCall(call, call.signature)) }),
      ...(annotations.length > 0 && { annotations }),
    },
    logprobs: logprobs ?? null,
    finish_reason: finishTo(finish, { hasRefusal }),
  }
}

function annotationsOf(parts: Part[]): JsonObject[] {
  let end = 0
  return parts.flatMap((part) => {
    if (part.type !== 'text') return []
    const start = end
    end += part.text.length
    return (part.citations ?? []).flatMap((value) => toAnnotations(value, start, end))
  })
}
