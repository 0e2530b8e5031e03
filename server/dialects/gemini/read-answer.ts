import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import type { Answer, AnswerChoice, Part } from '../conversation.ts'
import { listIn, numberIn, textIn } from '../lenient.ts'
import { finishFrom, isBlocked, readPart } from './read-parts.ts'
import { usageFrom } from './usage.ts'

/** A whole `GenerateContentResponse`. Throws `provider_error` where it is none. */
export function readAnswer(body: unknown): Answer {
  const candidates = listIn(body, 'candidates')
  const isRefused = candidates.length === 0 && isBlocked(body)
  if (candidates.length === 0 && !isRefused) {
    throw new AppError('provider_error', 'The provider sent an answer that is none.')
  }
  const response = textIn(body, 'responseId') ?? ''
  return {
    id: response || null,
    model: textIn(body, 'modelVersion') ?? null,
    created: createdIn(body),
    choices: isRefused
      ? [{ index: 0, parts: [], finish: 'content-filter' }]
      : candidates.map((candidate, index) => readCandidate(candidate, index, response)),
    usage: usageFrom(fieldOf(body, 'usageMetadata')),
  }
}

function readCandidate(candidate: unknown, at: number, response: string): AnswerChoice {
  const index = numberIn(candidate, 'index') ?? at
  const parts: Part[] = []
  let calls = 0
  for (const value of listIn(fieldOf(candidate, 'content'), 'parts')) {
    const part = readPart(value, { response: `${response}/${index}`, calls })
    if (!part) continue
    if (part.type === 'tool-call') calls += 1
    add(parts, part)
  }
  const finish = finishFrom(textIn(candidate, 'finishReason') ?? '', calls > 0)
  return { index, parts, finish }
}

/** Texts that follow each other are one. */
function add(parts: Part[], part: Part): void {
  const last = parts.at(-1)
  if (last?.type === 'text' && part.type === 'text') last.text += part.text
  else parts.push(part)
}

/** Seconds since 1970, of `createTime`; null: not said. */
export function createdIn(body: unknown): number | null {
  const ms = Date.parse(textIn(body, 'createTime') ?? '')
  return Number.isFinite(ms) ? Math.floor(ms / 1000) : null
}
