import type { DialectName } from '#server/dialects/conversation.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { ProviderResponse } from '#server/providers/provider.ts'
import { AI_HEADER } from '#wire/provenance.ts'
import { aiLabelOf } from './ai-label.ts'
import type { AttemptOptions } from './attempt-options.ts'
import { readErrorAnswer } from './error-answer.ts'
import { failureFrom } from './failures.ts'

/** Refusals are short; a provider that sends more has something else to say. */
const MAX_ERROR_BYTES = 64 * 1024

/** What came is cut off, or something else altogether. */
export function notAnAnswer(providerId: string): AppError {
  return new AppError(
    'provider_error',
    `The provider “${providerId}” sent an answer that is cut off or is none.`,
  )
}

/** What an answer with a status that is no success means to the caller. */
export async function readFailure(
  { status, headers, body }: ProviderResponse,
  dialect: DialectName,
  { deployment, clock }: AttemptOptions,
): Promise<AppError> {
  const bytes = await collect(body, MAX_ERROR_BYTES).catch(() => Buffer.alloc(0))
  const providerId = deployment.provider.id
  const said = readErrorAnswer({ status, headers, body: bytes }, dialect)
  return failureFrom({ providerId, ...said, nowMs: clock.now() })
}

/** All of a body. Throws `provider_error` beyond the limit. */
export async function collect(chunks: AsyncIterable<Buffer>, limitBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    pieces.push(chunk)
    bytes += chunk.length
    if (bytes > limitBytes) throw new AppError('provider_error', 'The answer is too large.')
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
}

/** With what every answer says of itself. */
export function headersFor(
  { call, deployment }: AttemptOptions,
  dropped: string[],
  headers: Record<string, string>,
): Record<string, string> {
  const label = aiLabelOf(call.operation, deployment)
  return {
    ...headers,
    'x-galerne-model': headerText(call.model),
    'x-galerne-provider': headerText(deployment.provider.id),
    ...(label !== undefined && { [AI_HEADER]: label }),
    ...(dropped.length > 0 && { 'x-galerne-dropped': droppedText(dropped) }),
  }
}

const MAX_DROPPED = 40
const MAX_NAME_LENGTH = 100

/** Names of a caller's own choosing, and as many as it likes: what is in the way of reading the answer is not told. */
function droppedText(names: string[]): string {
  const shown = names
    .slice(0, MAX_DROPPED)
    .map((name) => headerText(name).slice(0, MAX_NAME_LENGTH))
  const more = names.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}

/** Header values are ASCII; anything else is written as in a URL. */
function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed())
}

/** A body that is at hand. */
export async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
