import { fieldOf } from '#server/lib/field-of.ts'
import { textIn } from '#server/dialects/lenient.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { markThoughts } from './thoughts.ts'

export interface MarkContext {
  providerId: string
  /** The name that the caller gets for a response that the provider keeps. */
  nameFor(id: string): string
}

/** Events that tell of the response as a whole. */
const WHOLE = /"response"\s*:\s*\{/

/** One event of a provider's own stream, or a whole response: names of responses become ours, the rest stays as it came. */
export function markResponse(json: string, context: MarkContext): string {
  const marked = markThoughts(json, context.providerId)
  const isResponse = WHOLE.test(json) || /"object"\s*:\s*"response"/.test(json)
  if (!isResponse) return marked
  const parsed = parseJson(json.replace(/^(?:event:[^\n]*\r?\n)?data: ?/, ''))
  const response = fieldOf(parsed, 'response') ?? parsed
  const ids = [textIn(response, 'id'), textIn(response, 'previous_response_id')]
  return ids.reduce<string>(
    (text, id) =>
      id ? text.replaceAll(JSON.stringify(id), JSON.stringify(context.nameFor(id))) : text,
    marked,
  )
}
