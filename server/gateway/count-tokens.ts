import { fieldOf } from '#server/lib/field-of.ts'
import { LENIENT_QUIRKS } from '#server/providers/quirks.ts'
import { CannotSay } from '#server/dialects/json-values.ts'
import { openaiChat } from '#server/dialects/openai-chat/openai-chat.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import { adaptCall } from './adapt.ts'
import { collect, headersFor, notAnAnswer, one, readFailure } from './answer-bytes.ts'
import type { AttemptOptions, GatewayResponse } from './attempt-options.ts'
import { serverOf } from './exchange.ts'
import { NO_TOKENS } from './operations/units-usage.ts'

const MAX_ANSWER_BYTES = 64 * 1024

/**
 * How many tokens a conversation would take: asked of a provider that speaks the caller's dialect, or of one that counts
 * conversations in chat completions' words (the embedded model). Free, and answered as `{ "input_tokens": 14 }`.
 */
export async function countTokens(options: AttemptOptions): Promise<GatewayResponse> {
  const { call, deployment, tenantId, requestId, signal, attempt, reservation } = options
  const { provider, model } = deployment
  const { dialect, body, dropped } = requestFor(options)
  const isPassing = dialect === call.dialect
  const response = await provider.call({
    operation: call.operation,
    dialect,
    model: model.upstreamName,
    body,
    isStream: false,
    tenantId,
    requestId,
    signal,
    ...(isPassing && call.headers && { headers: call.headers }),
  })
  if (response.status < 200 || response.status > 299) {
    throw await readFailure(response, dialect, options)
  }
  const answer = await collect(response.body, MAX_ANSWER_BYTES)
  if (typeof countIn(answer) !== 'number') throw notAnAnswer(provider.id)
  attempt.noteFirstContent()
  attempt.end({ outcome: 'complete', usage: NO_TOKENS })
  reservation.settle('complete')
  const headers = headersFor(options, dropped, {
    'content-type': 'application/json',
    'content-length': String(answer.length),
  })
  return { status: 200, headers, body: one(answer), whole: answer }
}

interface CountRequest {
  dialect: DialectName
  body: Buffer
  dropped: string[]
}

function requestFor({ call, deployment }: AttemptOptions): CountRequest {
  const { provider, model } = deployment
  const quirks = provider.quirks ?? LENIENT_QUIRKS
  const { dialects } = provider
  if (dialects.includes(call.dialect)) {
    return { dialect: call.dialect, ...adaptCall(call, model.upstreamName, quirks) }
  }
  if (!dialects.includes('openai-chat')) {
    throw new CannotSay(
      'not_supported',
      `The provider “${provider.id}” of this model does not count tokens. Choose another model.`,
      { param: 'model' },
    )
  }
  const chat = (call.chat ??= serverOf(call.dialect).readRequest(JSON.parse(call.bytes.toString())))
  const { body, dropped } = openaiChat.writeRequest(chat, {
    model: model.upstreamName,
    maxOutputTokens: model.maxOutputTokens,
  })
  return { dialect: 'openai-chat', body: Buffer.from(JSON.stringify(body)), dropped }
}

function countIn(answer: Buffer): unknown {
  try {
    return fieldOf(JSON.parse(answer.toString('utf8')), 'input_tokens')
  } catch {
    return undefined
  }
}
