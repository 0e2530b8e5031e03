import { Readable } from 'node:stream'
import { readSse } from '#server/lib/sse.ts'
import type { DialectName } from '#server/dialects/conversation.ts'

/** How a caller speaks, and how it sees that an answer is whole. */
export interface CallerWire {
  path: string
  bodyOf(prompt: string, isStream: boolean): object
  /** Of an answer that is not streamed. */
  textOf(body: Json): string
  /** One event of a stream, into what a person sees. */
  read(event: Json): { text?: string; isEnd?: boolean; isError?: boolean }
}

// oxlint-disable-next-line typescript/no-explicit-any -- what came over the wire, looked into here and nowhere else
export type Json = any

const messages = (content: string) => [{ role: 'user', content }]

export const CALLERS: Partial<Record<DialectName, CallerWire>> = {
  'openai-chat': {
    path: '/v1/chat/completions',
    bodyOf: (prompt, stream) => ({
      model: 'm',
      messages: messages(prompt),
      ...(stream && { stream, stream_options: { include_usage: true } }),
    }),
    textOf: (body) => body?.choices?.[0]?.message?.content ?? '',
    read: (event) => ({
      text: event?.choices?.[0]?.delta?.content ?? '',
      isEnd: event === '[DONE]',
      isError: event?.error !== undefined,
    }),
  },
  'anthropic-messages': {
    path: '/v1/messages',
    bodyOf: (prompt, stream) => ({
      model: 'm',
      max_tokens: 500,
      messages: messages(prompt),
      stream,
    }),
    textOf: (body) => body?.content?.map((part: Json) => part.text ?? '').join('') ?? '',
    read: (event) => ({
      text: event?.delta?.text ?? '',
      isEnd: event?.type === 'message_stop',
      isError: event?.type === 'error',
    }),
  },
  'openai-responses': {
    path: '/v1/responses',
    bodyOf: (prompt, stream) => ({ model: 'm', input: prompt, stream, store: false }),
    textOf: (body) =>
      (body?.output ?? [])
        .flatMap((item: Json) => item.content ?? [])
        .map((part: Json) => part.text ?? '')
        .join(''),
    read: (event) => ({
      text: event?.type === 'response.output_text.delta' ? event.delta : '',
      isEnd: event?.type === 'response.completed',
      isError: event?.type === 'error' || event?.type === 'response.failed',
    }),
  },
}

/** Where each protocol is found at the fake's server. */
export const BASES: Record<DialectName, string> = {
  'openai-chat': '/v1',
  'openai-responses': '/v1',
  'anthropic-messages': '/v1',
  gemini: '/v1beta',
  'bedrock-converse': '',
  ollama: '',
}

/** What a caller got. */
export interface Seen {
  status: number
  text: string
  /** The stream said that this was all. */
  isEnd: boolean
  isError: boolean
  headers: Headers
  body: string
}

export async function readAnswer(response: Response, wire: CallerWire, isStream: boolean) {
  const seen: Seen = {
    status: response.status,
    text: '',
    isEnd: false,
    isError: response.status >= 400,
    headers: response.headers,
    body: '',
  }
  const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  if (!isStream || !isEvents || !response.body) {
    seen.body = await response.text()
    if (response.ok) {
      seen.text = wire.textOf(JSON.parse(seen.body))
      seen.isEnd = true
    }
    return seen
  }
  for await (const data of readSse(Readable.fromWeb(response.body))) {
    const event: Json = data === '[DONE]' ? data : JSON.parse(data)
    const { text = '', isEnd = false, isError = false } = wire.read(event)
    seen.text += text
    seen.isEnd ||= isEnd
    seen.isError ||= isError
  }
  return seen
}
