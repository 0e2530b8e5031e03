import { AppError } from '#server/lib/app-error.ts'
import type { Answer, AnswerChoice, Part } from '../conversation.ts'
import {
  isObject,
  listFrom,
  numberFrom,
  objectFrom,
  textFrom,
  type JsonObject,
} from '../json-values.ts'
import { markProof } from '../proof.ts'
import { finishFrom } from './finish.ts'
import { argumentsText, googleSignature } from './read-request.ts'
import { readReasoning, readThinking } from './read-reasoning.ts'
import { usageIn } from './usage.ts'

/** A whole chat completion, of OpenAI, Mistral or any server that speaks like them. */
export function readAnswer(body: unknown): Answer {
  if (!isObject(body) || !Array.isArray(body.choices)) {
    throw new AppError('provider_error', 'The provider sent an answer that is none.')
  }
  return {
    id: textFrom(body.id) || null,
    model: textFrom(body.model) || null,
    created: numberFrom(body.created) || null,
    choices: body.choices.map(readChoice),
    usage: usageIn(body),
  }
}

/** Marks what a provider of this dialect proved. */
export function markOfProvider(proof: string): string {
  return markProof('openai-chat', proof)
}

function readChoice(value: unknown, position: number): AnswerChoice {
  const choice = objectFrom(value)
  const message = objectFrom(choice.message)
  const parts = readMessageParts(message)
  const hasToolCalls = parts.some(({ type }) => type === 'tool-call')
  const hasRefusal = parts.some(({ type }) => type === 'refusal')
  const stop = stopOf(choice)
  return {
    index: numberFrom(choice.index) ?? position,
    parts,
    finish: finishFrom(textFrom(choice.finish_reason), { hasToolCalls, hasRefusal }),
    ...(stop !== undefined && { stopSequence: stop }),
    ...(choice.logprobs !== undefined && choice.logprobs !== null && { logprobs: choice.logprobs }),
  }
}

/** Which text of `stop` was met, where a server says it (vLLM). */
export function stopOf({ stop_reason: stop }: JsonObject): string | undefined {
  return typeof stop === 'string' ? stop : undefined
}

function readMessageParts(message: JsonObject): Part[] {
  const refusal = textFrom(message.refusal)
  const parts: Part[] = [
    ...readReasoning(message, markOfProvider),
    ...readContent(message.content),
    ...(refusal === '' ? [] : [{ type: 'refusal', text: refusal } as const]),
    ...listFrom(message.tool_calls).flatMap((call, index) => readCall(call, index)),
  ]
  const citations = listFrom(message.annotations)
  const text = parts.find((part) => part.type === 'text')
  if (text && citations.length > 0) text.citations = citations
  return parts
}

/** The content of an answer: a text, or Mistral's list of texts, thoughts and references. Never throws. */
export function readContent(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return listFrom(content).flatMap((value): Part[] => {
    const part = objectFrom(value)
    if (part.type === 'text') return [{ type: 'text', text: textFrom(part.text) }]
    if (part.type === 'thinking') return [readThinking(part, markOfProvider)]
    if (part.type === 'refusal') return [{ type: 'refusal', text: textFrom(part.refusal) }]
    return [{ type: 'foreign', dialect: 'openai-chat', value: part }]
  })
}

function readCall(value: unknown, index: number): Part[] {
  const call = objectFrom(value)
  if (!isObject(call.function)) return [{ type: 'foreign', dialect: 'openai-chat', value: call }]
  const signature = googleSignature(call)
  return [
    {
      type: 'tool-call',
      id: realId(call.id) ?? `call_${index}`,
      name: textFrom(call.function.name),
      arguments: argumentsText(call.function.arguments),
      ...(signature && { signature: markOfProvider(signature) }),
    },
  ]
}

/** Mistral fills in "null" where there is none. */
export function realId(id: unknown): string | undefined {
  return typeof id === 'string' && id !== '' && id !== 'null' ? id : undefined
}
