import type { Answer } from '../conversation.ts'
import type { About } from '../dialect.ts'
import { writeItems } from './output-items.ts'
import { createNames, endFor, writeResponse } from './response-object.ts'

/** A whole answer as a response object. There is one answer: the dialect knows no others. */
export function writeAnswer(answer: Answer, about: About): object {
  const names = createNames(about)
  const [choice] = answer.choices
  const output = writeItems(choice?.parts ?? [], {
    nextId: names.next,
    wantsSummary: wantsSummary(about),
  })
  const hasRefusal = choice?.parts.some(({ type }) => type === 'refusal') ?? false
  const end = endFor(choice?.finish ?? 'other', hasRefusal)
  const last = output.at(-1)
  if (end.status === 'incomplete' && last && last.type !== 'reasoning') last.status = 'incomplete'
  return writeResponse(about, names.response, { ...end, output, usage: answer.usage })
}

export function wantsSummary({ call }: About): boolean {
  const summary = call.reasoning?.summary
  return summary !== undefined && summary !== null && summary !== 'none'
}
