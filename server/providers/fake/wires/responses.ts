import type { FakeAnswer, FakeRequest, FakeUsage } from '../../fake-answer.ts'
import {
  listOf,
  namedEvent,
  numberOf,
  recordOf,
  stringOf,
  textOf,
  type FakeBody,
  type FakePiece,
  type FakeWire,
  type FakeWriter,
} from '../wire.ts'
import { openaiChatWire } from './openai-chat.ts'

/** Responses as OpenAI streams them: named, numbered events over items of output, no `[DONE]`. Source: its openapi.yaml. */
export const responsesWire: FakeWire = {
  dialect: 'openai-responses',
  streamType: 'text/event-stream; charset=utf-8',
  readRequest,
  whole: (answer, usage) =>
    responseOf(answer, { status: statusOf(answer.finish), output: itemsOf(answer), usage }),
  error: (faults) => openaiChatWire.error(faults),
  createWriter,
}

interface OpenItem {
  kind: string
  item: Record<string, unknown>
  text: string
}

interface Writing {
  sequence: number
  open: OpenItem | undefined
  output: object[]
}

function createWriter(answer: FakeAnswer): FakeWriter {
  const writing: Writing = { sequence: 0, open: undefined, output: [] }
  const { output } = writing
  let status = 'completed'
  const event = (type: string, fields: object) => eventOf(writing, type, fields)
  return {
    start: () => {
      const response = responseOf(answer, { status: 'in_progress', output: [], usage: null })
      return [event('response.created', { response }), event('response.in_progress', { response })]
    },
    piece(piece) {
      const begun = piece.kind === 'arguments' ? [] : begin(writing, piece)
      const { open } = writing
      if (piece.kind === 'tool' || !open) return begun
      open.text += piece.text
      const place = { output_index: output.length, item_id: open.item.id }
      const fields = { ...place, ...INDEX[piece.kind], delta: piece.text }
      return [...begun, event(DELTAS[piece.kind], fields)]
    },
    finish(reason) {
      status = statusOf(reason)
      return end(writing)
    },
    usage: (usage) => {
      const response = responseOf(answer, { status, output, usage })
      return [event(`response.${status}`, { response })]
    },
    done: () => [],
    error: (body) => {
      const { error } = { error: {}, ...body }
      // Its own `type` is that of the event here.
      return [event('error', { ...recordOf(error), type: 'error' })]
    },
    malformed: () => ['event: response.output_text.delta\ndata: {"type":"response.outp\n\n'],
    unknown: () => [event('response.news', {})],
  }
}

function eventOf(writing: Writing, type: string, fields: object): string {
  const text = namedEvent({ type, sequence_number: writing.sequence, ...fields })
  writing.sequence += 1
  return text
}

function begin(writing: Writing, piece: FakePiece): string[] {
  if (writing.open?.kind === piece.kind && piece.kind !== 'tool') return []
  const ended = end(writing)
  const place = { output_index: writing.output.length }
  const item = itemFor(piece, writing.output.length)
  writing.open = { kind: piece.kind, item, text: '' }
  const added = eventOf(writing, 'response.output_item.added', { ...place, item })
  if (piece.kind !== 'text') return [...ended, added]
  const part = { type: 'output_text', text: '', annotations: [] }
  const fields = { ...place, item_id: item.id, content_index: 0, part }
  return [...ended, added, eventOf(writing, 'response.content_part.added', fields)]
}

function end(writing: Writing): string[] {
  const { open, output } = writing
  if (!open) return []
  const { item, text, kind } = open
  const place = { output_index: output.length, item_id: item.id }
  const whole = wholeItem(open)
  writing.open = undefined
  output.push(whole)
  const events: string[] = []
  if (kind === 'tool') {
    const fields = { ...place, arguments: text }
    events.push(eventOf(writing, 'response.function_call_arguments.done', fields))
  } else if (kind === 'text') {
    const part = { type: 'output_text', text, annotations: [] }
    const fields = { ...place, content_index: 0 }
    events.push(eventOf(writing, 'response.output_text.done', { ...fields, text }))
    events.push(eventOf(writing, 'response.content_part.done', { ...fields, part }))
  }
  events.push(eventOf(writing, 'response.output_item.done', { ...place, item: whole }))
  return events
}

const DELTAS = {
  text: 'response.output_text.delta',
  reasoning: 'response.reasoning_summary_text.delta',
  arguments: 'response.function_call_arguments.delta',
}
const INDEX = { text: { content_index: 0 }, reasoning: { summary_index: 0 }, arguments: {} }

function itemFor(piece: FakePiece, index: number): Record<string, unknown> {
  const status = 'in_progress'
  if (piece.kind === 'tool') {
    const { id, name } = piece
    return { type: 'function_call', id: `fc_${index}`, call_id: id, name, arguments: '', status }
  }
  if (piece.kind === 'reasoning') return { type: 'reasoning', id: `rs_${index}`, summary: [] }
  return { type: 'message', id: `msg_${index}`, role: 'assistant', content: [], status }
}

function wholeItem({ kind, item, text }: OpenItem): object {
  const status = 'completed'
  if (kind === 'tool') return { ...item, arguments: text, status }
  if (kind === 'reasoning') return { ...item, summary: [{ type: 'summary_text', text }] }
  return { ...item, content: [{ type: 'output_text', text, annotations: [] }], status }
}

function itemsOf(answer: FakeAnswer): object[] {
  const pieces: [FakePiece, string][] = [
    ...(answer.reasoning ? [of({ kind: 'reasoning', text: '' }, answer.reasoning)] : []),
    ...answer.toolCalls.map((call, index) =>
      of({ kind: 'tool', index, id: call.id, name: call.function.name }, call.function.arguments),
    ),
    ...(answer.text ? [of({ kind: 'text', text: '' }, answer.text)] : []),
  ]
  return pieces.map(([piece, text], index) =>
    wholeItem({ kind: piece.kind, item: itemFor(piece, index), text }),
  )
}

function of(piece: FakePiece, text: string): [FakePiece, string] {
  return [piece, text]
}

function statusOf(reason: string): string {
  return reason === 'length' ? 'incomplete' : 'completed'
}

interface ResponseState {
  status: string
  output: object[]
  usage: FakeUsage | null
}

function responseOf(answer: FakeAnswer, { status, output, usage }: ResponseState): object {
  return {
    id: answer.id.replace('chatcmpl-', 'resp_'),
    object: 'response',
    created_at: 1_709_000_000,
    status,
    model: answer.model,
    output: [...searchesOf(answer), ...output],
    ...(answer.usage.tier !== null && { service_tier: answer.usage.tier }),
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    usage: usage && {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.total,
    },
  }
}

/** Two of three things that are done in the web are searches; the others are not billed. */
function searchesOf({ usage }: FakeAnswer): object[] {
  const call = (type: string) => ({
    type: 'web_search_call',
    status: 'completed',
    action: { type },
  })
  return Array.from({ length: usage.searches }, () => [call('search'), call('open_page')]).flat()
}

function readRequest(body: FakeBody): FakeRequest {
  const { input, tools, tool_choice: choice, text } = body
  const format = recordOf(recordOf(text).format)
  const schema = { json_schema: { schema: recordOf(format.schema) } }
  return {
    model: stringOf(body.model),
    stream: body.stream === true,
    service_tier: stringOf(body.service_tier) || null,
    max_tokens: numberOf(body.max_output_tokens) ?? null,
    messages:
      typeof input === 'string'
        ? [{ role: 'user', content: input }]
        : listOf(input).map(({ role, content }) => ({
            role: stringOf(role),
            content: textOf(content),
          })),
    tools: listOf(tools).map(({ name, parameters }) => ({
      function: { name: stringOf(name), parameters: recordOf(parameters) },
    })),
    tool_choice:
      typeof choice === 'string' ? choice : choice ? { function: nameOf(recordOf(choice)) } : null,
    ...(typeof format.type === 'string' && {
      response_format: { type: format.type, ...schema },
    }),
  }
}

function nameOf({ name }: FakeBody): { name: string } {
  return { name: stringOf(name) }
}
