import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import type { Answer, Part } from '../conversation.ts'
import { asRecord, textIn } from '../lenient.ts'
import { createdIn, finishFrom, logprobsIn, readLine, usageFrom } from './read-line.ts'

/** A whole answer of `/api/chat`. Throws `provider_error` where it is none, or not done. */
export function readAnswer(body: unknown): Answer {
  if (!asRecord(fieldOf(body, 'message')) || fieldOf(body, 'done') !== true) {
    throw new AppError('provider_error', 'The provider sent an answer that is none.')
  }
  const { thinking, text, calls } = readLine(body, 0)
  const parts: Part[] = [
    ...(thinking === '' ? [] : [{ type: 'reasoning' as const, text: thinking }]),
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...calls,
  ]
  const finish = finishFrom(body, calls.length > 0)
  return {
    id: null,
    model: textIn(body, 'model') ?? null,
    created: createdIn(body),
    choices: [{ index: 0, parts, finish, ...logprobsIn(body) }],
    usage: usageFrom(body),
  }
}
